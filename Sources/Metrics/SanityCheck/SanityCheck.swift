package import Diagnostics
package import Methods
package import Models
import Networks
import Pictures
import Tensors

/// How much a map changes as the network's weights are replaced by random ones.
package enum SanityCheck: Metric {
    package struct Options: Settings {
        package var stages = 10
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "stages", \.stages, "in how many stages, at most, the layers are randomised from the output down",
                check: { (1...1000).contains($0) ? nil : "must be 1 to 1000" }),
            SettingField(
                "seed", \.seed, "of the random weights", check: { $0 >= 0 ? nil : "must not be negative" }),
        ]
    }

    package static let id = "sanity-check"
    package static let title = "Sanity check"
    package static let summary = "How much the map changes as the network's weights are randomised, layer after layer."
    package static let discussion = """
        From the output down, the weights of more and more layers are replaced by random ones, as before training, and \
        the same class is explained anew. A map that tells of what the network has learned must change; one that stays as \
        it was shows the image, not the network. Lower similarity is better, and the curve shows at which depth a map \
        stops to depend on the weights.

        Weights are drawn from a normal distribution of deviation √(2 ∕ fan-in) with an own seed for every layer, biases \
        are 0, batch normalization starts afresh; so training draws them here. Layers are randomised in stages of about \
        as many, and stay random in the stages after. Compared are the magnitudes of the map, over several channels of \
        the sum of signed values, otherwise the largest: by Spearman's rank correlation, ties averaged, and by structural \
        similarity after scaling each map's minimum and maximum to 0 and 1, the range of values being 1 (older \
        scikit-image took 2 there, which gives larger numbers). Where a map becomes constant, the rank correlation counts \
        as 0.

        Similarity also falls when a map turns to noise, or because random networks have other scales from layer to \
        layer: it is a necessary test, no measure of quality.
        """
    package static let reference = """
        Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim: Sanity Checks for Saliency Maps, 2018, section 3 (cascading \
        randomization).
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        let randomization = "weights redrawn from the output down in at most \(options.stages) stages"
        func column(_ name: String, _ title: String, _ definition: String) -> MetricColumn {
            MetricColumn(
                name: name, title: title, direction: .lowerIsBetter, definition: "\(definition); \(randomization)")
        }
        let spearman = "Spearman's rank correlation of the magnitudes with the original map's"
        let ssim = "SSIM (11×11 Gaussian, deviation 1.5, range 1) of the magnitudes, each map scaled to 0 … 1"
        return [
            column("spearman", "Spearman, all random", "\(spearman), every layer random"),
            column("spearman-mean", "Spearman, mean", "\(spearman), mean over the stages"),
            column("ssim", "SSIM, all random", "\(ssim), every layer random"),
            column("ssim-mean", "SSIM, mean", "\(ssim), mean over the stages"),
        ]
    }

    package static func curves(_ options: Options) -> [Curve] {
        [
            Curve(
                name: "sanity-spearman", title: "Cascading randomisation", horizontal: "randomised stages",
                vertical: "rank correlation with the original map"),
            Curve(
                name: "sanity-ssim", title: "Cascading randomisation", horizontal: "randomised stages",
                vertical: "structural similarity with the original map"),
        ]
    }

    package static func explanations(_ options: Options) -> Int { options.stages }

    /// The redrawn weights; explaining takes what the method takes.
    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        2 * model.parameterCount * MemoryLayout<Float>.stride + 1 << 20
    }

    package static func evaluate(_ request: MetricRequest, _ options: Options) throws(Diagnostic) -> MetricResult {
        let original = try magnitudes(of: request.attribution(for: id), isSigned: request.isSigned)
        guard spearman(original.values, original.values) != nil else {
            throw Diagnostic(
                .error, "constant-map", "'\(id)' compares maps, and this one has the same value everywhere",
                notes: [.init("a dead kernel, or a saturated probability, leaves nothing to explain")])
        }
        let target = try request.resolvedTarget()
        let node = try Objective(target: target, score: .logit, model: request.model).node
        let randomization = WeightRandomization(
            of: request.model.network, below: node, stages: options.stages, seed: UInt64(options.seed))
        guard !randomization.stages.isEmpty else {
            throw Diagnostic(
                .error, "no-weights", "'\(id)' randomises learned layers, and what was explained depends on none",
                notes: [.init("explain a class, or a kernel of a deeper layer")])
        }
        var model = request.model
        var ranks = [1.0]
        var similarities = [try similarity(original, original)]
        for stage in randomization.stages.indices {
            model = randomization.randomizing(stage, of: model)
            let map = try request.explain(model, target, request.workers)
            let anew = MetricRequest(
                model: model, input: request.input, map: map, output: request.output, target: target,
                workers: request.workers, explain: request.explain)
            let found = try magnitudes(of: anew.attribution(for: id), isSigned: request.isSigned)
            ranks.append(spearman(original.values, found.values) ?? 0)
            similarities.append(try similarity(original, found))
            try request.progress(Double(stage + 1) / Double(randomization.stages.count))
        }
        func mean(_ values: [Double]) -> Double { values.dropFirst().reduce(0, +) / Double(values.count - 1) }
        return MetricResult(
            numbers: [
                "spearman": ranks[ranks.count - 1], "spearman-mean": mean(ranks),
                "ssim": similarities[similarities.count - 1], "ssim-mean": mean(similarities),
            ], curves: ["sanity-spearman": ranks, "sanity-ssim": similarities])
    }

    private static func magnitudes(of map: FloatRaster, isSigned: Bool) -> FloatRaster {
        let plane = map.attributionPlane(isSigned: isSigned)
        return FloatRaster(height: plane.height, width: plane.width, values: plane.values.map(\.magnitude))
    }

    private static func similarity(_ first: FloatRaster, _ second: FloatRaster) throws(Diagnostic) -> Double {
        try StructuralSimilarity.index(stretched(first), stretched(second), range: 1)
    }

    /// Minimum and maximum at 0 and 1; a constant map is 0.
    private static func stretched(_ map: FloatRaster) -> FloatRaster {
        let (low, high) = (Double(map.values.min() ?? 0), Double(map.values.max() ?? 0))
        guard high > low else {
            return FloatRaster(
                height: map.height, width: map.width, values: [Float](repeating: 0, count: map.values.count))
        }
        return FloatRaster(
            height: map.height, width: map.width, values: map.values.map { Float((Double($0) - low) / (high - low)) })
    }
}
