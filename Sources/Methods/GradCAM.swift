package import Diagnostics
package import Models
import Networks
import Tensors

/// The channels of the last convolutional map, weighted with how the score depends on them.
///
/// α_k = mean over positions of ∂S_c ∕ ∂A_k, map = ReLU(Σ_k α_k A_k) (Selvaraju et al. 2017, eq. 1–2), enlarged to the
/// input's height and width by bilinear interpolation. The paper's "last convolutional layer" is taken after its
/// activation, and where branches or a residual meet behind it, after they have met: in ResNet the last block's output.
package enum GradCAM: Method {
    package struct Options: Settings {
        package var layer: String?
        package var upsample = true
        package var relu = true
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "layer", \.layer,
                "whose channels are weighted; by default the last convolutional map, for a kernel its own"),
            SettingField("upsample", \.upsample, "enlarge the map to the input's height and width"),
            SettingField("relu", \.relu, "leave out what speaks against the class, as the paper does"),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]
    }

    package static let id = "grad-cam"
    package static let title = "Grad-CAM"
    package static let summary = "Where in the image the channels of a late layer speak for a class."
    package static let discussion = """
        The channels of the last convolutional layer each answer to something, and the gradient says how much the \
        class score depends on each. The map is their weighted sum: high where channels that speak for the class are \
        active. Negative values, where the image speaks against it, are set to zero unless 'relu' is false.

        It is as coarse as the layer, often 7 × 7, and enlarged smoothly to the image: its outlines are those of the \
        interpolation, not of the object. A single weight a channel is exact only where the network ends in a mean \
        over positions and one dense layer.
        """
    package static let reference = """
        Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: Visual Explanations from Deep Networks via \
        Gradient-based Localization. ICCV 2017, equations 1 and 2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func passes(_ options: Options) -> Int { 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Explanation.objective(
            target, score: options.score, position: options.position, in: model)
        return try ClassActivationMap(layer: options.layer, objective: objective, in: model.network)
            .execution.memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let objective = explanation.objective
        let network = explanation.model.network
        let (signed, activation) = try ClassActivationMap(layer: options.layer, objective: objective, in: network)
            .map(explanation.input, workers: request.workers)
        let map = options.relu ? signed.rectified() : signed
        return MethodResult(
            map: options.upsample ? map.enlarged(height: network.inputShape[1], width: network.inputShape[2]) : map,
            numbers: objective.numbers(activation: activation))
    }
}
