import Content
import Diagnostics
import Metrics
import Store

/// Puts the numbers of an exhibit's figures together in tables, with a row for each value of one axis.
struct Aggregation {
    private let planned: PlannedExhibit
    /// One for each value of the axis along the top, where there is one; otherwise a single one.
    private let columns: [FigureRows]
    private let results: JobResults

    init(_ planned: PlannedExhibit, results: JobResults) {
        self.planned = planned
        self.results = results
        columns = planned.table.columns.indices.map { FigureRows(planned.table, column: $0) }
    }

    /// Of metrics first, then of the methods themselves, by where they come from.
    private var sources: [(source: NumberSource, title: String?, numbers: [TableResult.Column])] {
        let metrics = planned.measurement.metrics.enumerated().map { index, metered in
            let metric = metered.metric
            return (
                NumberSource.metric(index), Optional(metric.metric.title),
                metric.columns.map { TableResult.Column($0, of: metric.metric.id) }
            )
        }
        let own = planned.exhibit.numbers.map { TableResult.Column(ownNumber: $0.text) }
        return own.isEmpty ? metrics : metrics + [(NumberSource.figure, nil, own)]
    }

    /// One table of all numbers; with an axis along the top one for each number; none where the exhibit names none.
    var tables: [TableResult] {
        let sources = sources
        guard !sources.isEmpty else { return [] }
        guard let axis = planned.table.columnAxis else { return [table(of: sources)] }
        return sources.flatMap { source, title, numbers in
            numbers.map { table(of: $0, from: source, titled: title, along: axis) }
        }
    }

    /// A column for each number.
    private func table(
        of sources: [(source: NumberSource, title: String?, numbers: [TableResult.Column])]
    ) -> TableResult {
        var cells: [[TableResult.Cell?]] = planned.table.rows.map { _ in [] }
        var notes: [String] = []
        for (source, title, numbers) in sources {
            for number in numbers {
                for (row, cell) in self.cells(of: number, from: source, in: 0).enumerated() { cells[row].append(cell) }
            }
            notes += self.notes(of: numbers, from: source, titled: title, in: 0)
        }
        return table(sources.flatMap(\.numbers), across: nil, cells, notes)
    }

    /// A column for each value of the axis along the top.
    private func table(
        of number: TableResult.Column, from source: NumberSource, titled title: String?, along axis: String
    ) -> TableResult {
        var cells: [[TableResult.Cell?]] = planned.table.rows.map { _ in [] }
        for column in columns.indices {
            for (row, cell) in self.cells(of: number, from: source, in: column).enumerated() { cells[row].append(cell) }
        }
        return table(
            planned.table.columns.map { number.headed($0) }, across: .init(axis: axis, number: number), cells,
            columns.indices.flatMap { notes(of: [number], from: source, titled: title, in: $0) })
    }

    private func table(
        _ columns: [TableResult.Column], across: TableResult.Across?, _ cells: [[TableResult.Cell?]], _ notes: [String]
    ) -> TableResult {
        let isSmall = cells.joined().contains { $0.map { $0.count > 1 && $0.low == nil } ?? false }
        let isAveraged = self.columns.contains { $0.cases.contains { $0.count > 1 } }
        let averaged = "Figures that differ only in class or in a swept option are averaged first, and count once."
        let small = "Fewer than \(Self.fewestForInterval) values have no interval: it would span little less than all."
        return TableResult(
            rowAxis: planned.table.rowAxis, across: across, columns: columns,
            rows: zip(planned.table.rows, cells).map { TableResult.Row(label: $0, cells: $1) },
            interval: Bootstrap.description, notes: notes + (isSmall ? [small] : []) + (isAveraged ? [averaged] : []))
    }

    /// Means of fewer values are not given an interval: resampled, they reach from almost the smallest to almost the
    /// largest value, and cover the mean less often than they promise.
    private static let fewestForInterval = Statistics.fewestForBest

    /// A number's cells in one column, by row.
    private func cells(
        of number: TableResult.Column, from source: NumberSource, in column: Int
    ) -> [TableResult.Cell?] {
        let cases = columns[column].cases
        let values = columns[column].jobs(of: source).map { jobs in
            cases.map { places -> Double? in
                let found = places.compactMap { jobs[$0].flatMap { results.record(of: $0)?.number(number.name) } }
                return found.isEmpty ? nil : Statistics.mean(found)
            }
        }
        let best: Int? =
            switch number.direction {
            case .none: nil
            case .higherIsBetter: Statistics.best(of: values, higherIsBetter: true)
            case .lowerIsBetter: Statistics.best(of: values, higherIsBetter: false)
            }
        return values.indices.map { row in
            let present = values[row].compactMap(\.self)
            guard !present.isEmpty else { return nil }
            let interval =
                present.count < Self.fewestForInterval ? nil : Bootstrap(count: present.count).interval(present)
            return TableResult.Cell(
                mean: Statistics.mean(present), deviation: Statistics.deviation(present), low: interval?.lowerBound,
                high: interval?.upperBound, count: present.count, isBest: row == best)
        }
    }

    /// What keeps figures from being counted in one column, by row.
    private func notes(
        of numbers: [TableResult.Column], from source: NumberSource, titled title: String?, in column: Int
    ) -> [String] {
        let heading = planned.table.columnAxis.map { _ in planned.table.columns[column] }
        return zip(planned.table.rows, columns[column].jobs(of: source)).flatMap { label, byPlace -> [String] in
            let jobs = columns[column].places.compactMap { byPlace[$0] }
            let subject = [label, heading, title].compactMap(\.self).joined(separator: ", ")
            let (finished, reasons) = results.standing(of: jobs)
            var notes: [String] = []
            if let reason = reasons.first {
                notes.append("\(subject): \(reasons.count) of \(jobs.count) figures are not counted; \(reason)")
            }
            for number in numbers {
                let undefined = finished.count { $0.number(number.name) == nil }
                guard undefined > 0 else { continue }
                notes.append("\(subject): \(number.title) is undefined for \(undefined) of \(jobs.count) figures")
            }
            return notes
        }
    }
}

extension TableResult.Column {
    /// A number that a method itself gives, which is no judgement.
    init(ownNumber name: String) {
        self.init(
            metric: nil, name: name, title: name.replacing("-", with: " "), direction: .none, definition: "", unit: "")
    }

    /// The same number at one value of an axis.
    fileprivate func headed(_ title: String) -> Self {
        Self(metric: metric, name: name, title: title, direction: direction, definition: "", unit: unit)
    }
}
