package import Diagnostics
package import Models
import Networks
import Tensors

/// The gradient of a score with respect to the input.
///
/// map = ∂S_c ∕ ∂x at the image x, in the model's input space and shape (Simonyan, Vedaldi and Zisserman 2014, §3).
package enum Gradient: Method {
    package struct Options: Settings {
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]
    }

    package static let id = "gradient"
    package static let title = "Gradient"
    package static let summary = "How the score of a class, or a kernel's response, changes with each input value."
    package static let discussion = """
        The derivative of the class score before softmax with respect to every input value, at one image. Shown as \
        sensitivity: the largest magnitude over the colour channels, so bright pixels are those where a small change \
        moves the score most.

        It is a statement about an infinitely small change, not about what the network used: a saturated score has a \
        small gradient everywhere, and strided convolutions and pooling leave a checkered grain in it.
        """
    package static let reference = """
        Simonyan, Vedaldi, Zisserman: Deep Inside Convolutional Networks: Visualising Image Classification Models and \
        Saliency Maps. ICLR workshop 2014, section 3.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: false)

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: options.score, position: options.position, in: model)
        return Execution(model.network, reads: [node], for: .gradient).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let objective = explanation.objective
        let execution = Execution(explanation.model.network, reads: [objective.node], for: .gradient)
        try execution.forward(explanation.input, workers: request.workers)
        try request.progress(0.4)
        let activation = execution.value(of: objective.node)
        let map = execution.inputGradient(
            from: [objective.node: objective.cotangent(activation)], workers: request.workers)
        return MethodResult(map: map, numbers: objective.numbers(activation: activation))
    }
}
