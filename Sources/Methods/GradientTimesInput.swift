package import Diagnostics
package import Models
import Networks
import Tensors

/// The gradient of a score, times the input.
///
/// map = x · ∂S_c ∕ ∂x, element by element, at the image x in the model's input space: the terms w_ij · x_ij of the
/// score's linear approximation (Simonyan, Vedaldi and Zisserman 2014, §3; Shrikumar et al. 2016).
package enum GradientTimesInput: Method {
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

    package static let id = "gradient-times-input"
    package static let title = "Gradient × input"
    package static let summary = "The gradient weighted by the input: what each value adds to a linear approximation."
    package static let discussion = """
        The derivative of the class score with respect to every input value, times that value. Near the image the \
        network is taken for a linear function of its input, and these are the terms of that function: positive where \
        a value raises the score, negative where it lowers it.

        Only a network of rectifiers without biases is that function exactly, so the terms need not add up to the \
        score. The input is the one after preprocessing: where a mean is subtracted, what is near the mean colour gets \
        nothing, whatever the gradient.
        """
    package static let reference = """
        Simonyan, Vedaldi, Zisserman: Deep Inside Convolutional Networks: Visualising Image Classification Models and \
        Saliency Maps. ICLR workshop 2014, section 3; Shrikumar, Greenside, Shcherbina, Kundaje: Not Just a Black \
        Box: Learning Important Features Through Propagating Activation Differences, 2016.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

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
        let gradient = execution.inputGradient(
            from: [objective.node: objective.cotangent(activation)], workers: request.workers)
        let map = gradient.multiplied(by: explanation.input)
        return MethodResult(
            map: map, numbers: objective.numbers(activation: activation) + [("attribution-sum", map.sum)])
    }
}
