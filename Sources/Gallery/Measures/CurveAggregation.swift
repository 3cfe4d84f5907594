import Methods
import Metrics

/// Puts the curves of an exhibit's figures together in plots, with a curve for each row of its tables.
struct CurveAggregation {
    private let planned: PlannedExhibit
    private let results: JobResults

    /// Longer curves are shown by the means of as many values in a row as bring them to this length: a picture has no
    /// more places, and the band of each costs thousands of means.
    private static let mostPoints = 1000

    init(_ planned: PlannedExhibit, results: JobResults) {
        self.planned = planned
        self.results = results
    }

    /// A plot for each curve that the exhibit names, and for each value of the axis along the top of its tables; none
    /// where nothing is computed.
    var plots: [PlotResult] {
        planned.measurement.plots.flatMap { plot in
            planned.table.columns.indices.compactMap { self.plot(plot.curve, from: plot.source, column: $0) }
        }
    }

    private func plot(_ curve: Curve, from source: NumberSource, column: Int) -> PlotResult? {
        let rows = FigureRows(planned.table, column: column)
        let found = rows.jobs(of: source).map { jobs in
            rows.cases.map { places in
                places.compactMap { jobs[$0] }.compactMap { results.curve(curve.name, from: source, of: $0) }
                    .filter { !$0.isEmpty }
            }
        }
        let shown = zip(rows.labels, found).filter { !$0.1.joined().isEmpty }
        guard !shown.isEmpty else { return nil }
        let longest = shown.compactMap { $0.1.joined().map(\.count).min() }.max() ?? 1
        let run = (longest + Self.mostPoints - 1) / Self.mostPoints
        var notes = shown.compactMap { label, cases in Self.note(of: cases.joined().map(\.count), at: label) }
        if run > 1 { notes.append("Each point is the mean of \(run) values in a row.") }
        let curves = shown.map { Self.mean($1.compactMap(Self.mean), of: curve, label: $0, run: run) }
        let heading = planned.table.columnAxis.map { _ in planned.table.columns[column] }
        return PlotResult(
            id: [curve.name, heading.map(slug)].compactMap(\.self).joined(separator: "-"),
            title: [curve.title, heading].compactMap(\.self).joined(separator: ": "), horizontal: curve.horizontal,
            vertical: curve.vertical, curves: curves,
            band: curves.contains { $0.count > 1 } ? Bootstrap.description : "", notes: notes)
    }

    /// The mean of the curves of one case, as long as the shortest; nil where there is none.
    private static func mean(_ curves: [[Double]]) -> [Double]? {
        guard let length = curves.map(\.count).min(), length > 0 else { return nil }
        return (0..<length).map { step in Statistics.mean(curves.map { $0[step] }) }
    }

    /// Curves that stopped earlier than others end the mean.
    private static func note(of lengths: [Int], at label: String) -> String? {
        guard let shortest = lengths.min(), let longest = lengths.max(), shortest < longest else { return nil }
        return "\(label): the curves have \(shortest) to \(longest) values; their mean ends where the shortest does."
    }

    private static func mean(_ values: [[Double]], of curve: Curve, label: String, run: Int) -> PlotResult.Curve {
        let length = values.map(\.count).min() ?? 0
        let starts = Array(stride(from: 0, to: length, by: run))
        let band = Statistics.band(
            of: values.map { values in
                starts.map { start in Statistics.mean(Array(values[start..<min(start + run, length)])) }
            })
        let places = starts.map { start in
            curve.start + Double(start + min(start + run, length) - 1) / 2 * curve.step
        }
        return PlotResult.Curve(
            label: label, places: places, means: band.means, lows: band.lows, highs: band.highs, count: values.count)
    }
}
