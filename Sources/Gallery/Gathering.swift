import Content
package import Diagnostics
import Foundation
package import Methods
import Metrics
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

    /// What was checked of each model, by its name.
    private let modelReceipts: [String: [Receipt]]

    init(
        build: GalleryBuild, survey: GalleryBuild.Survey, outcomes: [Digest: Result<StoreRecord, Diagnostic>],
        isPreview: Bool
    ) {
        self.build = build
        self.survey = survey
        self.outcomes = outcomes
        self.isPreview = isPreview
        func record(_ job: Job?) -> StoreRecord? {
            guard let job, !isPreview else { return nil }
            if let outcome = outcomes[job.key] { return try? outcome.get() }
            if case .stored(let record) = survey.standings[job.key] { return record }
            return nil
        }
        modelReceipts = survey.plan.checks.mapValues {
            $0.receipts(checks: record($0.checks), probe: record($0.probe))
        }
    }

    func results() throws(Diagnostic) -> GalleryResults {
        reportReceipts()
        var exhibits: [ExhibitReference: ExhibitResult] = [:]
        for planned in survey.plan.exhibits { exhibits[planned.reference] = exhibit(planned) }
        let used = Set(survey.plan.exhibits.flatMap { $0.methods.map { $0.id } })
        let measuring = Set(
            survey.plan.exhibits.flatMap { exhibit in exhibit.measurement.metrics.map { $0.metric.metric.id } })
        return GalleryResults(
            source: build.source, exhibits: exhibits, models: survey.models.results(receipts: modelReceipts),
            methods: MethodCatalog.all.filter { used.contains($0.id) }.map { MethodSummary($0) },
            metrics: MetricCatalog.all.filter { measuring.contains($0.id) }.map { MetricSummary($0) },
            engine: EngineSummary(version: Release.version, revision: Engine.revision), isPreview: isPreview)
    }

    private func exhibit(_ planned: PlannedExhibit) -> ExhibitResult {
        let shown = planned.exhibit.show
        var models: [String] = []
        for figure in planned.figures where !models.contains(figure.model.name) { models.append(figure.model.name) }
        if !isPreview { OwnNumbers(planned: planned, results: jobResults).check(log: build.log) }
        return ExhibitResult(
            reference: planned.reference,
            title: planned.methods.map { $0.title }.joined(separator: " · "),
            caption: planned.exhibit.caption, credit: planned.exhibit.credit,
            presentation: planned.exhibit.presentation, arrangement: planned.arrangement,
            methods: planned.methods.map { $0.id },
            models: models, metrics: planned.measurement.metrics.map { $0.metric.metric.id },
            grids: shown.contains(.figures) ? planned.grids.map { grid($0, of: planned) } : [],
            tables: shown.contains(.tables) ? Aggregation(planned, results: jobResults).tables : [],
            plots: shown.contains(.plots)
                ? CurveAggregation(planned, results: jobResults).plots
                    + SweepAggregation(planned, results: jobResults).plots : [],
            scatters: shown.contains(.plots) ? ScatterAggregation(planned, results: jobResults).scatters : [],
            comparison: isPreview
                ? nil
                : planned.comparison.map {
                    ComparisonGathering(planned: $0, exhibit: planned.reference.exhibit, results: jobResults).result()
                })
    }

    /// The figures, and below each row of them the maps that metrics made of them.
    private func grid(_ grid: PlannedExhibit.Grid, of planned: PlannedExhibit) -> FigureGrid {
        let maps = planned.measurement.maps
        let rows = zip(grid.rows, grid.cells).flatMap { label, row -> [(String, [Figure?])] in
            // A row without a name is named where rows of maps stand below it.
            let own = label.isEmpty && !maps.isEmpty ? planned.methods.first?.title ?? label : label
            return [(own, row.map { $0.map(figure) })]
                + maps.map { metric, map in
                    (
                        [label, map.title].filter { !$0.isEmpty }.joined(separator: ": "),
                        row.map { $0.map { mapFigure(map, of: $0, measuredBy: metric) } }
                    )
                }
        }
        return FigureGrid(
            title: grid.title, rowAxis: grid.rowAxis ?? (maps.isEmpty ? nil : "map"), rows: rows.map(\.0),
            columnAxis: grid.columnAxis, columns: grid.columns, cells: rows.map(\.1))
    }

    /// A map that a metric made of a figure's result.
    private func mapFigure(_ map: MetricMap, of planned: PlannedFigure, measuredBy metric: Int) -> Figure {
        let job = planned.measures[metric]
        func figure(_ state: Figure.State) -> Figure {
            Figure(
                id: "\(planned.id)-map-\(map.name)",
                coordinates: planned.coordinates + [.init(axis: "map", label: map.title)], method: planned.method.id,
                model: planned.model.model.name, kernel: kernel(of: planned), map: map.name, state: state)
        }
        guard !isPreview, let outcome = record(job) else { return figure(.missing) }
        do throws(Diagnostic) {
            let record = try outcome.get()
            guard let blob = record.blobs[MetricBlueprint.file(map.name)],
                let extents = record.body["numbers"]?[MetricBlueprint.shapeKey(map.name)]?.arrayValue?.compactMap(
                    \.integerValue), extents.count == 2
            else {
                throw Diagnostic(.error, "damaged-record", "the stored result of \(job.title) has no map '\(map.name)'")
            }
            let (store, title) = (build.store, job.title)
            let image = FigureImage(identity: blob.digest, width: extents[1], height: extents[0]) {
                () throws(Diagnostic) in
                FloatRaster(try NPY.decode(try store.blob(blob), name: title))
            }
            return figure(
                .done(
                    FigureResult(
                        content: map.isPicture
                            ? .picture(image, explains: nil) : .map(image, isSigned: map.isSigned, explains: nil),
                        alternative: "\(map.title) of: \(planned.alternative)",
                        numbers: JobRecord.numbers(of: record.body).map { Number(name: $0.name, value: $0.value) },
                        headline: [map.name], receipts: [],
                        record: JobRecord.published(record.body), key: record.key,
                        command: "# draws the picture that is measured\n" + planned.command)))
        } catch {
            return figure(.failed(error.message))
        }
    }

    /// What a job left, or why there is nothing.
    private func record(_ job: Job) -> Result<StoreRecord, Diagnostic>? {
        if isPreview { return nil }
        if let outcome = outcomes[job.key] { return outcome }
        if case .stored(let record) = survey.standings[job.key] { return .success(record) }
        return nil
    }

    private var jobResults: JobResults {
        let store = build.store
        return JobResults(
            outcome: record, file: { blob throws(Diagnostic) in try store.blob(blob) }, log: build.log)
    }

    /// Warns of each receipt beyond its tolerance: of figures where they are asked for first, of models at their cards.
    private func reportReceipts() {
        guard !isPreview else { return }
        var seen: Set<Digest> = []
        for planned in survey.plan.exhibits {
            for figure in planned.figures where seen.insert(figure.job.key).inserted {
                guard case .success(let record)? = record(figure.job) else { continue }
                for receipt in JobRecord.receipts(of: record.body) {
                    build.log.report(receipt, of: figure.job.title, at: planned.exhibit.range)
                }
            }
        }
        for (name, checks) in survey.plan.checks.sorted(by: { $0.key < $1.key }) {
            for receipt in modelReceipts[name] ?? [] {
                let job = receipt.name.hasPrefix("probe-") ? checks.probe : checks.checks
                let rival =
                    receipt.name == "probe-better-preprocessing"
                    ? checks.rival(checks.probe.flatMap { try? record($0)?.get() }) : nil
                build.log.report(receipt, of: rival.map { "\(name) preprocessed as '\($0)'" } ?? name, at: job?.asked)
            }
        }
    }

    private func figure(_ planned: PlannedFigure) -> Figure {
        Figure(
            id: planned.id, coordinates: planned.coordinates, method: planned.method.id,
            model: planned.model.model.name, kernel: kernel(of: planned), state: state(planned))
    }

    private func kernel(of planned: PlannedFigure) -> KernelReference? {
        guard case .kernel(let layer, let channel, _) = planned.target else { return nil }
        return KernelReference(model: planned.model.name, layer: layer, channel: channel)
    }

    private func state(_ planned: PlannedFigure) -> Figure.State {
        if isPreview { return .missing }
        switch record(planned.job) {
        case .success(let record): return done(planned, record)
        case .failure(let failure): return .failed(failure.message)
        case nil: break
        }
        if !planned.model.isReady, build.mode != .never { return .failed("its model could not be trained") }
        return .missing
    }

    private func done(_ planned: PlannedFigure, _ record: StoreRecord) -> Figure.State {
        do throws(Diagnostic) {
            let content = try content(planned, record)
            let checked = modelReceipts[planned.model.name] ?? []
            return .done(
                FigureResult(
                    content: content, alternative: planned.alternative,
                    numbers: JobRecord.numbers(of: record.body).map { Number(name: $0.name, value: $0.value) },
                    headline: planned.method.headline, receipts: JobRecord.receipts(of: record.body) + checked,
                    remarks: JobRecord.remarks(of: record.body),
                    record: JobRecord.published(record.body, with: checked), key: record.key,
                    command: planned.command))
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
        switch planned.output {
        case .attribution(let isSigned):
            return .map(
                map(blob, planned, shape: JobRecord.shape(of: record.body)), isSigned: isSigned, explains: explained)
        case .picture:
            return .picture(
                picture(
                    blob, planned, shape: JobRecord.shape(of: record.body),
                    isInverted: JobRecord.isShownInverted(record.body)), explains: explained)
        case .pictures: return .sheet(try sheet(blob, planned, record, .pictures), explains: explained)
        case .maps(let isSigned):
            let hasSign = isSigned && SheetRecord(record.body)?.hasNegativeValues ?? false
            return .sheet(try sheet(blob, planned, record, .maps(isSigned: hasSign)), explains: explained)
        case .scores:
            guard let explained else { throw Diagnostic(.error, "no-image", "\(planned.job.title) is of no image") }
            let verdicts = try verdicts(blob, planned, record, of: explained)
            guard let first = verdicts.first, verdicts.count == 1 else { return .verdicts(verdicts) }
            return .predictions(first.predictions, of: explained)
        }
    }

    /// A map has the input's height and width, or a layer's.
    private func map(_ blob: BlobReference, _ planned: PlannedFigure, shape: [Int]?) -> FigureImage {
        let extents = (shape ?? planned.model.model.network.inputShape).suffix(2)
        let (store, title) = (build.store, planned.job.title)
        return FigureImage(
            identity: blob.digest, width: extents.last ?? 1, height: extents.first ?? 1
        ) { () throws(Diagnostic) in
            FloatRaster(try NPY.decode(try store.blob(blob), name: title))
        }
    }

    /// The pictures or maps of a record that holds several.
    private func sheet(
        _ blob: BlobReference, _ planned: PlannedFigure, _ record: StoreRecord, _ kind: FigureSheet.Kind
    ) throws(Diagnostic) -> FigureSheet {
        guard let written = SheetRecord(record.body), let shape = JobRecord.shape(of: record.body), shape.count == 4,
            shape[0] == written.cells.count
        else {
            throw Diagnostic(.error, "damaged-record", "the stored result of \(planned.job.title) lacks its cells")
        }
        let model = planned.model.model
        let (store, title) = (build.store, planned.job.title)
        let raster: @Sendable (Tensor) -> FloatRaster = { values in
            kind == .pictures ? FloatRaster(model.preprocessing.raster(from: values)) : FloatRaster(values)
        }
        let cells = written.cells.enumerated().map { index, cell in
            var identity: [String: JSON] = ["pixels": .string(blob.digest.hex), "cell": .integer(index)]
            if kind == .pictures { identity["preprocessing"] = model.preprocessing.settings.json }
            let image = FigureImage(
                identity: Digest(of: .object(identity)), width: shape[3], height: shape[2]
            ) { () throws(Diagnostic) in
                raster(try NPY.decode(try store.blob(blob), name: title).image(index))
            }
            return FigureSheet.Cell(
                image: image, label: cell.label, value: cell.value,
                kernel: cell.kernel.map {
                    KernelReference(model: planned.model.name, layer: $0.layer, channel: $0.channel)
                }, remark: cell.remark)
        }
        // All cells are in one file, which is read and checked as a whole.
        return FigureSheet(cells: cells, columns: written.columns, kind: kind) { () throws(Diagnostic) in
            let values = try NPY.decode(try store.blob(blob), name: title)
            return cells.indices.map { raster(values.image($0)) }
        }
    }

    /// What is said of the image, and of each picture that was made of it.
    private func verdicts(
        _ blob: BlobReference, _ planned: PlannedFigure, _ record: StoreRecord, of explained: FigureImage
    ) throws(Diagnostic) -> [FigureVerdict] {
        let model = planned.model.model
        let scores = try NPY.decode(try build.store.blob(blob), name: planned.job.title).elements
        let cells = SheetRecord(record.body)?.cells ?? [ResultCell("")]
        guard scores.count == cells.count * model.classCount else {
            throw Diagnostic(
                .error, "damaged-record", "the stored scores of \(planned.job.title) are not of its classes")
        }
        let top = record.body["job"]?["options"]?["top"]?.integerValue ?? 5
        return cells.enumerated().map { index, cell in
            let own = scores[index * model.classCount..<(index + 1) * model.classCount]
            return FigureVerdict(
                label: cell.label,
                image: record.blobs[cell.label + ".npy"].map { picture($0, planned, shape: nil) } ?? explained,
                predictions: model.predictions(fromLogits: Array(own), top: top))
        }
    }

    /// A picture has the input's height and width, or those that an option set.
    private func picture(
        _ blob: BlobReference, _ planned: PlannedFigure, shape: [Int]?, isInverted: Bool = false
    ) -> FigureImage {
        let model = planned.model.model
        let extents = (shape ?? model.network.inputShape).suffix(2)
        let (store, title) = (build.store, planned.job.title)
        var identity: [String: JSON] = [
            "pixels": .string(blob.digest.hex), "preprocessing": model.preprocessing.settings.json,
        ]
        if isInverted { identity["inverted"] = .bool(true) }
        return FigureImage(
            identity: Digest(of: .object(identity)), width: extents.last ?? 1, height: extents.first ?? 1
        ) { () throws(Diagnostic) in
            let raster = model.preprocessing.raster(from: try NPY.decode(try store.blob(blob), name: title))
            return FloatRaster(isInverted ? raster.inverted : raster)
        }
    }

    /// The picture as the model sees it: resized and cropped.
    static func explained(_ image: GalleryImage, by model: Model) -> FigureImage {
        let shape = model.network.inputShape
        let settings = model.preprocessing.settings
        // Models that differ in no more than means and order of channels are shown the same pixels.
        let identity = Digest(
            of: .object([
                "image": image.identity, "resize": settings.resize.json, "crop": settings.crop.json,
                "interpolation": settings.interpolation.json, "channels": .integer(shape[0]),
            ]))
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

extension DiagnosticLog {
    /// Warns of a receipt beyond its tolerance.
    package func report(_ receipt: Receipt, of title: String, at range: SourceRange?) {
        guard !receipt.holds else { return }
        warning(
            "receipt", "\(title): \(receipt.name) is \(receipt.value), more than the \(receipt.tolerance) tolerated",
            at: range)
    }
}
