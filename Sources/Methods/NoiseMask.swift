package import Diagnostics
package import Models
import Networks
import Tensors

/// The least part of an image that has to be kept, the rest covered with ever new noise, for a layer to answer as it did.
///
/// M = argmin mean(M) + β β₀ · MSE(F(x), F(x̂)), x̂ = x ⊙ M + noise_t ⊙ (1 − M), M = σ(V) one value for a pixel;
/// β₀ = 1 ∕ MSE(F(x), F(noise)), F the layer's values (Liao 2018, equations 3–5). map = M, 1 × 1 × H × W.
///
/// The thesis leaves open: where M starts ("close to 1": 0.99 here), when to stop, whether noise is whole numbers (here
/// it is not) and whether normal noise is clipped to 0–255 (not). Its optimiser, TensorFlow's Adam, is followed to
/// the place of ε. What it calls the fully connected layer before softmax is the model's class scores, of all classes.
///
/// The objective still falls after the thesis's 5,000 steps. A rate of 0.15 gets within a tenth of where 0.015 is after
/// 10,000 steps in 2,000 (SqueezeNet 1.1, two photos: 0.198 and 0.297 against 0.188 and 0.273).
package enum NoiseMask: Method {
    package struct Options: Settings {
        package var layer: String?
        package var beta = 1.0
        package var rate = 0.015
        package var iterations = 5000
        package var patience = 500
        package var flatness = 0.005
        package var noise = CoveringNoise.Kind.uniform
        package var startMask = 0.99
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("layer", \.layer, "whose values are to stay; by default the class scores before softmax"),
            SettingField(
                "beta", \.beta, "weight of the loss, in multiples of what makes it 1 for pure noise",
                check: { $0 > 0 && $0 <= 1e6 ? nil : "must be positive" }),
            SettingField(
                "rate", \.rate, "step size of Adam", check: { $0 > 0 && $0 <= 1e3 ? nil : "must be positive" }),
            SettingField(
                "iterations", \.iterations, "steps at most",
                check: { (1...1_000_000).contains($0) ? nil : "must be from 1 to 1000000" }),
            SettingField(
                "patience", \.patience,
                "steps whose mean objective is compared with that of as many before, to stop where it is flat; 0 never stops",
                check: { (0...1_000_000).contains($0) ? nil : "must be from 0 to 1000000" }),
            SettingField(
                "flatness", \.flatness, "share by which the objective has to fall within the patience, else it is flat",
                check: { (0...1).contains($0) ? nil : "must be from 0 to 1" }),
            SettingField("noise", \.noise, "what covers the image: uniform, or normal as natural images are"),
            SettingField(
                "start-mask", \.startMask, "the mask's value before the first step",
                check: { (1e-4...0.9999).contains($0) ? nil : "must be from 0.0001 to 0.9999" }),
            SettingField("seed", \.seed, "of the noise", check: { $0 >= 0 ? nil : "must not be negative" }),
        ]
    }

    package static let id = "noise-mask"
    package static let title = "Noise mask"
    package static let summary =
        "The part of an image that is enough for a layer to answer as before, all else covered with noise."
    package static let discussion = """
        Every pixel has a value between 0, covered with noise, and 1, kept. Starting with almost everything kept, \
        gradient descent covers as much as it can while the values of a layer, by default all class scores, stay near \
        those of the whole image. The noise is new at every step, so that no pattern of it can stand in for the image. \
        The loss is given as a percentage of what an image of pure noise would lose.

        Bright are the places whose structure the layer needs to see; dark are those that noise can replace. At an inner \
        layer the mask shows what its features are made of, and more of the image is kept.

        It does not say what speaks for the class and what against it, nor how much: a region is kept as well if it holds \
        another class down. The weight of the loss decides how much is kept, so masks compare only at the same weight, \
        and the percentage should be read beside each.
        """
    package static let reference = """
        Liao: Uncovering What Networks See by Noise Covering. Master's thesis, National Taiwan University, 2018, \
        sections 3.2 and 4.1, equations 2 to 5.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.attribution(isSigned: false)
    package static let headline = ["loss-percent"]
    package static let curves = [
        Curve(
            name: "loss", title: "Loss", horizontal: "iterations", vertical: "percent of the loss of pure noise"),
        Curve(name: "mask-mean", title: "Mean of the mask", horizontal: "iterations", vertical: "mean of the mask"),
    ]

    package static func passes(_ options: Options) -> Int { options.iterations + 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try layer(options, model)
        let features = 4 * MemoryLayout<Float>.stride * model.network.nodes[node].shape.reduce(1, *)
        let image = [1] + model.network.inputShape
        return Execution(model.network, reads: [node], for: .gradient).memoryNeed + features
            + NoiseMaskDescent.memoryNeed(imageShape: image) + image.reduce(MemoryLayout<Float>.stride, *)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let image = try request.image(for: id)
        let node = try layer(options, request.model)
        let execution = Execution(request.model.network, reads: [node], for: .gradient)
        var loss = try FeatureLoss(image, at: node, options, request.model, execution, request.workers)
        let noise = CoveringNoise(
            options.noise, for: request.model.preprocessing, seed: UInt64(options.seed), purpose: "noise mask")
        let descent = NoiseMaskDescent(image: image, noise: noise, start: options.startMask, rate: options.rate)
        var flatness = FlatnessTest(patience: options.patience, share: options.flatness)
        var losses: [Double] = []
        var means: [Double] = []
        while losses.count < options.iterations, !flatness.isFlat {
            means.append(descent.mean)
            descent.cover(step: losses.count, workers: request.workers)
            try execution.forward(descent.blend, workers: request.workers)
            losses.append(try loss.measure(execution.value(of: node), step: losses.count))
            descent.descend(
                execution.inputGradient(from: [node: loss.cotangent], workers: request.workers),
                workers: request.workers)
            flatness.append(means[means.count - 1] + options.beta * losses[losses.count - 1])
            try request.progress(Double(losses.count) / Double(options.iterations))
        }
        let last = losses.suffix(averagedSteps)
        return MethodResult(
            map: descent.mask,
            series: [
                "loss": Tensor(shape: [losses.count], elements: losses.map { Float(100 * $0) }),
                "mask-mean": Tensor(shape: [means.count], elements: means.map { Float($0) }),
            ],
            numbers: [
                ("mask-mean", descent.mean), ("loss-percent", 100 * last.reduce(0, +) / Double(last.count)),
                ("beta-zero", loss.betaZero), ("iterations", Double(losses.count)), ("flat", flatness.isFlat ? 1 : 0),
            ])
    }

    /// Steps over which the loss is averaged, since every one has its own noise.
    private static let averagedSteps = 100

    private static func layer(_ options: Options, _ model: Model) throws(Diagnostic) -> NodeID {
        let node =
            try options.layer.map { name throws(Diagnostic) in try model.network.node(named: name) } ?? model.output
        guard model.network.nodes[node].operation is Softmax else { return node }
        throw Diagnostic(
            .error, "layer-is-softmax",
            "layer '\(model.network.nodes[node].name)' is a softmax, whose values are alike for scores that differ by a constant",
            notes: [.init("give the layer before it as 'layer'")])
    }
}
