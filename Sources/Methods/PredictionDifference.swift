package import Diagnostics
import Foundation
package import Models
import Networks
import Tensors

/// How the prediction changes when a patch is unknown: replaced, again and again, by what natural images could have
/// there.
///
/// p(c | x∖w) ≈ 1∕S · Σ p(c | x with patch w drawn from p(w | surroundings)), the patch's distribution a conditional
/// normal fitted on windows of natural images, each channel by itself and independent of the place; shown is the weight
/// of evidence log₂ odds(c | x) − log₂ odds(c | x∖w) with Laplace's correction p ← (pN + 1) ∕ (N + K), N training images
/// and K classes, averaged over the patches that hold a pixel (Zintgraf et al. 2017, §3, equations 1–4 and algorithm 1).
/// The paper moves its patch by single pixels; the default here is half a patch.
package enum PredictionDifference: Method {
    package enum Effect: String, CaseIterable, SettingValue {
        /// In bits.
        case weightOfEvidence = "weight-of-evidence"
        /// S(x) less the mean of S over the samples.
        case drop
    }

    package struct Options: Settings {
        package var patch = 10
        package var stride: Int?
        package var surround = 2
        package var samples = 10
        package var fit: String?
        package var fitWindows = 20_000
        package var effect = Effect.weightOfEvidence
        package var score = Score.probability
        package var trainingImages = 1_281_167
        package var position: [Int]?
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "patch", \.patch, "side of the patch in pixels",
                check: { (1...64).contains($0) ? nil : "must be from 1 to 64" }),
            SettingField(
                "stride", \.stride, "pixels from one patch to the next; by default half a patch",
                check: { (1...64).contains($0 ?? 1) ? nil : "must be from 1 to 64" }),
            SettingField(
                "surround", \.surround, "pixels on each side of the patch that its samples are fitted to",
                check: { (0...32).contains($0) ? nil : "must be from 0 to 32" }),
            SettingField(
                "samples", \.samples, "draws for each patch",
                check: { (1...1000).contains($0) ? nil : "must be from 1 to 1000" }),
            SettingField("fit", \.fit, "folder of natural images that the samples are fitted to; must be given"),
            SettingField(
                "fit-windows", \.fitWindows, "windows taken from those images, at random places",
                check: { (2...1_000_000).contains($0) ? nil : "must be from 2 to 1000000" }),
            SettingField(
                "effect", \.effect, "what the map shows: evidence in bits, or what the score loses"),
            SettingField("score", \.score, "for the drop: the class score before softmax, or the probability after it"),
            SettingField(
                "training-images", \.trainingImages,
                "images that the model was trained on, for Laplace's correction; by default ImageNet's",
                check: { (1...1_000_000_000).contains($0) ? nil : "must be from 1 to 1000000000" }),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
            SettingField("seed", \.seed, "of windows and draws", check: { $0 >= 0 ? nil : "must not be negative" }),
        ]

        /// Pixels of the window that is conditioned on; its covariance has as many rows and columns.
        private static let mostPixels = 2500

        package func validate() throws(Diagnostic) {
            if let stride, stride > patch { throw SlidingWindows.gap(patch, stride) }
            guard side * side <= Self.mostPixels else {
                throw Diagnostic(
                    .error, "window-too-large",
                    "patch and surround make windows of \(side)×\(side) pixels, \(Self.mostPixels) are the most",
                    notes: [.init("give a smaller 'patch' or 'surround'")])
            }
            guard effect == .drop || score == .probability else {
                throw Diagnostic(
                    .error, "conflicting-options", "the weight of evidence is of probabilities, not of logits",
                    notes: [.init("give 'effect: drop', or leave 'score' out")])
            }
            guard fit != nil else { throw Self.lacksFit }
        }

        fileprivate static let lacksFit = Diagnostic(
            .error, "no-fit", "patches are drawn like those of natural images, and 'fit' names none",
            notes: [.init("give 'fit: FOLDER', a folder of photographs, a few dozen at least")])

        /// Side of the window that is conditioned on.
        fileprivate var side: Int { patch + 2 * surround }

        /// Log₂ of the odds after Laplace's correction.
        fileprivate func evidence(_ probability: Double, classes: Int) -> Double {
            let count = Double(trainingImages)
            let corrected = (probability * count + 1) / (count + Double(classes))
            return log2(corrected / (1 - corrected))
        }
    }

    package static let id = "prediction-difference"
    package static let title = "Prediction difference analysis"
    package static let summary =
        "How the evidence for a class changes when a patch is replaced by what natural images could have there."
    package static let discussion = """
        A patch of the image is taken for unknown: in its place come draws from a normal distribution that was fitted \
        to windows of natural images and is conditioned on the pixels around the patch. The class's probability is \
        averaged over the draws and compared with that of the image itself. Shown is the weight of evidence in bits, \
        positive where the patch speaks for the class, negative where it speaks against it.

        Unlike a gray square, draws look like what could be there, so that a patch counts only for what its surroundings \
        do not tell. It is slow: each patch takes as many passes as there are draws. Few draws leave noise in the \
        map, and the patch's size decides what it can see.
        """
    package static let reference = """
        Zintgraf, Cohen, Adel, Welling: Visualizing Deep Neural Network Decisions: Prediction Difference Analysis. ICLR \
        2017, section 3.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func files(_ options: Options) -> [FileNeed] {
        options.fit.map { [FileNeed(option: "fit", path: $0, kind: .images)] } ?? []
    }

    /// About a third of a pass for each draw, on an image of usual size.
    package static func passes(_ options: Options) -> Int {
        let steps = max(0, 224 - options.patch) / (options.stride ?? max(1, options.patch / 2)) + 1
        return 1 + steps * steps * options.samples / 3
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Explanation.objective(target, score: options.score, position: options.position, in: model)
        let windows = try SlidingWindows(
            over: model.network.inputShape, patch: options.patch, stride: options.stride)
        let pixels = options.side * options.side
        // Sums of products, covariance, factor and inverse at a time.
        let fit = model.network.inputShape[0] * pixels * pixels * 5 * MemoryLayout<Double>.stride
        return PatchedScore(objective, of: model, patch: options.patch).memoryNeed(windows, repeats: repeats(options))
            + fit
    }

    /// Draws of a window that are looked at together with its neighbours'.
    private static func repeats(_ options: Options) -> Int { min(options.samples, 2) }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let (model, image) = (explanation.model, explanation.input)
        let windows = try SlidingWindows(over: model.network.inputShape, patch: options.patch, stride: options.stride)
        try check(explanation.objective, options, shape: model.network.inputShape)
        guard case .images(let images)? = request.files["fit"] else { throw Options.lacksFit }
        var sampler = try PatchSampler(
            fitting: images, of: model, side: options.side, windows: options.fitWindows, seed: UInt64(options.seed)
        ) { done throws(Diagnostic) in try request.progress(0.1 * done) }
        let scores = PatchedScore(explanation.objective, of: model, patch: options.patch)
        let activation = try scores.setImage(image, workers: request.workers)
        let score = scores.objective.value(activation)
        let sums = try sums(request, options, windows, image, scores, &sampler)
        let means = sums.map { $0 / Double(options.samples) }
        let effects = means.map { mean in
            guard options.effect == .weightOfEvidence else { return score - mean }
            return options.evidence(score, classes: model.classCount)
                - options.evidence(mean, classes: model.classCount)
        }
        let largest = effects.indices.max { effects[$0] < effects[$1] } ?? 0
        return MethodResult(
            map: windows.mean(of: effects),
            numbers: scores.objective.numbers(activation: activation) + [
                ("largest-effect", effects[largest]),
                ("largest-effect-row", Double(windows[largest].rows.lowerBound)),
                ("largest-effect-column", Double(windows[largest].columns.lowerBound)),
                ("windows", Double(windows.count)),
            ])
    }

    /// The sum of the score over every window's draws.
    private static func sums(
        _ request: MethodRequest, _ options: Options, _ windows: SlidingWindows, _ image: Tensor,
        _ scores: PatchedScore,
        _ sampler: inout PatchSampler
    ) throws(Diagnostic) -> [Double] {
        var sums = [Double](repeating: 0, count: windows.count)
        var done = 0
        for block in windows.blocks {
            var draws: [(window: Int, patch: ImagePatch)] = []
            for window in block {
                let (rows, columns) = windows[window]
                var random = RandomStream(
                    seed: UInt64(options.seed), purpose: "prediction-difference draws", step: UInt64(window))
                let patches = try sampler.patches(
                    options.samples, for: image, rows: rows, columns: columns, &random)
                draws += patches.map {
                    (window, ImagePatch(row: rows.lowerBound, column: columns.lowerBound, pixels: $0))
                }
            }
            let size = block.count * repeats(options)
            for first in stride(from: 0, to: draws.count, by: size) {
                try request.progress(0.1 + 0.9 * Double(done) / Double(windows.count * options.samples))
                let own = draws[first..<min(first + size, draws.count)]
                try scores.run(own.map(\.patch), workers: request.workers) { index, activation in
                    sums[own[first + index].window] += scores.objective.value(activation)
                }
                done += own.count
            }
        }
        return sums
    }

    private static func check(_ objective: Objective, _ options: Options, shape: [Int]) throws(Diagnostic) {
        guard options.side <= min(shape[1], shape[2]) else {
            throw Diagnostic(
                .error, "patch-too-large",
                "patch and surround make windows of \(options.side) pixels, which do not fit into an input of \(shape)",
                notes: [.init("give a smaller 'patch' or 'surround'")])
        }
        if case .classProbability = objective.quantity { return }
        guard options.effect == .weightOfEvidence else { return }
        throw Diagnostic(
            .error, "no-probability", "the weight of evidence is of a class's probability, but the target is a kernel",
            notes: [.init("give 'effect: drop' for a kernel")])
    }
}
