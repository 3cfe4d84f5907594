package import Diagnostics
package import Models
import Networks
import Tensors

/// Grad-CAM's map, enlarged, times the map of guided backpropagation.
///
/// map = ReLU(Σ_k α_k A_k) ↑ · guided backpropagation, element by element, the same for every colour channel (Selvaraju
/// et al. 2017, §3.2).
package enum GuidedGradCAM: Method {
    package struct Options: Settings {
        package var layer: String?
        package var score = Score.logit
        package var position: [Int]?
        package var smoothActivations = SmoothActivations.refuse

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "layer", \.layer, "whose channels Grad-CAM weights; by default the last convolutional map"),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the whole channel",
                check: Target.Position.complaint),
            SettingField(
                "smooth-activations", \.smoothActivations,
                "what to do where the network is bent by something else than ReLU and its kin: refuse it, or pass that by its gradient"
            ),
        ]

        fileprivate var guided: GuidedBackpropagation.Options {
            var guided = GuidedBackpropagation.Options()
            (guided.score, guided.position, guided.smoothActivations) = (score, position, smoothActivations)
            return guided
        }
    }

    package static let id = "guided-grad-cam"
    package static let title = "Guided Grad-CAM"
    package static let summary = "The fine lines of guided backpropagation, where Grad-CAM sees the class."
    package static let discussion = """
        Guided backpropagation draws fine lines but hardly tells one class from another; Grad-CAM tells classes apart \
        but is coarse. Their product shows the lines that lie where the class is seen.

        It has the weaknesses of both: the lines are what the lower layers see, whatever the class, and where they end \
        is decided by a map of a few pixels.
        """
    package static let reference = """
        Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: Visual Explanations from Deep Networks via \
        Gradient-based Localization. ICCV 2017, section 3.2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func passes(_ options: Options) -> Int { 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Explanation.objective(
            target, score: options.score, position: options.position, in: model)
        let map = try ClassActivationMap(layer: options.layer, objective: objective, in: model.network)
        return max(
            map.execution.memoryNeed,
            try GuidedBackpropagation.memoryNeed(model: model, target: target, options.guided))
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let network = explanation.model.network
        let guided = try GuidedBackpropagation.run(request, options.guided)
        try request.progress(0.5)
        let (map, _) = try ClassActivationMap(
            layer: options.layer, objective: explanation.objective, in: network
        ).map(explanation.input, workers: request.workers)
        let weights = map.rectified().enlarged(height: network.inputShape[1], width: network.inputShape[2])
        let area = weights.count
        return MethodResult(
            map: Tensor(
                shape: guided.map.shape,
                elements: guided.map.elements.enumerated().map { $1 * weights[$0 % area] }),
            numbers: guided.numbers)
    }
}
