package import Content
package import Diagnostics
package import Models
import Networks
import Tensors

/// A model that is ready to compute with, and what identifies it in keys.
package struct LoadedModel: Sendable {
    /// nil for a file named on the command line.
    package let card: ModelCard?
    package let model: Model
    /// Digests of what it was loaded from, preprocessing, output.
    package let identity: JSON
    package let files: [ModelResult.FileDigest]
    let training: ModelResult.TrainingSummary?
    /// How the command line names the model where it has no card.
    private let fileArgument: String?
    /// False for a model whose training is still to come, or has failed: it has names and shapes, and no weights yet.
    let isReady: Bool

    init(
        card: ModelCard?, model: Model, identity: JSON, files: [ModelResult.FileDigest], argument: String? = nil,
        training: ModelResult.TrainingSummary? = nil, isReady: Bool = true
    ) {
        self.card = card
        self.model = model
        self.identity = identity
        self.files = files
        self.training = training
        fileArgument = argument
        self.isReady = isReady
    }

    /// The model's name for readers.
    package var title: String { card?.title ?? model.name }

    /// The name that pages give it: that of its card.
    var name: String { card?.name ?? model.name }

    /// How the command line names the model: by its card, or by its files.
    package var argument: String { card?.name ?? fileArgument ?? model.name }

    /// The network's layers, as pages and `inspect` list them.
    package var layers: [ModelResult.LayerSummary] {
        let network = model.network
        return zip(network.nodes, network.receptiveFields).enumerated().map { id, layer in
            let (node, field) = layer
            let operation = node.operation
            return ModelResult.LayerSummary(
                name: node.name, kind: operation?.kind ?? "input", summary: operation?.summary ?? "", shape: node.shape,
                parameterCount: operation?.parameters.reduce(0) { $0 + $1.value.count } ?? 0,
                multiplyAdds: network.multiplyAdds(of: id), receptiveField: field.summary)
        }
    }

    /// The model as its page shows it; nil for one without a card.
    func result(receipts: [Receipt]) -> ModelResult? {
        card.map { card in
            ModelResult(
                card: card, inputShape: model.network.inputShape, classCount: model.classCount,
                labels: model.labels.names, parameterCount: model.network.parameterCount, layers: layers, files: files,
                preprocessing: model.preprocessing.settings.json, training: training,
                receipts: receipts)
        }
    }
}

extension ReceptiveField {
    /// "212×212 every 32", "whole image".
    fileprivate var summary: String {
        if isWholeImage { return "whole image" }
        let step = rows.stride == columns.stride ? "\(rows.stride)" : "\(rows.stride)×\(columns.stride)"
        return "\(rows.size)×\(columns.size) every \(step)"
    }
}

extension Labels {
    /// How a person names a class without doubt: by its name, or by its index where several have that name.
    func argument(for index: Int) -> String {
        (try? self.index(of: self[index])) == index ? self[index] : String(index)
    }
}

extension Model {
    /// The classes with the highest scores, most probable first.
    package func predictions(fromLogits logits: [Float], top count: Int = 5) -> [Prediction] {
        let probabilities = Self.probabilities(fromLogits: logits)
        let ranking = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }
        return ranking.prefix(count).map { index in
            Prediction(
                index: index, label: labels[index], probability: probabilities[index],
                logit: Double(logits[index]))
        }
    }
}
