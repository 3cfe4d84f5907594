/// Rows of cells in aligned columns, for people.
struct TextTable {
    private var rows: [[String]]
    private let leading: Int

    /// - Parameter leading: how many of the first columns are words, aligned left; the others are numbers.
    init(_ headings: [String], leading: Int) {
        rows = [headings]
        self.leading = leading
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    var lines: [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < leading ? cell + padding : padding + cell
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}
