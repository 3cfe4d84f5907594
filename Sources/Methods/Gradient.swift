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
        let objective = try target.map { target throws(Diagnostic) in
            try Objective(target: target.at(options.position), score: options.score, model: model)
        }
        return Execution(
            model.network, reads: Set([objective?.node ?? model.output, model.output]).sorted(), for: .gradient
        ).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let model = request.model
        let input = try request.image(for: id)
        var objective = try request.target.map { target throws(Diagnostic) in
            try Objective(target: target.at(options.position), score: options.score, model: model)
        }
        let reads = Set([objective?.node ?? model.output, model.output]).sorted()
        let execution = Execution(model.network, reads: reads, for: .gradient)
        try execution.forward(input, workers: request.workers)
        try request.progress(0.4)
        let logits = execution.value(of: model.output)
        if objective == nil {
            let predicted = logits.elements.indices.max { logits[$0] < logits[$1] } ?? 0
            objective = try Objective(target: .classIndex(predicted), score: options.score, model: model)
        }
        guard let objective else { preconditionFailure("an objective was just chosen") }
        let activation = execution.value(of: objective.node)
        let map = execution.inputGradient(
            from: [objective.node: objective.cotangent(activation)], workers: request.workers)
        return MethodResult(map: map, numbers: objective.numbers(activation: activation, logits: logits))
    }
}
