import Diagnostics
import Metrics
import Store

/// Puts the metrics of an exhibit's figures together: a table with a row for each value of one axis, and curves.
struct Aggregation {
    private let planned: PlannedExhibit
    private let rows: [Row]
    /// Every place that a row may have a figure at, in order.
    private let places: [[Int]]
    private let record: (Job) -> Result<StoreRecord, Diagnostic>?

    private struct Row {
        let label: String
        /// By place, for each metric.
        let measures: [[[Int]: Job]]
    }

    /// - Parameter record: what a job left, or why there is nothing; nil for one that was not computed.
    init(_ planned: PlannedExhibit, record: @escaping (Job) -> Result<StoreRecord, Diagnostic>?) {
        self.planned = planned
        self.record = record
        rows = planned.table.rows.map { row in
            Row(
                label: row.label,
                measures: planned.measurement.metrics.indices.map { metric in
                    // A method that takes no layer has one result for all layers of the exhibit, which counts once.
                    var seen: Set<Digest> = []
                    let distinct = row.figures.filter { seen.insert($0.figure.measures[metric].key).inserted }
                    return Dictionary(
                        distinct.map { ($0.place, $0.figure.measures[metric]) }, uniquingKeysWith: { first, _ in first }
                    )
                })
        }
        var seen: Set<[Int]> = []
        places = planned.table.rows.flatMap { $0.figures.map(\.place) }.filter { seen.insert($0).inserted }
    }

    // MARK: Tables

    /// One table of all metrics; none where the exhibit has no metrics.
    var tables: [TableResult] {
        let metrics = planned.measurement.metrics.map(\.metric)
        guard !metrics.isEmpty else { return [] }
        var columns: [TableResult.Column] = []
        var cells: [[TableResult.Cell?]] = rows.map { _ in [] }
        for (index, metric) in metrics.enumerated() {
            for column in metric.columns {
                columns.append(TableResult.Column(column, of: metric.metric.id))
                for (row, cell) in self.cells(of: column, metric: index).enumerated() { cells[row].append(cell) }
            }
        }
        return [
            TableResult(
                rowAxis: planned.table.axis, columns: columns,
                rows: zip(rows, cells).map { TableResult.Row(label: $0.label, cells: $1) },
                interval: Bootstrap.description, notes: metrics.indices.flatMap { notes(ofMetric: $0) })
        ]
    }

    /// A column's cells, by row.
    private func cells(of column: MetricColumn, metric: Int) -> [TableResult.Cell?] {
        let values = rows.map { row in
            places.map { place in
                row.measures[metric][place].flatMap { number(column.name, of: $0) }
            }
        }
        let best: Int? =
            switch column.direction {
            case .none: nil
            case .higherIsBetter: Statistics.best(of: values, higherIsBetter: true)
            case .lowerIsBetter: Statistics.best(of: values, higherIsBetter: false)
            }
        return values.indices.map { row in
            let present = values[row].compactMap(\.self)
            guard !present.isEmpty else { return nil }
            let interval = Bootstrap(count: present.count).interval(present)
            return TableResult.Cell(
                mean: Statistics.mean(present), deviation: Statistics.deviation(present), low: interval.lowerBound,
                high: interval.upperBound, count: present.count, isBest: row == best)
        }
    }

    private func number(_ name: String, of job: Job) -> Double? {
        guard case .success(let record)? = record(job) else { return nil }
        return record.body["numbers"]?[name]?.numberValue
    }

    /// What keeps figures from being counted, by row.
    private func notes(ofMetric index: Int) -> [String] {
        let metric = planned.measurement.metrics[index].metric
        return rows.flatMap { row -> [String] in
            let jobs = places.compactMap { row.measures[index][$0] }
            let subject = "\(row.label), \(metric.metric.title)"
            let (finished, reasons) = standing(of: jobs)
            var notes: [String] = []
            if let reason = reasons.first {
                notes.append("\(subject): \(reasons.count) of \(jobs.count) figures are not counted; \(reason)")
            }
            for column in metric.columns {
                let undefined = finished.count { $0["numbers"]?[column.name]?.numberValue == nil }
                guard undefined > 0 else { continue }
                notes.append("\(subject): \(column.title) is undefined for \(undefined) of \(jobs.count) figures")
            }
            return notes
        }
    }

    /// The records of jobs that have one, and the reasons of those that have none.
    private func standing(of jobs: [Job]) -> (finished: [JSON], reasons: [String]) {
        var finished: [JSON] = []
        var reasons: [String] = []
        for job in jobs {
            switch record(job) {
            case .success(let record): finished.append(record.body)
            case .failure(let failure): reasons.append(failure.message)
            case nil: reasons.append("\(job.title) is not computed")
            }
        }
        return (finished, reasons)
    }

    // MARK: Plots

    /// A plot for each curve that the exhibit names, with a curve for each row; none where nothing is computed.
    var plots: [PlotResult] {
        planned.measurement.plots.compactMap { plot in
            let curves = rows.compactMap { self.curve(plot.curve, metric: plot.metric, of: $0) }
            guard !curves.isEmpty else { return nil }
            return PlotResult(
                id: plot.curve.name, title: plot.curve.title, horizontal: plot.curve.horizontal,
                vertical: plot.curve.vertical, curves: curves,
                band: curves.contains { $0.count > 1 } ? Bootstrap.description : "")
        }
    }

    private func curve(_ curve: MetricCurve, metric: Int, of row: Row) -> PlotResult.Curve? {
        let values = places.compactMap { place -> [Double]? in
            guard let job = row.measures[metric][place], case .success(let record)? = record(job),
                let curves = record.body["numbers"]?[MetricBlueprint.curvesKey]
            else { return nil }
            return curves[curve.name]?.arrayValue?.compactMap(\.numberValue)
        }
        guard !values.isEmpty else { return nil }
        let band = Statistics.band(of: values)
        return PlotResult.Curve(
            label: row.label, places: band.means.indices.map { curve.start + Double($0) * curve.step },
            means: band.means, lows: band.lows, highs: band.highs, count: values.count)
    }
}
