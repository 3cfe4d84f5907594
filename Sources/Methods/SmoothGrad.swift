package import Diagnostics
package import Models
import Networks
import Tensors

/// The mean gradient over copies of the image with noise.
///
/// map = 1∕n · Σ ∂S_c ∕ ∂x (x + σ z_k), z_k standard normal (Smilkov et al. 2017, §2). The paper's noise level is
/// σ ∕ (x_max − x_min) of the image; here the range is the one from black to white, channel by channel, in the model's
/// input space, so that one level means the same for every image. The mean keeps its sign; noisy copies are not clipped.
package enum SmoothGrad: Method {
    package struct Options: Settings {
        package var samples = 50
        package var noise = 0.15
        package var seed = 0
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "samples", \.samples, "noisy copies of the image",
                check: { (1...10_000).contains($0) ? nil : "must be from 1 to 10000" }),
            SettingField(
                "noise", \.noise, "deviation of the noise, as a share of the range from black to white",
                check: { (0...10).contains($0) ? nil : "must be from 0 to 10" }),
            SettingField("seed", \.seed, "of the noise", check: { $0 >= 0 ? nil : "must not be negative" }),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]
    }

    package static let id = "smoothgrad"
    package static let title = "SmoothGrad"
    package static let summary = "The gradient averaged over noisy copies of the image, so that its grain cancels out."
    package static let discussion = """
        The gradient of the class score is taken at many copies of the image, each with noise of its own, and averaged \
        with its sign. What flickers from copy to copy cancels; what stays is where the score depends on the image in \
        a whole neighbourhood of it.

        More noise smooths more and at last explains noise rather than the image. It is the gradient of a blurred \
        score, and like the gradient it shows where a change would matter, not what was used.
        """
    package static let reference = """
        Smilkov, Thorat, Kim, Viégas, Wattenberg: SmoothGrad: Removing Noise by Adding Noise, 2017, section 2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: false)

    package static func passes(_ options: Options) -> Int { options.samples + 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: options.score, position: options.position, in: model)
        return GradientSeries.memoryNeed(model.network, node, count: options.samples)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let (model, image) = (explanation.model, explanation.input)
        let activation = try explanation.activation(at: image)
        try request.progress(1 / Double(passes(options)))

        let deviations = zip(model.preprocessing.lowest, model.preprocessing.highest).map { black, white in
            Float(options.noise) * abs(white - black)
        }
        let area = model.network.inputShape[1] * model.network.inputShape[2]
        let series = GradientSeries(explanation.objective, of: model.network, count: options.samples)
        let sum = try image.withUnsafeBufferPointer { image throws(Diagnostic) in
            try series.sum(
                [Double](repeating: 1, count: options.samples), workers: request.workers,
                progress: { done throws(Diagnostic) in
                    try request.progress((1 + done * Double(options.samples)) / Double(passes(options)))
                },
                input: { k, elements in
                    var random = RandomStream(seed: UInt64(options.seed), purpose: id, step: UInt64(k))
                    for index in elements.indices {
                        elements[index] = image[index] + deviations[index / area] * random.normal()
                    }
                })
        }
        let map = Tensor(shape: image.shape, elements: sum.map { Float($0 / Double(options.samples)) })
        return MethodResult(map: map, numbers: explanation.objective.numbers(activation: activation))
    }
}
