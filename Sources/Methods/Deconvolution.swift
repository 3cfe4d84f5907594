package import Diagnostics
package import Models
import Networks
import Tensors

/// The network run backwards from a class or a kernel, with a ReLU on the signal at every ReLU (a deconvolutional
/// network).
///
/// At a ReLU the signal g becomes max(g, 0), whatever its input was; max pools put the signal back where the maximum was
/// ("switches"), windows that overlap add; convolutions are transposed, without bias (Zeiler and Fergus 2014, §2.1).
/// From a kernel all other activations of its layer are set to 0. Leaky ReLU by the same rule (`RectifiedSignalRule`),
/// all other layers by their gradient.
package enum Deconvolution: Method {
    package struct Options: Settings {
        package var score = Score.logit
        package var position: [Int]?
        package var smoothActivations = SmoothActivations.refuse

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the whole channel",
                check: Target.Position.complaint),
            SettingField(
                "smooth-activations", \.smoothActivations,
                "what to do where the network is bent by something else than ReLU and its kin: refuse it, or pass that by its gradient"
            ),
        ]
    }

    package static let id = "deconvolution"
    package static let title = "Deconvolution"
    package static let summary =
        "The pattern in the image that a kernel or a class answered to, by running the network backwards."
    package static let discussion = """
        The activation map of one kernel, with all other activations of its layer set to zero, or a class score, is \
        carried back to the image by transposed convolutions. Max pools put each value back where the maximum had been, \
        and every ReLU is applied to the signal itself, so that only what is positive is reconstructed.

        The places come from the recorded maxima; apart from them the image is not looked at, so a network without \
        pooling gives nearly the same picture for every image. Like guided backpropagation it says little about why a \
        class was chosen.

        The rule is one for ReLU. Networks with smooth activations are refused unless the options say to pass those by \
        their gradient.
        """
    package static let reference = """
        Zeiler, Fergus: Visualizing and Understanding Convolutional Networks. ECCV 2014, section 2.1.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: options.score, position: options.position, in: model)
        return try signal(options).execution(to: node, in: model.network).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        try signal(options).run(request, score: options.score, position: options.position)
    }

    private static func signal(_ options: Options) -> SignalBackpropagation {
        SignalBackpropagation(method: id, isGuided: false, smoothActivations: options.smoothActivations)
    }
}
