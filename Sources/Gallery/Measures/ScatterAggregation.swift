import Diagnostics
import Metrics
import Store

/// Puts two numbers of each of an exhibit's figures together, one plot for each column of its tables.
struct ScatterAggregation {
    private let planned: PlannedExhibit
    private let results: JobResults

    init(_ planned: PlannedExhibit, results: JobResults) {
        self.planned = planned
        self.results = results
    }

    /// None where the exhibit asks for none, or where no figure has both numbers.
    var scatters: [ScatterResult] {
        guard let scatter = planned.measurement.scatter else { return [] }
        return planned.table.columns.indices.compactMap { self.scatter(scatter, column: $0) }
    }

    private func scatter(_ scatter: Measurement.Scatter, column: Int) -> ScatterResult? {
        let heading = planned.table.columnAxis.map { _ in planned.table.columns[column] }
        var notes: [String] = []
        let groups = planned.table.rows.enumerated().map { row, label -> ScatterResult.Group in
            let figures = planned.table.cells[row][column].map(\.figure)
            let points = figures.compactMap { figure -> ScatterResult.Point? in
                guard let x = value(scatter.x, of: figure), let y = value(scatter.y, of: figure) else { return nil }
                return ScatterResult.Point(x: x, y: y, figure: figure.id)
            }
            if points.count < figures.count {
                let subject = [label, heading].compactMap(\.self).joined(separator: ", ")
                notes.append("\(subject): \(figures.count - points.count) of \(figures.count) figures lack a number")
            }
            return ScatterResult.Group(label: label, points: points)
        }
        guard groups.contains(where: { !$0.points.isEmpty }) else { return nil }
        let title = "\(scatter.y.title) and \(scatter.x.title)"
        return ScatterResult(
            id: (["\(scatter.x.name)-\(scatter.y.name)"] + (heading.map { [slug($0)] } ?? [])).joined(separator: "-"),
            title: [title, heading].compactMap(\.self).joined(separator: ": "), horizontal: scatter.x.title,
            vertical: scatter.y.title, groups: groups, notes: notes)
    }

    private func value(_ number: Measurement.Scatter.Number, of figure: PlannedFigure) -> Double? {
        results.record(of: number.source.job(of: figure))?.number(number.name)
    }
}
