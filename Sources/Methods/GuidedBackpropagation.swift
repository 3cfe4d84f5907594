package import Diagnostics
package import Models
import Networks
import Tensors

/// The gradient of a score with respect to the input, with only positive signals let through at every ReLU.
///
/// At a ReLU with input x the signal g becomes max(g, 0) · [x > 0] (Springenberg et al. 2015, §3.4); leaky ReLU and
/// ReLU6 by the same rule (`RectifiedSignalRule`), all other layers by their gradient. The paper starts from one
/// neuron; from a class the signal starts as 1 at its score.
package enum GuidedBackpropagation: Method {
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

    package static let id = "guided-backpropagation"
    package static let title = "Guided backpropagation"
    package static let summary = "What in the image excites a class or a kernel, with all that inhibits it left out."
    package static let discussion = """
        The gradient of a class score, or the signal of one kernel with all others set to zero, carried back to the \
        image; on the way every ReLU passes only what is positive in both directions: where its input was positive, and \
        where the signal is. What is left are the edges and textures that the kernel was excited by, in sharp lines.

        The picture is clean because much is thrown away. It hardly depends on the class asked for, nor on the weights \
        of the upper layers (Adebayo et al., 2018): take it for a picture of what the lower layers see, not for a reason.

        The rule is one for ReLU. Networks with smooth activations are refused unless the options say to pass those by \
        their gradient.
        """
    package static let reference = """
        Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net. ICLR workshop \
        2015, section 3.4.
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
        SignalBackpropagation(method: id, isGuided: true, smoothActivations: options.smoothActivations)
    }
}
