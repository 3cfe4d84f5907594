import Content
import Diagnostics
import Methods
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
        return GalleryPlan(exhibits: exhibits, jobs: jobs)
    }

    private mutating func plan(_ exhibit: Exhibit, on page: Page) -> PlannedExhibit? {
        let areOptionsSound = checkOptions(of: exhibit)
        guard page.hasSoundFrontMatter, let axes = PlannedAxes(exhibit, models: models, log: log), areOptionsSound
        else {
            return nil
        }
        var cells: [[Int]: PlannedFigure] = [:]
        for position in axes.positions {
            let selection = axes.selection(at: position)
            if let figure = figure(selection, coordinates: axes.coordinates(at: position), of: exhibit, on: page) {
                cells[position] = figure
            }
        }
        let reference = ExhibitReference(page: page.name, exhibit: exhibit.id)
        return PlannedExhibit(
            reference: reference, exhibit: exhibit, methods: axes.methods, grids: axes.grids(of: cells))
    }

    /// Decodes the options of every method the exhibit names, whatever its axes are.
    private func checkOptions(of exhibit: Exhibit) -> Bool {
        let errors = log.all.count
        for item in exhibit.axes.methods?.items ?? [] {
            guard let method = try? MethodCatalog.method(named: item.text) else { continue }
            let options = TargetResolver.methodOptions(of: exhibit, for: method, swept: nil)
            _ = ConfiguredMethod(method, options: options, neighbours: Exhibit.keys, at: exhibit.range, log: log)
        }
        return log.all.count == errors
    }

    private mutating func figure(
        _ selection: Selection, coordinates: [Figure.Coordinate], of exhibit: Exhibit, on page: Page
    ) -> PlannedFigure? {
        let resolver = TargetResolver(selection: selection, exhibit: exhibit)
        return log.attempt(at: exhibit.range) { () throws(Diagnostic) in
            let target = try resolver.target()
            resolver.noteActivation(log: log)
            guard
                let method = ConfiguredMethod(
                    selection.method, options: resolver.methodOptions, neighbours: Exhibit.keys, at: exhibit.range,
                    log: log)
            else { return nil }
            var blueprint = JobBlueprint(
                method: method, model: selection.model, image: selection.image, target: target?.target,
                targetLabel: target?.label)
            blueprint.detail = selection.swept.map { "\($0.key) \((try? $0.value.text()) ?? $0.value.kind)" }
            let job = try blueprint.job(asked: exhibit.range)
            if known.insert(job.key).inserted { jobs.append(job) }
            return PlannedFigure(
                id: uniqueID(exhibit.id, coordinates), coordinates: coordinates, method: selection.method,
                model: selection.model, image: selection.image, target: target?.target, targetLabel: target?.label,
                job: job, command: blueprint.command,
                alternative: exhibit.alt.map { alt in
                    ([alt] + coordinates.map(\.label)).joined(separator: ", ")
                } ?? blueprint.alternative)
        } ?? nil
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

/// Letters and digits of ASCII, the rest as single hyphens.
package func slug(_ text: String) -> String {
    text.lowercased().unicodeScalars.split { !($0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)) }
        .map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
}
