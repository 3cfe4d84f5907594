import Content
import Diagnostics
import Gallery
import Pictures

/// Draws an exhibit and says how it is laid out.
struct ExhibitBuilder {
    let map: SiteMap
    let draughtsman: Draughtsman
    let log: DiagnosticLog
    private(set) var output = ExhibitOutput()
    /// Tables and curves as data.
    private(set) var data = DataFiles()

    init(map: SiteMap, draughtsman: Draughtsman, log: DiagnosticLog) {
        self.map = map
        self.draughtsman = draughtsman
        self.log = log
    }

    /// - Parameter isLazy: whether the pictures are far down the page.
    mutating func view(
        of result: ExhibitResult, block: Exhibit, caption: HTML?, isLazy: Bool
    ) -> ExhibitView {
        let hanging = ExhibitHanging(result, colours: colours(of: result.presentation), draughtsman: draughtsman)
        var grids: [GridView] = []
        for grid in result.grids {
            var builder = GridBuilder(
                grid: grid,
                figures: FigureBuilder(
                    result: result, hanging: hanging, map: map, draughtsman: draughtsman, log: log, isLazy: isLazy,
                    alternative: result.figures.count == 1 ? block.alt : nil))
            grids.append(builder.view())
            output.add(builder.figures.output)
        }
        let name = "\(result.reference.page)-\(result.reference.exhibit)"
        let tables = result.tables.map { table in
            let files = TableFiles(table)
            let path = data.add(["csv": files.csv, "json": files.json], in: "tables", named: name)
            return MetricTable(table, csv: path + ".csv", json: path + ".json", metricAddress: map.metricAddress).view
        }
        let plots = result.plots.enumerated().map { index, plot in
            let curves = PlotCurves(plot)
            let path = data.add(["csv": curves.csv], in: "plots", named: "\(name)-\(plot.id)")
            return curves.view(id: "\(result.reference.exhibit)-plot-\(index + 1)", data: path + ".csv")
        }
        let scatters = result.scatters.enumerated().map { index, scatter in
            let points = ScatterPoints(scatter)
            let path = data.add(["csv": points.csv], in: "plots", named: "\(name)-\(scatter.id)")
            return points.view(id: "\(result.reference.exhibit)-scatter-\(index + 1)", data: path + ".csv")
        }
        let comparison = result.comparison.map { view(of: $0, result, hanging: hanging) }
        let charts = plots + scatters
        let isEmpty = result.figures.isEmpty && tables.isEmpty && charts.isEmpty && comparison == nil
        return ExhibitView(
            id: result.reference.exhibit, title: result.title,
            description: result.figures.count == 1 ? nil : block.alt, caption: caption, credit: result.credit,
            license: block.license, note: isEmpty ? "nothing to show" : nil, grids: grids,
            scaleNote: hanging.note, tables: tables, plots: charts, hasPlots: !charts.isEmpty,
            comparison: comparison)
    }

    /// A figure of a kernel in full, for the kernel's page.
    mutating func view(of sighting: KernelSightings.Whole, _ setting: FigureBuilder.Setting) -> FigureView {
        var builder = FigureBuilder(
            result: sighting.result, hanging: sighting.hanging, map: map, draughtsman: draughtsman, log: log,
            isLazy: true, alternative: nil)
        return builder.view(of: sighting.figure, setting)
    }

    private mutating func view(
        of comparison: ComparisonResult, _ result: ExhibitResult, hanging: ExhibitHanging
    ) -> ComparisonView {
        let name = "\(result.reference.page)-\(result.reference.exhibit)-comparison"
        let tables = comparison.tables.map { table in
            let files = TableFiles(table)
            let path = data.add(["csv": files.csv, "json": files.json], in: "tables", named: name)
            return MetricTable(table, csv: path + ".csv", json: path + ".json", metricAddress: map.metricAddress).view
        }
        let kernels = comparison.kernels.map { kernels in
            let table = KernelTable(kernels)
            return table.view(
                path: data.add(["csv": table.csv, "json": table.json], in: "tables", named: name + "-kernels"))
        }
        return ComparisonView(
            title: comparison.models.joined(separator: " and ") + " compared", tables: tables,
            disputes: comparison.disputes.map { view(of: $0, result, hanging: hanging) }, kernels: kernels,
            remarks: comparison.notes)
    }

    private mutating func view(
        of disputes: FigureGrid, _ result: ExhibitResult, hanging: ExhibitHanging
    ) -> DisputesView {
        let title = "Where the predictions differ most, by Jensen–Shannon divergence"
        var builder = GridBuilder(
            grid: disputes, title: title,
            figures: FigureBuilder(
                result: result, hanging: hanging, map: map, draughtsman: draughtsman, log: log, isLazy: true,
                alternative: nil))
        let grid = builder.view()
        output.add(builder.figures.output)
        return DisputesView(title: title, grid: grid)
    }

    /// What stands in the place of an exhibit that the build could not plan.
    func placeholder(for block: Exhibit, caption: HTML?) -> ExhibitView {
        ExhibitView(
            id: block.id, title: block.id, description: nil, caption: caption, credit: block.credit,
            license: block.license, note: "not computed", grids: [], scaleNote: nil, tables: [], plots: [],
            hasPlots: false, comparison: nil)
    }

    /// The colours as written, `auto` where they are unknown, which is reported.
    private func colours(of presentation: Presentation) -> String {
        let name = presentation.colours.text
        if ColourMap.named(name, isSigned: false) != nil { return name }
        let names = ["auto"] + ColourMap.all.map(\.name)
        log.error(
            "unknown-colours", "there is no colour map '\(name)'" + didYouMean(name, among: names),
            at: presentation.colours.range,
            notes: [.init("there are " + names.map { "'\($0)'" }.joined(separator: ", "))])
        return "auto"
    }
}
