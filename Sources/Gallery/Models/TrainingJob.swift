import Content
import Diagnostics
import Foundation
import Models
import Networks
import Store
import Tensors
import Training

/// A model that the build trains: the job that does it, and the way back from what it stored.
struct TrainingJob {
    let card: ModelCard
    let recipe: TrainingRecipe
    let job: Job

    private static let weightsFile = "weights.safetensors"

    init(card: ModelCard, recipe: TrainingRecipe, at range: SourceRange?) throws(Diagnostic) {
        self.card = card
        self.recipe = recipe
        let network = try SmallNetwork.make(recipe)
        job = Job(
            record: .object([
                "schema": .integer(JobRecord.schema), "engine": .integer(Engine.revision),
                "training": .object([
                    "revision": .integer(TrainingRecipe.revision), "dataset": .integer(GeneratedDataset.revision),
                ]), "recipe": recipe.json,
            ]),
            title: "training · \(card.name)",
            cost: 3 * Double(network.multiplyAdds) * Double(recipe.train * recipe.epochs),
            memory: try recipe.memoryNeed(), asked: range
        ) { context throws(Diagnostic) in
            let trained = try train(recipe, workers: context.workers) { progress throws(Diagnostic) in
                try context.progress(progress.fraction)
            }
            return JobOutput(
                numbers: ["epochs": .array(trained.epochs.map(\.json))],
                files: [Self.weightsFile: SafetensorsFile.encode(trained.weights)])
        }
    }

    /// The model that a finished training left in the store.
    func model(_ record: StoreRecord, in store: ResultStore) throws(Diagnostic) -> LoadedModel {
        guard let blob = record.blobs[Self.weightsFile] else {
            throw Diagnostic(.error, "damaged-record", "the stored training of '\(card.name)' has no weights")
        }
        let file = try SafetensorsFile(path: store.path(of: blob))
        var weights: [String: Tensor] = [:]
        for entry in file.entries { weights[entry.name] = try file.weights(named: entry.name) }
        let network = try SmallNetwork.make(recipe, weights: weights)
        return try loaded(
            network, weights: .string(blob.digest.hex),
            files: [.init(path: "trained by this build", sha256: blob.digest.hex)], training: summary(record.body))
    }

    /// The model before training: its names and shapes are those it will have, so that exhibits can be checked first.
    func untrainedModel() throws(Diagnostic) -> LoadedModel {
        try loaded(try SmallNetwork.make(recipe), weights: .null, files: [], training: nil)
    }

    private func loaded(
        _ network: Network, weights: JSON, files: [ModelResult.FileDigest], training: ModelResult.TrainingSummary?
    ) throws(Diagnostic) -> LoadedModel {
        var preprocessing = Preprocessing()
        preprocessing.range = 255 / SmallNetwork.Input.range
        preprocessing.mean = SmallNetwork.Input.mean
        preprocessing.std = SmallNetwork.Input.standardDeviation
        let model = try Model(
            name: card.name, network: network, preprocessing: preprocessing, labels: Labels(names: recipe.images.labels)
        )
        return LoadedModel(
            card: card, model: model,
            identity: .object([
                "weights": weights, "channels": recipe.json["channels"] ?? .null, "head": recipe.json["head"] ?? .null,
                "preprocessing": model.preprocessing.settings.json,
            ]),
            files: files, training: training, isReady: !files.isEmpty)
    }

    private func summary(_ body: JSON) -> ModelResult.TrainingSummary {
        let epochs = body["numbers"]?["epochs"]?.arrayValue ?? []
        func curve(_ name: String) -> [Double] { epochs.compactMap { $0[name]?.numberValue } }
        return ModelResult.TrainingSummary(
            loss: curve("loss"), trainAccuracy: curve("trainAccuracy"), testAccuracy: curve("testAccuracy"),
            recipe: recipe.json)
    }
}
