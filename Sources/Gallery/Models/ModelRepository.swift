import Content
import Diagnostics
import Foundation
import Models
import Networks
import Store
import Synchronization
import Training

/// The gallery's models, loaded once, and the pictures its exhibits name.
package final class ModelRepository: Sendable {
    /// Trainings that are not in the store; their models stand in untrained.
    let untrained: [Job]
    /// The trainings whose models were loaded.
    let trainings: Set<Digest>
    /// What options name.
    let files: SuppliedFiles
    private let loaded: [String: LoadedModel]
    private let order: [String]
    private let failed: Set<String>
    private let pictures = Mutex<[ImageReference: [GalleryImage]]>([:])
    private let log: DiagnosticLog

    /// Loads every model card's model; what is wrong with one is reported at its place.
    ///
    /// - Parameters:
    ///   - only: the one model wanted; by default all.
    ///   - outcomes: trainings that were just run.
    ///   - retrains: whether trainings in the store are to be run again.
    init(
        _ source: GallerySource, only: String? = nil, store: ResultStore,
        outcomes: [Digest: Result<StoreRecord, Diagnostic>] = [:], retrains: Bool = false, log: DiagnosticLog
    ) throws(Diagnostic) {
        var loaded: [String: LoadedModel] = [:]
        var untrained: [Job] = []
        var failed: Set<String> = []
        var trainings: Set<Digest> = []
        for card in source.models where only == nil || card.name == only {
            let outcome = Self.load(card, store: store, outcomes: outcomes, retrains: retrains, log: log)
            switch outcome {
            case .loaded(let model, let training):
                loaded[card.name] = model
                if let training { trainings.insert(training) }
            case .untrained(let job, let model):
                untrained.append(job)
                loaded[card.name] = model
            case .failed: failed.insert(card.name)
            }
        }
        files = SuppliedFiles(source.paths)
        self.loaded = loaded
        self.untrained = untrained
        self.trainings = trainings
        self.failed = failed
        self.order = source.models.map(\.name)
        self.log = log
    }

    private enum Outcome {
        /// With the key of the training behind it, if there is one.
        case loaded(LoadedModel, training: Digest?)
        case untrained(Job, LoadedModel)
        case failed
    }

    private static func load(
        _ card: ModelCard, store: ResultStore, outcomes: [Digest: Result<StoreRecord, Diagnostic>], retrains: Bool,
        log: DiagnosticLog
    ) -> Outcome {
        switch card.model {
        case .file(let path, let range):
            let model = log.attempt(at: range) { () throws(Diagnostic) in
                try FileModel(card: card, path: path, range: range).load(log: log)
            }
            return (model ?? nil).map { .loaded($0, training: nil) } ?? .failed
        case .architecture(let name, let weights, let range):
            // A name that is not known is said at its own place, not at that of the weights.
            let model = log.attempt(at: name.range) { () throws(Diagnostic) in
                let architecture = try ArchitectureCatalog.architecture(named: name.text).name
                return try FileModel(card: card, architecture: architecture, path: weights, range: range).load(log: log)
            }
            return (model ?? nil).map { .loaded($0, training: nil) } ?? .failed
        case .training(let entries, let range):
            guard let recipe = TrainingRecipe.decode(entries, of: "the recipe", at: range, log: log) else {
                return .failed
            }
            let model = log.attempt(at: range) { () throws(Diagnostic) -> Outcome in
                let training = try TrainingJob(card: card, recipe: recipe, at: range)
                guard
                    let record = finished(training.job, store: store, outcomes: outcomes, retrains: retrains, log: log)
                else { return .untrained(training.job, try training.untrainedModel()) }
                return .loaded(try training.model(record, in: store), training: training.job.key)
            }
            return model ?? .failed
        }
    }

    /// What a training left, just now or in an earlier build.
    private static func finished(
        _ job: Job, store: ResultStore, outcomes: [Digest: Result<StoreRecord, Diagnostic>], retrains: Bool,
        log: DiagnosticLog
    ) -> StoreRecord? {
        if let outcome = outcomes[job.key] { return try? outcome.get() }
        if retrains { return nil }
        switch store.verified(job.key) {
        case .hit(let record): return record
        case .miss: return nil
        case .damaged(let reason):
            log.add(reason)
            return nil
        }
    }

    /// The only model there is, for exhibits that name none.
    var onlyModel: LoadedModel? { order.count == 1 ? loaded[order[0]] : nil }

    /// To end a message about a missing model with.
    var advice: String {
        order.isEmpty ? "; there is no model card in Content/models yet" : ", of \(order.joined(separator: ", "))"
    }

    /// The models as their pages show them, in the order of their names.
    ///
    /// - Parameter receipts: by the models' names.
    func results(receipts: [String: [Receipt]]) -> [ModelResult] {
        order.compactMap { loaded[$0]?.result(receipts: receipts[$0] ?? []) }
    }

    /// - Returns: nil for a model that could not be loaded, which has been reported.
    func model(named name: String) throws(Diagnostic) -> LoadedModel? {
        if let model = loaded[name] { return model }
        if failed.contains(name) { return nil }
        throw Diagnostic(
            .error, "unknown-model", "there is no model '\(name)'" + didYouMean(name, among: order),
            notes: [
                .init(
                    order.isEmpty
                        ? "describe it in Content/models/\(name).md"
                        : "the gallery has \(order.joined(separator: ", "))")
            ])
    }

    /// The pictures an entry stands for, each file read once.
    func images(for item: ImageItem) -> [GalleryImage] {
        if let known = pictures.withLock({ $0[item.reference] }) { return known }
        let images = GalleryImage.images(for: item, log: log)
        pictures.withLock { $0[item.reference] = images }
        return images
    }
}
