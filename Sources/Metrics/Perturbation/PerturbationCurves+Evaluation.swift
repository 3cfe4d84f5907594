package import Diagnostics
import Methods
import Models
import Pictures
import Tensors

extension PerturbationCurves {
    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let relevance = try request.pixelRelevance(for: id)
        let regions = Regions(height: relevance.height, width: relevance.width, side: options.region)
        let extent = options.extent(of: regions)
        let ranked = [true, false].map { regions.ranked(by: relevance.values, descending: $0) }
        let curves = curves(options).map(\.name)

        var run = try ScoreRun(request, target: try request.resolvedTarget(), score: options.score)
        let original = request.input.elements
        try run.add(original)
        for number in 0..<options.repeats {
            let colours = request.model.preprocessing.randomColours(seed: UInt64(options.seed), number: number)
            var random = RandomStream(seed: UInt64(options.seed), purpose: "perturbation order", step: UInt64(number))
            let orders = ranked + (options.baseline ? [random.permutation(of: regions.count)] : [])
            for (index, order) in orders.enumerated() {
                var image = original
                let done = number * orders.count + index
                for step in 0..<extent.steps {
                    let first = step * options.regionsPerStep
                    for region in order[first..<min(first + options.regionsPerStep, extent.regions)] {
                        image.replace(regions.pixels(of: region), by: colours, area: relevance.values.count)
                    }
                    try run.add(image)
                    try request.progress(
                        Double(done * extent.steps + step) / Double(options.repeats * orders.count * extent.steps))
                }
            }
        }
        try run.finish()
        return result(of: run.scores, curves: curves, steps: extent.steps, repeats: options.repeats)
    }

    /// - Parameter scores: of the image; then, for every repeat and every curve, of its steps.
    private static func result(of scores: [Double], curves: [String], steps: Int, repeats: Int) -> MetricResult {
        var means: [String: [Double]] = [:]
        for (index, curve) in curves.enumerated() {
            means[curve] =
                [scores[0]]
                + (1...steps).map { step in
                    let sum = (0..<repeats).reduce(0.0) { $0 + scores[($1 * curves.count + index) * steps + step] }
                    return sum / Double(repeats)
                }
        }
        let (most, least) = (means["morf"] ?? [], means["lerf"] ?? [])
        let area = zip(least, most).reduce(0) { $0 + ($1.0 - $1.1) }
        let count = Double(steps + 1)
        return MetricResult(
            numbers: [
                "abpc": area, "abpc-per-step": area / count, "morf-area": most.reduce(0, +) / count,
                "lerf-area": least.reduce(0, +) / count,
            ], curves: means)
    }
}

extension [Float] {
    /// Gives pixels the values that they have in another image.
    ///
    /// - Parameter area: pixels of the image, from one channel to the next.
    mutating func replace(_ pixels: [Int], by other: [Float], area: Int) {
        for pixel in pixels {
            for place in stride(from: pixel, to: count, by: area) { self[place] = other[place] }
        }
    }
}
