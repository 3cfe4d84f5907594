import Content
import Diagnostics
import Methods
import Metrics
import Models
import Networks
import Store

/// Turns exhibits into figures and jobs: the product of every exhibit's axes, names resolved against the models.
struct Planner {
    let models: ModelRepository
    let log: DiagnosticLog
    private var jobs: [Job] = []
    private var known: Set<Digest> = []
    private var ids: Set<String> = []
    private var checks: [String: ModelChecks?] = [:]
    private var unready: Set<Digest> = []
    private var noted: Set<String> = []

    init(models: ModelRepository, log: DiagnosticLog) {
        self.models = models
        self.log = log
    }

    /// - Returns: the plan; mistakes are in the log, and the figures they touch are missing.
    mutating func plan(_ source: GallerySource) -> GalleryPlan {
        var exhibits: [PlannedExhibit] = []
        for page in source.pages {
            ids = []
            for exhibit in page.exhibits {
                if let planned = plan(exhibit, on: page) { exhibits.append(planned) }
            }
        }
        return GalleryPlan(
            exhibits: exhibits, jobs: jobs, checks: checks.compactMapValues { $0 }, unready: unready)
    }

    mutating func add(_ job: Job, of models: LoadedModel...) {
        if known.insert(job.key).inserted { jobs.append(job) }
        if models.contains(where: { !$0.isReady }) { unready.insert(job.key) }
    }

    /// Lets a model be checked, once.
    private mutating func check(_ model: LoadedModel) throws(Diagnostic) {
        guard checks[model.name] == nil else { return }
        let check = try ModelChecks(model, files: models.files, log: log)
        checks[model.name] = .some(check)
        for job in check?.jobs ?? [] { add(job, of: model) }
    }

    private mutating func plan(_ exhibit: Exhibit, on page: Page) -> PlannedExhibit? {
        let areOptionsSound = checkOptions(of: exhibit)
        let measurement = Measurement(exhibit, log: log)
        guard page.hasSoundFrontMatter, let axes = PlannedAxes(exhibit, models: models, log: log), areOptionsSound,
            let measurement, canMeasure(axes.methods, by: measurement),
            let arrangement = arrangement(of: exhibit, axes)
        else {
            return nil
        }
        noted = []
        var cells: [[Int]: PlannedFigure] = [:]
        for position in axes.positions {
            let selection = axes.selection(at: position)
            guard !selection.isAbsent else { continue }
            let figure = figure(
                selection, coordinates: axes.coordinates(at: position), of: exhibit, on: page, measuredBy: measurement)
            if let figure { cells[position] = figure }
        }
        let comparison = exhibit.comparison.flatMap { compare($0, axes: axes, cells: cells, exhibit, on: page) }
        let reference = ExhibitReference(page: page.name, exhibit: exhibit.id)
        return PlannedExhibit(
            reference: reference, exhibit: exhibit, methods: axes.methods, grids: axes.grids(of: cells),
            arrangement: arrangement, measurement: measurement, table: axes.table(of: cells, exhibit.layout),
            comparison: comparison,
            sweep: measurement.sweepPlots.isEmpty ? nil : axes.sweepTable(of: cells))
    }

    /// The most kernels that stand in full where the exhibit says nothing.
    private static let fullKernelCount = 24

    /// A contact sheet where the exhibit asks for it, or shows many kernels.
    ///
    /// - Returns: nil where there is nothing to lay out on one, which is reported.
    private func arrangement(of exhibit: Exhibit, _ axes: PlannedAxes) -> Arrangement? {
        let scores = axes.methods.first { method in
            if case .scores = method.output { true } else { false }
        }
        guard exhibit.arrangement == .sheet else {
            return exhibit.arrangement
                ?? (axes.kernelCount > Self.fullKernelCount && scores == nil ? .sheet : .figures)
        }
        if let scores {
            log.error(
                "no-sheet", "'layout: sheet' is for pictures; '\(scores.id)' gives none", at: exhibit.range)
            return nil
        }
        guard axes.kernelCount > 0 else {
            log.error(
                "no-sheet", "'layout: sheet' is for kernels, and this exhibit shows none", at: exhibit.range,
                notes: [.init("add 'kernels: LAYER/all', or remove 'layout'")])
            return nil
        }
        return .sheet
    }

    /// Some metrics judge maps and pictures that are made of an image, others drawn pictures.
    private func canMeasure(_ methods: [any Method.Type], by measurement: Measurement) -> Bool {
        var canMeasure = true
        var known: Set<String> = []
        for metered in measurement.metrics {
            for method in methods where !metered.metric.metric.subject.allows(method) {
                let metric = metered.metric.metric.id
                // One complaint of a method is enough for all metrics of a kind.
                guard known.insert("\(method.id) \(metered.metric.metric.subject)").inserted else { continue }
                let message =
                    switch metered.metric.metric.subject {
                    case .explanation: "metrics judge what is said of an image; '\(method.id)' gives no such map"
                    case .picture: "'\(metric)' judges a drawn picture; '\(method.id)' gives none"
                    }
                log.error(
                    "not-measured", message, at: metered.item.name.range,
                    notes: [.init("show '\(method.id)' in an exhibit without metrics")])
                canMeasure = false
            }
        }
        return canMeasure
    }

    /// Decodes the options of every method the exhibit names, whatever its axes are; of a sweep the first value.
    private func checkOptions(of exhibit: Exhibit) -> Bool {
        let errors = log.all.count
        let swept = exhibit.sweep.flatMap { sweep in
            sweep.values.first.map {
                Setting.Entry(key: sweep.option.text, keyRange: sweep.option.range, value: $0)
            }
        }
        for item in exhibit.axes.methods?.items ?? [] {
            guard let method = try? MethodCatalog.method(named: item.text) else { continue }
            let layer = exhibit.axes.layers?.items.first?.all.first
            let options = TargetResolver.methodOptions(of: exhibit, for: method, swept: swept, layer: layer)
            for entries in OptionsByImage(method: method).alternatives(options) {
                _ = ConfiguredMethod(method, options: entries, neighbours: Exhibit.keys, at: exhibit.range, log: log)
            }
        }
        return log.all.count == errors
    }

    private mutating func figure(
        _ selection: Selection, coordinates: [Figure.Coordinate], of exhibit: Exhibit, on page: Page,
        measuredBy measurement: Measurement
    ) -> PlannedFigure? {
        let resolver = TargetResolver(selection: selection, exhibit: exhibit)
        return log.attempt(at: exhibit.range) { () throws(Diagnostic) in
            guard let blueprint = try blueprint(selection, of: exhibit, on: page) else { return nil }
            note(resolver.activationNote)
            let preparation = try blueprint.preparation(asked: exhibit.range)
            let job = try blueprint.job(asked: exhibit.range, reading: preparation)
            try check(selection.model)
            if let preparation { add(preparation, of: selection.model) }
            add(job, of: selection.model)
            let subject = measurement.metrics.isEmpty ? nil : try resolver.named()?.target
            guard
                let measures = try measures(
                    of: blueprint, job, about: subject, by: measurement, exhibit, on: page)
            else { return nil }
            return PlannedFigure(
                id: uniqueID(exhibit.id, coordinates), coordinates: coordinates, method: selection.method,
                output: blueprint.method.output, model: selection.model, image: selection.image,
                target: blueprint.target, targetLabel: blueprint.targetLabel,
                job: job, measures: measures, command: blueprint.command,
                alternative: exhibit.alt.map { alt in
                    ([alt] + coordinates.map(\.label)).joined(separator: ", ")
                } ?? blueprint.alternative)
        } ?? nil
    }

    /// What fills one cell; nil where an option is wrong or a file is missing, which is reported.
    ///
    /// - Parameter further: options that come over those of the exhibit.
    func blueprint(
        _ selection: Selection, of exhibit: Exhibit, on page: Page, with further: [Setting.Entry] = []
    ) throws(Diagnostic) -> JobBlueprint? {
        let resolver = TargetResolver(selection: selection, exhibit: exhibit)
        let target = try resolver.target()
        let replaced = Set(further.map(\.key))
        let options = try resolver.methodOptions().filter { !replaced.contains($0.key) } + further
        guard
            let method = ConfiguredMethod(
                selection.method, options: options, neighbours: Exhibit.keys, at: exhibit.range, log: log),
            let files = models.files.find(
                method.files, writtenIn: options, from: page.folder, for: selection.model, image: selection.image,
                log: log)
        else { return nil }
        var blueprint = JobBlueprint(
            method: method, model: selection.model, image: selection.image, target: target?.target,
            targetLabel: target?.label, files: files)
        if selection.method.takesLayer { blueprint.layer = selection.layer?.text }
        blueprint.detail = selection.swept.map { "\($0.key) \((try? $0.value.text()) ?? $0.value.kind)" }
        return blueprint
    }

    /// A job for each metric; nil where a file that one names is missing, which is reported.
    private mutating func measures(
        of figure: JobBlueprint, _ explained: Job, about target: Target?, by measurement: Measurement,
        _ exhibit: Exhibit, on page: Page
    ) throws(Diagnostic) -> [Job]? {
        var measures: [Job] = []
        for metered in measurement.metrics {
            guard
                let files = models.files.find(
                    metered.metric.files, writtenIn: metered.item.options, from: page.folder, for: figure.model,
                    image: figure.image, log: log)
            else { return nil }
            let blueprint = MetricBlueprint(
                metric: metered.metric, files: files, figure: figure, explained: explained, target: target)
            let job = try blueprint.job(asked: metered.item.name.range ?? exhibit.range)
            add(job, of: figure.model)
            measures.append(job)
        }
        return measures
    }

    /// Notes of an exhibit, each once however many figures it is said of.
    private mutating func note(_ note: Diagnostic?) {
        if let note, noted.insert(note.message).inserted { log.add(note) }
    }

    private mutating func uniqueID(_ exhibit: String, _ coordinates: [Figure.Coordinate]) -> String {
        let base = ([exhibit] + coordinates.map { slug($0.label) }).filter { !$0.isEmpty }.joined(separator: "-")
        var id = base
        var number = 2
        while !ids.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return id
    }
}

extension MetricSubject {
    fileprivate func allows(_ method: any Method.Type) -> Bool {
        switch (self, method.output) {
        case (.explanation, .scores): false
        case (.explanation, _): method.needs.contains(.image)
        case (.picture, .picture): true
        case (.picture, _): false
        }
    }
}

/// Letters and digits of ASCII, the rest as single hyphens.
package func slug(_ text: String) -> String {
    text.lowercased().unicodeScalars.split { !($0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)) }
        .map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
}
