package import Diagnostics
package import Methods
package import Models
import Pictures
import Tensors

/// The score while the most relevant pixels are taken out of the image, and while they are put into a blurred one.
///
/// Petsiuk et al., RISE: Randomized Input Sampling for Explanation of Black-box Models, 2018, §4.3, with the settings of
/// its authors' code.
package enum InsertionDeletion: Metric {
    package struct Options: Settings {
        package var pixels = 224
        package var score = Score.probability

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "pixels", \.pixels, "pixels of a step",
                check: { (1...1 << 32).contains($0) ? nil : "must be positive, and at most 2^32" }),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
        ]
    }

    package static let id = "insertion-deletion"
    package static let title = "Insertion and deletion"
    package static let summary = "How soon the class is lost as relevant pixels go, and found as they come."
    package static let discussion = """
        Deletion: the most relevant pixels, 224 a step, become 0 in the model's input space, until none is left. \
        Insertion: they come back, in the same order, into a blurred copy of the image, until it is whole. Given is the \
        area under the curve of the class's probability against the share of pixels, both ends counted half; low is good \
        for deletion, high for insertion.

        What 0 is depends on the model: the mean colour where a mean is subtracted, otherwise black or gray. The blur \
        leaves coarse shapes, so that insertion starts above nothing. Equal pixels follow one another from the top left.
        """
    package static let reference = """
        Petsiuk, Das, Saenko: RISE: Randomized Input Sampling for Explanation of Black-box Models, 2018, section 4.3, \
        and its code (kernel of 11×11 pixels, deviation 5).
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        func column(_ name: String, _ title: String, _ direction: MetricColumn.Direction, _ how: String) -> MetricColumn
        {
            MetricColumn(
                name: name, title: title, direction: direction,
                definition: "area under the curve over shares 0 … 1, by the trapezoidal rule; \(how), "
                    + "\(options.pixels) pixels a step, score: \(options.score.rawValue)")
        }
        return [
            column("insertion", "Insertion", .higherIsBetter, "most relevant pixels put into the blurred image"),
            column("deletion", "Deletion", .lowerIsBetter, "most relevant pixels set to 0 in the input space"),
        ]
    }

    package static func curves(_ options: Options) -> [Curve] {
        [("insertion", "Insertion"), ("deletion", "Deletion")].map { name, title in
            Curve(
                name: name, title: title, horizontal: "steps of \(options.pixels) pixels",
                vertical: options.score == .logit ? "score before softmax" : "probability")
        }
    }

    private static func steps(_ options: Options, area: Int) -> Int { (area - 1) / options.pixels + 1 }

    package static func passes(_ options: Options, inputShape: [Int]) -> Int {
        (2 * (steps(options, area: inputShape.dropFirst().reduce(1, *)) + 1) + 2) / 3
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        try ScoreRun.memoryNeed(model: model, target: target, score: options.score)
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let relevance = try request.pixelRelevance(for: id)
        let order = Regions(height: relevance.height, width: relevance.width, side: 1)
            .ranked(by: relevance.values, descending: true)
        let steps = steps(options, area: order.count)
        let original = request.input.elements
        let nothing = [Float](repeating: 0, count: original.count)
        let blurred = Blur.applied(to: original, height: relevance.height, width: relevance.width)
        var run = try ScoreRun(request, target: try request.resolvedTarget(), score: options.score)
        for (index, way) in [(from: blurred, to: original), (from: original, to: nothing)].enumerated() {
            var image = way.from
            try run.add(image)
            for step in 0..<steps {
                let first = step * options.pixels
                image.replace(
                    Array(order[first..<min(first + options.pixels, order.count)]), by: way.to, area: order.count)
                try run.add(image)
                try request.progress(Double(index * steps + step) / Double(2 * steps))
            }
        }
        try run.finish()
        let insertion = Array(run.scores.prefix(steps + 1))
        let deletion = Array(run.scores.suffix(steps + 1))
        return MetricResult(
            numbers: ["insertion": area(under: insertion), "deletion": area(under: deletion)],
            curves: ["insertion": insertion, "deletion": deletion])
    }

    /// (Σ − first ∕ 2 − last ∕ 2) ∕ (n − 1).
    private static func area(under curve: [Double]) -> Double {
        (curve.reduce(0, +) - curve[0] / 2 - curve[curve.count - 1] / 2) / Double(curve.count - 1)
    }
}
