import Gallery

/// Lays out a table of numbers.
struct MetricTable {
    private let table: TableResult
    private let csv: String
    private let json: String
    private let metricAddress: (String) -> String?

    /// - Parameters:
    ///   - csv: where the page finds the table as CSV.
    ///   - json: where it finds it as JSON.
    ///   - metricAddress: of the page of a metric.
    init(_ table: TableResult, csv: String, json: String, metricAddress: @escaping (String) -> String?) {
        self.table = table
        self.csv = csv
        self.json = json
        self.metricAddress = metricAddress
    }

    var view: MetricTableView {
        let digits = table.columns.indices.map { column in
            MeasureDigits(table.rows.compactMap { $0.cell(column) })
        }
        let count = commonCount
        let subject = subject
        let defined = (table.across.map { [$0.number] } ?? table.columns).filter { !$0.definition.isEmpty }
        return MetricTableView(
            caption: [subject.title, axes].compactMap(\.self).joined(separator: " "), subject: subject, axes: axes,
            rowAxis: table.rowAxis,
            columns: table.columns.map(heading),
            rows: table.rows.map { row in
                MetricTableView.Row(
                    label: row.label,
                    cells: table.columns.indices.map { column in
                        MetricTableView.Cell(
                            value: row.cell(column).map { value(of: $0, digits[column], commonCount: count) })
                    })
            }, note: note(commonCount: count), remarks: table.notes,
            definitions: defined.map { NamedText(name: $0.title, text: $0.definition) },
            hasDefinitions: !defined.isEmpty, csv: csv, json: json)
    }

    private var subject: Reference {
        if let title = table.title { return Reference(title: title, href: nil) }
        if let number = table.across?.number {
            let title = number.title.prefix(1).uppercased() + number.title.dropFirst()
            return Reference(title: title, href: number.metric.flatMap(metricAddress))
        }
        return Reference(title: table.columns.contains { $0.metric != nil } ? "Metrics" : "Numbers", href: nil)
    }

    /// With the direction where it is that of the whole table; nil where the title says it all.
    private var axes: String? {
        if table.title != nil { return nil }
        guard let across = table.across else { return "by \(table.rowAxis)" }
        let direction = across.number.direction == .none ? "" : ", \(across.number.direction.rawValue)"
        return "by \(table.rowAxis) and \(across.axis)\(direction)"
    }

    private var cells: [TableResult.Cell] {
        table.rows.flatMap { row in table.columns.indices.compactMap { row.cell($0) } }
    }

    /// The count that most cells have.
    private var commonCount: Int {
        let counts = Dictionary(cells.map { ($0.count, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    private func heading(_ column: TableResult.Column) -> MetricTableView.Column {
        let arrow: String? =
            switch column.direction {
            case .higherIsBetter: "↑"
            case .lowerIsBetter: "↓"
            case .none: nil
            }
        let isAxisValue = table.across != nil
        // Where nothing is judged, no column need say so.
        let isJudged = table.title == nil || table.columns.contains { $0.direction != .none }
        return MetricTableView.Column(
            title: column.title, href: isAxisValue ? nil : column.metric.flatMap(metricAddress),
            unit: column.unit.isEmpty ? nil : column.unit,
            direction: isAxisValue || !isJudged ? nil : column.direction.rawValue,
            arrow: arrow)
    }

    private func value(
        of cell: TableResult.Cell, _ digits: MeasureDigits, commonCount: Int
    ) -> MetricTableView.Value {
        MetricTableView.Value(
            mean: digits.text(cell.mean), deviation: cell.count > 1 ? digits.text(cell.deviation) : nil,
            interval: interval(of: cell).map { "[\(digits.text($0.low)), \(digits.text($0.high))]" },
            count: cell.count == commonCount ? nil : "n = \(cell.count)", isBest: cell.isBest)
    }

    private func interval(of cell: TableResult.Cell) -> (low: Double, high: Double)? {
        guard cell.count > 1, !table.interval.isEmpty, let low = cell.low, let high = cell.high else { return nil }
        return (low, high)
    }

    private func note(commonCount: Int) -> String {
        var sentences: [String] = []
        let isMeasured = cells.contains { $0.count > 1 }
        let odd = cells.contains { $0.count != commonCount } ? " where nothing else is said" : ""
        let count = commonCount > 0 ? "; n = \(commonCount)\(odd)" : ""
        if isMeasured {
            let interval = cells.contains { self.interval(of: $0) != nil } ? ", in brackets the \(table.interval)" : ""
            sentences.append("Mean ± standard deviation\(interval)\(count).")
        } else if commonCount > 0 {
            sentences.append("Single values\(count).")
        }
        if cells.contains(where: \.isBest) {
            sentences.append("Bold marks the best of a column where the intervals allow it.")
        }
        return sentences.joined(separator: " ")
    }
}

/// How many decimals a column's numbers have, so that they stand digit below digit.
struct MeasureDigits {
    /// Nil where the numbers are too large, too small or too far apart to stand so.
    let decimals: Int?

    /// Two significant digits of the smallest deviation, but at most five of the largest number.
    init(_ cells: [TableResult.Cell]) {
        let numbers = cells.flatMap { [$0.mean, $0.deviation, $0.low ?? $0.mean, $0.high ?? $0.mean] }.map(\.magnitude)
            .filter(\.isFinite)
        guard let largest = numbers.max(), largest > 0 else {
            decimals = numbers.isEmpty ? nil : 0
            return
        }
        let digits = NumberText.exponent(of: largest)
        guard (-4..<9).contains(digits) else {
            decimals = nil
            return
        }
        let isWhole = numbers.allSatisfy { $0 == $0.rounded() }
        let deviations = cells.map(\.deviation.magnitude).filter { $0.isFinite && $0 > 0 }
        let wanted = deviations.min().map { 1 - NumberText.exponent(of: $0) } ?? (2 - digits)
        decimals = isWhole ? 0 : max(0, min(wanted, 4 - digits))
    }

    func text(_ value: Double) -> String {
        decimals.map { NumberText.fixed(value, decimals: $0) } ?? NumberText.short(value)
    }
}
