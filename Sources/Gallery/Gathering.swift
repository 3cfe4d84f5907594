import Content
import Diagnostics
import Foundation
package import Methods
import Models
import Networks
import Pictures
import Store
import Tensors

/// Puts what jobs left in the store together as pages show it.
struct Gathering {
    let build: GalleryBuild
    let survey: GalleryBuild.Survey
    let outcomes: [Digest: Result<StoreRecord, Diagnostic>]
    /// Whether every figure is to be missing.
    let isPreview: Bool

    func results() throws(Diagnostic) -> GalleryResults {
        var exhibits: [ExhibitReference: ExhibitResult] = [:]
        for planned in survey.plan.exhibits { exhibits[planned.reference] = exhibit(planned) }
        let used = Set(survey.plan.exhibits.flatMap { $0.methods.map { $0.id } })
        return GalleryResults(
            source: build.source, exhibits: exhibits, models: survey.models.results,
            methods: MethodCatalog.all.filter { used.contains($0.id) }.map { MethodSummary($0) },
            engine: EngineSummary(version: Release.version, revision: Engine.revision))
    }

    private func exhibit(_ planned: PlannedExhibit) -> ExhibitResult {
        ExhibitResult(
            reference: planned.reference,
            title: planned.methods.map { $0.title }.joined(separator: " · "),
            caption: planned.exhibit.caption, credit: planned.exhibit.credit,
            presentation: planned.exhibit.presentation, methods: planned.methods.map { $0.id },
            grids: planned.grids.map { grid in
                FigureGrid(
                    title: grid.title, rowAxis: grid.rowAxis, rows: grid.rows, columnAxis: grid.columnAxis,
                    columns: grid.columns, cells: grid.cells.map { row in row.map { $0.map(figure) } })
            })
    }

    private func figure(_ planned: PlannedFigure) -> Figure {
        Figure(
            id: planned.id, coordinates: planned.coordinates, method: planned.method.id,
            model: planned.model.model.name,
            state: state(planned))
    }

    private func state(_ planned: PlannedFigure) -> Figure.State {
        if isPreview { return .missing }
        switch outcomes[planned.job.key] {
        case .success(let record): return done(planned, record)
        case .failure(let failure): return .failed(failure.message)
        case nil: break
        }
        if case .stored(let record) = survey.standings[planned.job.key] { return done(planned, record) }
        if !planned.model.isReady, build.mode != .never { return .failed("its model could not be trained") }
        return .missing
    }

    private func done(_ planned: PlannedFigure, _ record: StoreRecord) -> Figure.State {
        do throws(Diagnostic) {
            let content = try content(planned, record)
            return .done(
                FigureResult(
                    content: content, alternative: planned.alternative,
                    numbers: JobRecord.numbers(of: record.body).map { Number(name: $0.name, value: $0.value) },
                    receipts: [], record: JobRecord.published(record.body), key: record.key, command: planned.command))
        } catch {
            build.log.add(error)
            return .failed(error.message)
        }
    }

    private func content(_ planned: PlannedFigure, _ record: StoreRecord) throws(Diagnostic) -> FigureResult.Content {
        guard let blob = record.blobs["map.npy"] else {
            throw Diagnostic(.error, "damaged-record", "the stored result of \(planned.job.title) has no map")
        }
        let explained = planned.image.map { Self.explained($0, by: planned.model.model) }
        switch planned.method.output {
        case .attribution(let isSigned):
            return .map(map(blob, planned), isSigned: isSigned, explains: explained)
        case .picture: return .picture(picture(blob, planned))
        case .scores:
            guard let explained else { throw Diagnostic(.error, "no-image", "\(planned.job.title) is of no image") }
            let scores = try NPY.decode(try build.store.blob(blob), name: planned.job.title)
            return .predictions(planned.model.model.predictions(fromLogits: scores.elements), of: explained)
        }
    }

    private func map(_ blob: BlobReference, _ planned: PlannedFigure) -> FigureImage {
        let shape = planned.model.model.network.inputShape
        let (store, title) = (build.store, planned.job.title)
        return FigureImage(identity: blob.digest, width: shape[2], height: shape[1]) { () throws(Diagnostic) in
            FloatRaster(try NPY.decode(try store.blob(blob), name: title))
        }
    }

    private func picture(_ blob: BlobReference, _ planned: PlannedFigure) -> FigureImage {
        let model = planned.model.model
        let shape = model.network.inputShape
        let (store, title) = (build.store, planned.job.title)
        let identity = Digest(
            of: .object(["pixels": .string(blob.digest.hex), "preprocessing": model.preprocessing.settings.json]))
        return FigureImage(identity: identity, width: shape[2], height: shape[1]) { () throws(Diagnostic) in
            FloatRaster(model.preprocessing.raster(from: try NPY.decode(try store.blob(blob), name: title)))
        }
    }

    /// The picture as the model sees it: resized and cropped.
    static func explained(_ image: GalleryImage, by model: Model) -> FigureImage {
        let shape = model.network.inputShape
        let identity = Digest(
            of: .object(["image": image.identity, "preprocessing": model.preprocessing.settings.json]))
        return FigureImage(identity: identity, width: shape[2], height: shape[1]) { () throws(Diagnostic) in
            FloatRaster(try model.preprocessing.cropped(try image.raster()))
        }
    }
}

extension MethodSummary {
    package init(_ method: any Method.Type) {
        self.init(
            id: method.id, title: method.title, summary: method.summary, discussion: method.discussion,
            reference: method.reference, options: method.optionDescriptions, revision: method.revision)
    }
}
