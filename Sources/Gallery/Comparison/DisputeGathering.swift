import Content
import Diagnostics
import Methods
import Models
import Store
import Tensors

/// The images on which two models disagree most, with the predictions of both.
struct DisputeGathering {
    private let planned: PlannedComparison
    private let exhibit: String
    private let results: JobResults
    private let disputed: [Dispute]

    /// One image of a set, and how far the models are apart on it.
    private struct Dispute {
        let set: Int
        let image: Int
        let divergence: Double
    }

    /// Largest divergence first; of equal ones the first image. An image that stands in both sets counts once.
    init(_ gathering: ComparisonGathering) {
        planned = gathering.planned
        exhibit = gathering.exhibit
        results = gathering.results
        var known: Set<JSON> = []
        var all: [Dispute] = []
        for (number, set) in gathering.planned.sets.enumerated() {
            let divergences = gathering.values(.divergence, of: set)
            for (index, image) in set.images.enumerated() where known.insert(image.identity).inserted {
                guard index < divergences.count, let value = divergences[index], value > 0 else { continue }
                all.append(Dispute(set: number, image: index, divergence: value))
            }
        }
        let order = all.indices.sorted { (all[$1].divergence, $0) < (all[$0].divergence, $1) }
        disputed = order.prefix(gathering.planned.settings.top).map { all[$0] }
    }

    /// Rows are images, columns the models.
    var grid: FigureGrid? {
        guard !disputed.isEmpty else { return nil }
        return FigureGrid(
            title: nil, rowAxis: "image", rows: disputed.map(label), columnAxis: "model",
            columns: planned.models.map(\.title),
            cells: disputed.enumerated().map { place, dispute in
                planned.models.indices.map { figure(dispute, of: $0, place: place + 1) }
            })
    }

    private func label(_ dispute: Dispute) -> String {
        let hundredths = (dispute.divergence * 100).rounded() / 100
        return "\(planned.sets[dispute.set].images[dispute.image].label) · divergence \(hundredths)"
    }

    private func figure(_ dispute: Dispute, of index: Int, place: Int) -> Figure {
        let (model, set) = (planned.models[index], planned.sets[dispute.set])
        let image = set.images[dispute.image]
        return Figure(
            id: "\(exhibit)-dispute-\(place)-\(slug(model.name))",
            coordinates: [.init(axis: "image", label: image.label), .init(axis: "model", label: model.title)],
            method: Predictions.id, model: model.name,
            state: state(of: set.scores[index], row: dispute.image, image, model))
    }

    private func state(of job: Job, row: Int, _ image: GalleryImage, _ model: LoadedModel) -> Figure.State {
        guard let record = results.record(of: job), let blob = record.blobs[ScoresBlueprint.file] else {
            return .missing
        }
        do throws(Diagnostic) {
            let scores = try NPY.decode(try results.file(blob), name: job.title)
            guard scores.shape.count == 2, scores.shape[1] == model.model.classCount, row < scores.shape[0] else {
                throw Diagnostic(.error, "damaged-record", "the stored result of \(job.title) has another shape")
            }
            let own = Array(scores.elements[row * scores.shape[1]..<(row + 1) * scores.shape[1]])
            return .done(
                FigureResult(
                    content: .predictions(
                        model.model.predictions(fromLogits: own), of: Gathering.explained(image, by: model.model)),
                    alternative: "Predictions of \(model.title), image “\(image.label)”", numbers: [], headline: [],
                    receipts: [], record: JobRecord.published(record.body), key: record.key,
                    command: command(for: image, model)))
        } catch {
            results.log.add(error)
            return .failed(error.message)
        }
    }

    /// The command that computes the same predictions, of the image alone.
    private func command(for image: GalleryImage, _ model: LoadedModel) -> String {
        guard let method = ConfiguredMethod(Predictions.self, options: [], at: nil, log: DiagnosticLog()) else {
            return ""
        }
        return JobBlueprint(method: method, model: model, image: image, target: nil, targetLabel: nil).command
    }
}
