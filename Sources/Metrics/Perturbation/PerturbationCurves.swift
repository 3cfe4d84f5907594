package import Diagnostics
package import Methods
package import Models

/// The score while the image is replaced by random colours, most or least relevant pixels first.
///
/// Samek et al., Evaluating the Visualization of What a Deep Neural Network Has Learned, 2017, with the settings of Liao,
/// Uncovering What Networks See by Noise Covering, 2018, §4.2.3: 100 pixels a step.
package enum PerturbationCurves: Metric {
    package struct Options: Settings {
        package var pixels = 100
        package var share = 0.9
        package var region = 1
        package var score = Score.logit
        package var baseline = true
        package var repeats = 1
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "pixels", \.pixels, "pixels replaced in a step",
                check: { (1...1 << 32).contains($0) ? nil : "must be positive, and at most 2^32" }),
            SettingField(
                "share", \.share, "share of the image that is replaced at the end",
                check: { $0 > 0 && $0 <= 1 ? nil : "must be above 0 and at most 1" }),
            SettingField(
                "region", \.region, "side of the squares that are replaced together, ranked by their summed relevance",
                check: { (1...1024).contains($0) ? nil : "must be a number of pixels from 1 to 1024" }),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField("baseline", \.baseline, "whether the curve of a random order is computed too"),
            SettingField(
                "repeats", \.repeats, "with how many sets of random colours, over which the curves are averaged",
                check: { (1...1000).contains($0) ? nil : "must be 1 to 1000" }),
            SettingField(
                "seed", \.seed, "of the random colours and of the random order",
                check: { $0 >= 0 ? nil : "must not be negative" }),
        ]

        /// How many regions a step replaces.
        var regionsPerStep: Int { max(1, pixels / (region * region)) }

        /// How many regions are replaced in the end, and in how many steps.
        func extent(of regions: Regions) -> (regions: Int, steps: Int) {
            let total = min(max(1, Int((share * Double(regions.count)).rounded())), regions.count)
            return (total, (total + regionsPerStep - 1) / regionsPerStep)
        }

        /// What a step replaces a number of.
        fileprivate var unit: String { region == 1 ? "pixels" : "squares of \(region)×\(region) pixels" }
    }

    package static let id = "abpc"
    package static let title = "Perturbation curves"
    package static let summary = "How the score falls as the most, or the least, relevant pixels are replaced by noise."
    package static let discussion = """
        Pixels are replaced by random colours, 100 at a time, until 90 % of the image is gone, and the score of the class \
        that was explained is followed. With the most relevant pixels first (MoRF) a good map makes it fall at once; with \
        the least relevant first (LeRF) it stays up to the end. Between the two curves lies the area that is given as \
        ABPC: the sum over the steps of LeRF − MoRF, which is how Liao prints it, and its mean over the steps and the \
        start, as Samek et al. define it. A random order and the control maps show what no knowledge is worth.

        Pixels are ranked by the map's value; over several channels by the sum of signed values, otherwise by the largest \
        magnitude. Equal ones follow one another from the top left. Every method, either order and the random one \
        replace a pixel by the same colour. The sum depends on the number of steps and on the scale of the model's \
        scores: compare methods on one model, not models.

        Random colours are no natural image: a network may answer to them as such, and scattered dots hurt it more than \
        patches do, whatever they cover.
        """
    package static let reference = """
        Samek, Binder, Montavon, Lapuschkin, Müller: Evaluating the Visualization of What a Deep Neural Network Has \
        Learned, 2017, section III; Liao: Uncovering What Networks See by Noise Covering. Master's thesis, National \
        Taiwan University, 2018, section 4.2.3, figures 7 and 8, table 3.
        """
    package static let revision = 1

    package static func columns(_ options: Options) -> [MetricColumn] {
        let perturbation =
            "\(options.regionsPerStep) \(options.unit) a step replaced by uniform random colours up to a share of "
            + "\(options.share), score: \(options.score.rawValue)"
        return [
            MetricColumn(
                name: "abpc", title: "ABPC", direction: .higherIsBetter,
                definition: "Σ over the steps of (LeRF − MoRF); " + perturbation),
            MetricColumn(
                name: "abpc-per-step", title: "ABPC per step", direction: .higherIsBetter,
                definition: "mean over the start and the steps of (LeRF − MoRF); " + perturbation),
            MetricColumn(
                name: "morf-area", title: "MoRF", direction: .lowerIsBetter,
                definition: "mean score over the start and the steps, most relevant first; " + perturbation),
            MetricColumn(
                name: "lerf-area", title: "LeRF", direction: .higherIsBetter,
                definition: "mean score over the start and the steps, least relevant first; " + perturbation),
        ]
    }

    package static func curves(_ options: Options) -> [Curve] {
        func curve(_ name: String, _ title: String) -> Curve {
            Curve(
                name: name, title: title, horizontal: "steps of \(options.regionsPerStep) \(options.unit)",
                vertical: options.score == .logit ? "score before softmax" : "probability")
        }
        return [curve("morf", "Most relevant first"), curve("lerf", "Least relevant first")]
            + (options.baseline ? [curve("random", "Random order")] : [])
    }

    package static func passes(_ options: Options, inputShape: [Int]) -> Int {
        guard inputShape.count == 3 else { return 0 }
        let regions = Regions(height: inputShape[1], width: inputShape[2], side: options.region)
        let images = options.extent(of: regions).steps * (options.baseline ? 3 : 2) * options.repeats + 1
        return (images + 2) / 3
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        try ScoreRun.memoryNeed(model: model, target: target, score: options.score)
    }
}
