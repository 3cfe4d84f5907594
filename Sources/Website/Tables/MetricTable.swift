import Gallery

/// Lays out a table of metrics.
struct MetricTable {
    private let table: TableResult
    private let csv: String
    private let json: String

    /// - Parameters:
    ///   - csv: where the page finds the table as CSV.
    ///   - json: where it finds it as JSON.
    init(_ table: TableResult, csv: String, json: String) {
        self.table = table
        self.csv = csv
        self.json = json
    }

    var view: MetricTableView {
        let digits = table.columns.indices.map { column in
            MeasureDigits(table.rows.compactMap { $0.cell(column) })
        }
        let count = commonCount
        return MetricTableView(
            caption: "Metrics by \(table.rowAxis)", rowAxis: table.rowAxis,
            columns: table.columns.map(heading),
            rows: table.rows.map { row in
                MetricTableView.Row(
                    label: row.label,
                    cells: table.columns.indices.map { column in
                        MetricTableView.Cell(
                            value: row.cell(column).map { value(of: $0, digits[column], commonCount: count) })
                    })
            }, note: note(commonCount: count), remarks: table.notes,
            definitions: table.columns.filter { !$0.definition.isEmpty }.map {
                NamedText(name: $0.title, text: $0.definition)
            }, hasDefinitions: table.columns.contains { !$0.definition.isEmpty }, csv: csv, json: json)
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
        return MetricTableView.Column(
            title: column.title, unit: column.unit.isEmpty ? nil : column.unit, direction: column.direction.rawValue,
            arrow: arrow)
    }

    private func value(
        of cell: TableResult.Cell, _ digits: MeasureDigits, commonCount: Int
    ) -> MetricTableView.Value {
        let isMeasured = cell.count > 1
        return MetricTableView.Value(
            mean: digits.text(cell.mean), deviation: isMeasured ? digits.text(cell.deviation) : nil,
            interval: isMeasured && !table.interval.isEmpty
                ? "[\(digits.text(cell.low)), \(digits.text(cell.high))]" : nil,
            count: cell.count == commonCount ? nil : "n = \(cell.count)", isBest: cell.isBest)
    }

    private func note(commonCount: Int) -> String {
        var sentences: [String] = []
        let isMeasured = cells.contains { $0.count > 1 }
        let odd = cells.contains { $0.count != commonCount } ? " where nothing else is said" : ""
        let count = commonCount > 0 ? "; n = \(commonCount)\(odd)" : ""
        if isMeasured {
            let interval = table.interval.isEmpty ? "" : ", in brackets the \(table.interval)"
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
        let numbers = cells.flatMap { [$0.mean, $0.deviation, $0.low, $0.high] }.map(\.magnitude).filter(\.isFinite)
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
