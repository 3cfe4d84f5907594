package import Diagnostics
import Foundation
package import Models
import Networks
import Tensors

/// The channels that answer most at a place of a layer, each with a picture of what it looks for, and the place as their
/// weighted sum.
///
/// For the n channels with the largest activations a_k at the place, P_k is the picture that maximises the mean of
/// channel k; the place's picture is gray + Σ a_k (P_k − gray) ∕ √(Σ a_k²), negative a_k left out (P2; Olah et al. 2018).
/// Pictures that have little in common keep their contrast so, where the mean would wash it out. A channel's attribution
/// is a_k · ∂S_c ∕ ∂a_k at the place.
package enum SemanticDictionary: Method {
    package struct Options: DrawingOptions {
        package var layer: String?
        package var position: [Int]?
        package var top = 6
        package var size: Int?
        package var score = Score.logit
        package var drawing: ActivationMaximization.Options

        package init() {
            drawing = ActivationMaximization.Options()
            drawing.iterations = 256
        }

        package static let fields: [SettingField<Options>] =
            [
                SettingField("layer", \.layer, "the layer; by default the last convolutional map"),
                SettingField(
                    "position", \.position, "[row, column] of the place; by default the middle of the layer",
                    check: Target.Position.complaint),
                SettingField(
                    "top", \.top, "channels that are shown, those with the largest activations",
                    check: { (1...256).contains($0) ? nil : "must be from 1 to 256" }),
                SettingField(
                    "size", \.size,
                    "side of a picture in pixels; by default 128, or the model's input where that is less",
                    check: { (8...1024).contains($0 ?? 8) ? nil : "must be from 8 to 1024" }),
                SettingField(
                    "score", \.score, "what channels are attributed to: the score before softmax, or the probability"),
            ] + drawingFields

        package func validate() throws(Diagnostic) { try drawing.validate() }
    }

    package static let id = "semantic-dictionary"
    package static let title = "Semantic dictionary"
    package static let summary =
        "What a place of a layer says, in pictures: its strongest channels, and what each of them looks for."
    package static let discussion = """
        The numbers at a place of a layer mean nothing by themselves. Here the largest of them are looked up: each \
        channel is shown by a picture that makes it answer most, beside its activation at the place. The first picture \
        is the place itself, all of these laid over one another, each as strongly as its channel answers.

        The remark says what a channel adds to the score of a class at this place: its activation times the score's \
        gradient there, which is exact where the rest of the network is linear, and a guess elsewhere. A picture shows \
        what drives a channel most, and that may be something else than what drove it here; dataset examples tell.
        """
    package static let reference = """
        Olah, Satyanarayan, Johnson, Carter, Schubert, Ye, Mordvintsev: The Building Blocks of Interpretability. \
        Distill 2018, "Making sense of hidden layers"; Yuan: The Visual Interpretation for Deep Learning, 2019.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.pictures
    package static let headline = ["share", "attribution"]

    /// About a third of a pass for each step, on a model of usual size.
    package static func passes(_ options: Options) -> Int { 2 + options.top * options.drawing.iterations / 3 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Explanation.objective(target, score: options.score, position: nil, in: model)
        let place = try options.place(in: model, before: objective)
        let goals = try options.goals(of: Array(0..<min(options.top, options.channels(of: place, model))), model, place)
        return Execution(model.network, reads: [place.layer, objective.node], for: .gradient).memoryNeed
            + (try PictureDrawing(goals.goals, options.drawing, of: goals.model)).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: nil)
        let (model, objective) = (explanation.model, explanation.objective)
        let place = try options.place(in: model, before: objective)
        let execution = Execution(model.network, reads: [place.layer, objective.node], for: .gradient)
        try execution.forward(explanation.input, workers: request.workers)
        let activation = execution.value(of: objective.node)
        let vector = place.vector(in: execution.value(of: place.layer))
        let gradient = place.vector(
            in: execution.gradient(
                at: place.layer, from: [objective.node: objective.cotangent(activation)], workers: request.workers))
        let attributions = zip(vector, gradient).map { Double($0) * Double($1) }
        let channels = Array(
            vector.indices.sorted { (vector[$1], $0) < (vector[$0], $1) }.prefix(options.top))

        let (small, goals) = try options.goals(of: channels, model, place)
        let drawing = try PictureDrawing(goals, options.drawing, of: small)
        let pictures = try drawing.pictures(for: request)
        let weights = channels.map { max(0, vector[$0]) }
        let sum = PictureSum(pictures.map(\.pixels), weights: weights, gray: drawing.gray)
        let layer = options.layer ?? model.network.nodes[place.layer].name
        let subject = options.subject(request.target, of: model, objective.numbers(activation: activation))
        let cells = zip(channels, pictures).map { channel, picture in
            let attribution = "attribution to \(subject) \(Self.signed(attributions[channel]))"
            return ResultCell(
                "channel \(channel)", value: Double(vector[channel]), kernel: .init(layer: layer, channel: channel),
                remark: picture.isDead ? "dead, " + attribution : attribution)
        }
        let length = vector.magnitude
        let own = channels.map { vector[$0] }.magnitude
        return MethodResult(
            map: Tensor.stacked([sum.picture] + pictures.map(\.pixels)),
            cells: [ResultCell("row \(place.row), column \(place.column)", remark: "weighted sum")] + cells,
            numbers: [
                ("share", length > 0 ? own * own / (length * length) : 0), ("magnitude", length),
                ("attribution", attributions.reduce(0, +)), ("row", Double(place.row)),
                ("column", Double(place.column)),
            ])
    }

    /// Two digits behind the point, or two that count where it is smaller.
    private static func signed(_ value: Double) -> String {
        let digits = abs(value) >= 0.1 || value == 0 ? "%+.2f" : "%+.2g"
        return String(format: digits, value)
    }
}

extension SemanticDictionary.Options {
    fileprivate func place(in model: Model, before objective: Objective) throws(Diagnostic) -> LayerPlace {
        let layer = try model.network.mapLayer(named: layer, readBy: objective.node)
        return try LayerPlace(layer: model.network.nodes[layer].name, position: position, in: model)
    }

    fileprivate func channels(of place: LayerPlace, _ model: Model) -> Int { model.network.nodes[place.layer].shape[0] }

    /// Each channel's mean, in the model as far as the layer.
    fileprivate func goals(
        of channels: [Int], _ model: Model, _ place: LayerPlace
    ) throws(Diagnostic) -> (model: Model, goals: [Goal]) {
        let small = try model.cut(behind: place.layer, side: size, standard: 128)
        let name = small.network.nodes[small.output].name
        var goals: [Goal] = []
        for channel in channels {
            goals.append(
                Goal(
                    try Objective(
                        target: .kernel(layer: name, channel: channel, position: nil), score: .logit, model: small)))
        }
        return (small, goals)
    }

    /// What channels are attributed to, in words.
    ///
    /// - Parameter numbers: of the objective, among them the predicted class.
    fileprivate func subject(
        _ target: Target?, of model: Model, _ numbers: [(name: String, value: Double)]
    ) -> String {
        if case .kernel(let layer, let channel, _)? = target { return "\(layer)/\(channel)" }
        let index = numbers.first { $0.name == "class" }.map { Int($0.value) }
        return index.map { model.labels[$0] } ?? "the class"
    }
}

/// Pictures laid over one another, each with its weight.
private struct PictureSum {
    let picture: Tensor

    /// gray + Σ w_k (P_k − gray) ∕ √(Σ w_k²); gray where no weight is above zero.
    init(_ pictures: [Tensor], weights: [Float], gray: [Float]) {
        let length = weights.magnitude
        var sum = [Double](repeating: 0, count: pictures[0].count)
        let area = pictures[0].count / gray.count
        for (picture, weight) in zip(pictures, weights) where weight > 0 {
            let share = Double(weight) / length
            picture.withUnsafeBufferPointer { values in
                for index in values.indices { sum[index] += share * Double(values[index] - gray[index / area]) }
            }
        }
        picture = Tensor(
            shape: pictures[0].shape, elements: sum.enumerated().map { gray[$0 / area] + Float($1) })
    }
}
