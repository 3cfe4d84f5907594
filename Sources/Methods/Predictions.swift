package import Diagnostics
package import Models
import Networks
import Tensors

/// The class scores of a model for an image.
///
/// map = the scores before softmax, shape 1 × classes.
package enum Predictions: Method {
    package struct Options: Settings {
        package init() {}
        package static let fields: [SettingField<Options>] = []
    }

    package static let id = "predictions"
    package static let title = "Predictions"
    package static let summary = "The most probable classes of an image, with their probabilities."
    package static let discussion = """
        The class scores of one forward pass, turned into probabilities by softmax, and the most probable classes of \
        them. Several models and images side by side show where models agree and where one is misled.

        A probability says how the scores compare with one another, not how often the model is right.
        """
    package static let reference = """
        Li et al.: Towards interpreting computer vision based on transformation invariant optimization, 2021, figure 6.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.scores

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        Execution(model.network, reads: [model.output], for: .forward).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let execution = Execution(request.model.network, reads: [request.model.output], for: .forward)
        try execution.forward(try request.image(for: id), workers: request.workers)
        let scores = execution.value(of: request.model.output)
        let logits = scores.reshaped(to: [1, scores.count])
        let probabilities = Model.probabilities(fromLogits: logits.elements)
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return MethodResult(
            map: logits,
            numbers: [("class", Double(best)), ("logit", Double(logits[best])), ("probability", probabilities[best])])
    }
}
