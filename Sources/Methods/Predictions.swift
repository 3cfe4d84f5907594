package import Diagnostics
package import Models
import Networks
import Tensors

/// The class scores of a model for an image.
///
/// map = the scores before softmax, shape 1 × classes.
package enum Predictions: Method {
    package struct Options: Settings {
        package var top = 5

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("top", \.top, "how many classes are shown", check: topComplaint)
        ]

        @Sendable static func topComplaint(_ top: Int) -> String? {
            (1...100).contains(top) ? nil : "must be from 1 to 100"
        }
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
        let verdict = try Verdict(of: execution, for: try request.image(for: id), request)
        return MethodResult(
            map: Tensor(shape: [1, verdict.logits.count], elements: verdict.logits),
            numbers: [
                ("class", Double(verdict.best)), ("logit", Double(verdict.logits[verdict.best])),
                ("probability", verdict.probabilities[verdict.best]),
            ])
    }
}
