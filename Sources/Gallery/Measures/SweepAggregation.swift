import Content
import Diagnostics
import Methods
import Metrics

/// Puts numbers of an exhibit's figures together in plots over the values of its sweep, with a curve for each row of its
/// tables.
struct SweepAggregation {
    private let planned: PlannedExhibit
    private let results: JobResults
    /// The values of the sweep.
    private let places: [Double]

    init(_ planned: PlannedExhibit, results: JobResults) {
        self.planned = planned
        self.results = results
        places = (planned.exhibit.sweep?.values ?? []).compactMap { try? Double.decode($0) }
    }

    /// A plot for each number that the exhibit names; none where nothing is computed.
    var plots: [PlotResult] {
        guard let table = planned.sweep, table.columns.count == places.count else { return [] }
        return planned.measurement.sweepPlots.compactMap { plot($0.number, from: $0.source, in: table) }
    }

    private func plot(
        _ number: TableResult.Column, from source: NumberSource, in table: PlannedExhibit.Table
    ) -> PlotResult? {
        let found = values(of: number.name, from: source, in: table)
        let curves = zip(table.rows, found).compactMap { label, columns in curve(label, columns) }
        guard !curves.isEmpty else { return nil }
        let option = table.columnAxis ?? ""
        return PlotResult(
            id: "\(number.name)-over-\(option)", title: number.title, horizontal: option,
            vertical: number.unit.isEmpty ? number.title : "\(number.title), \(number.unit)", curves: curves,
            band: curves.contains { $0.count > 1 } ? Bootstrap.description : "",
            notes: recommendation(by: number, found, in: table).map { [$0] } ?? [])
    }

    /// For each row and each value of the sweep, the number of each independent case.
    private func values(
        of number: String, from source: NumberSource, in table: PlannedExhibit.Table
    ) -> [[[Double]]] {
        var values: [[[Double]]] = table.rows.map { _ in [] }
        for column in table.columns.indices {
            let rows = FigureRows(table, column: column)
            for (row, jobs) in rows.jobs(of: source).enumerated() {
                let cases = rows.cases.compactMap { places -> Double? in
                    let found = places.compactMap { jobs[$0].flatMap { results.record(of: $0)?.number(number) } }
                    return found.isEmpty ? nil : Statistics.mean(found)
                }
                values[row].append(cases)
            }
        }
        return values
    }

    private func curve(_ label: String, _ columns: [[Double]]) -> PlotResult.Curve? {
        let points = zip(places, columns).filter { !$0.1.isEmpty }.sorted { $0.0 < $1.0 }
        guard !points.isEmpty else { return nil }
        let bands = points.map { _, cases in Statistics.band(of: cases.map { [$0] }) }
        return PlotResult.Curve(
            label: label, places: points.map(\.0), means: bands.flatMap(\.means), lows: bands.flatMap(\.lows),
            highs: bands.flatMap(\.highs), count: points.map(\.1.count).max() ?? 0)
    }

    /// Of a sweep of starts: for each row the start of the largest second-order entropy, of equal ones that whose gray
    /// changes least. A row that is not computed in full recommends nothing.
    private func recommendation(
        by number: TableResult.Column, _ entropies: [[[Double]]], in table: PlannedExhibit.Table
    ) -> String? {
        guard planned.exhibit.preset == .initialGraySweep, number.name == SecondOrderEntropy.id,
            planned.exhibit.sweep?.option.text == "start-gray"
        else { return nil }
        let change = planned.measurement.metrics.firstIndex { $0.metric.metric.id == GrayChange.id }
        let changes = change.map { values(of: GrayChange.id, from: .metric($0), in: table) }
        let starts = table.rows.indices.compactMap { row -> String? in
            guard entropies[row].allSatisfy({ !$0.isEmpty }) else { return nil }
            let ranked = places.indices.map { index in
                (
                    entropy: Statistics.mean(entropies[row][index]),
                    change: changes.map { abs(Statistics.mean($0[row][index])) } ?? 0, place: places[index]
                )
            }
            let best = ranked.max { ($0.entropy, -$0.change, -$0.place) < ($1.entropy, -$1.change, -$1.place) }
            return best.map { best in
                let gray = best.place == best.place.rounded() ? "\(Int(best.place))" : "\(best.place)"
                return table.rows.count > 1 ? "\(gray) for \(table.rows[row])" : gray
            }
        }
        guard !starts.isEmpty else { return nil }
        return "Recommended start, the one of the largest second-order entropy: gray \(starts.joined(separator: ", "))."
    }
}
