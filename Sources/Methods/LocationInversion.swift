package import Diagnostics
package import Models
import Networks
import Tensors

/// A picture that a place of a layer answers to as it answers to an image.
///
/// u* = argmax v · v₀ · max(0.1, cos(v, v₀))ᵖ, v₀ the activations of all channels at the place for the image, v those for
/// the picture, at the same place, or the mean over all places where `everywhere` is set (P2, "The meaning of hidden
/// locations", p = 0; the power is that of Olah et al. 2018).
package enum LocationInversion: Method {
    package struct Options: DrawingOptions {
        package var layer: String?
        package var position: [Int]?
        package var cosinePower = 0.0
        package var everywhere = false
        package var drawing = ActivationMaximization.Options()

        package init() {}

        package static let fields: [SettingField<Options>] =
            [
                SettingField("layer", \.layer, "the layer; by default the last convolutional map"),
                SettingField(
                    "position", \.position, "[row, column] of the place; by default the middle of the layer",
                    check: Target.Position.complaint),
                SettingField(
                    "cosine-power", \.cosinePower, "how much straightness counts, 0 for not at all",
                    check: { (0...100).contains($0) ? nil : "must be from 0 to 100" }),
                SettingField(
                    "everywhere", \.everywhere, "let all places of the layer answer so, which fills the picture"),
            ] + drawingFields

        package func validate() throws(Diagnostic) { try drawing.validate() }
    }

    package static let id = "location-inversion"
    package static let title = "Location inversion"
    package static let summary = "A picture that one place of a layer answers to as it answers to the image."
    package static let discussion = """
        At a place of a layer every channel has an activation, and together they are what the network makes of that \
        part of the image. Starting from noise, a picture is drawn whose activations at the same place point the same \
        way: the larger the product of the two vectors, the better. Only the part that the place can see is drawn; the \
        rest stays as it was, unless all places are asked to answer so.

        The product grows with the strength of the activations, so that the picture exaggerates what it is of. How \
        well the direction was met is said by the cosine: 1 is the same mixture of channels. It shows what the layer \
        kept of the image there, not the image.
        """
    package static let reference = """
        Yuan: The Visual Interpretation for Deep Learning, 2019, "The meaning of hidden locations"; Olah, Satyanarayan, \
        Johnson, Carter, Schubert, Ye, Mordvintsev: The Building Blocks of Interpretability. Distill 2018.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image]
    package static let output = MethodOutput.picture
    package static let headline = ["cosine", "dot"]
    package static let curves = [
        Curve(name: "objective", title: "Objective", horizontal: "iterations", vertical: "objective")
    ]

    package static func passes(_ options: Options) -> Int { options.drawing.iterations + 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let place = try LayerPlace(layer: options.layer, position: options.position, in: model)
        let vector = [Float](repeating: 0, count: model.network.nodes[place.layer].shape[0])
        let goal = goal(toward: vector, at: place, options)
        return try options.drawing.synthesis(of: model, goal).memoryNeed(of: [goal], atOnce: 1)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let model = request.model
        let place = try LayerPlace(layer: options.layer, position: options.position, in: model)
        let execution = Execution(model.network, reads: [place.layer], for: .forward)
        try execution.forward(try request.image(for: id), workers: request.workers)
        let vector = place.vector(in: execution.value(of: place.layer))
        let goal = goal(toward: vector, at: place, options)
        let synthesis = try options.drawing.synthesis(of: model, goal)
        let seed = UInt64(options.drawing.seed)
        let start = try options.drawing.startParameters(of: synthesis, goal, request, seed: seed)
        let outcome = try synthesis.run(
            [.init(goal: goal, seed: seed, start: start)], workers: request.workers, progress: request.progress)[0]
        let reached = outcome.activations[place.layer].map { place.vector(in: $0) } ?? []
        let dot = zip(reached, vector).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let lengths = reached.magnitude * vector.magnitude
        return MethodResult(
            map: outcome.picture,
            series: [
                "objective": Tensor(shape: [outcome.objective.count], elements: outcome.objective.map { Float($0) })
            ],
            numbers: [
                ("cosine", lengths > 0 ? dot / lengths : 0), ("dot", dot), ("magnitude", vector.magnitude),
                ("objective", outcome.value), ("row", Double(place.row)), ("column", Double(place.column)),
            ],
            remarks: vector.magnitude > 0 ? [] : ["nothing to invert: every channel is at zero at this place"])
    }

    private static func goal(toward vector: [Float], at place: LayerPlace, _ options: Options) -> Goal {
        let position = Target.Position(row: place.row, column: place.column)
        return Goal(
            Objective(
                node: place.layer,
                Direction(
                    vector, power: options.cosinePower, position: options.everywhere ? nil : position)))
    }
}
