/// A table as GitHub writes it: a row of cells, a row of dashes, further rows; cells are parted by `|`.
struct PipeTable {
    enum Alignment {
        case none, left, centre, right
    }

    let header: [String]
    let alignments: [Alignment]
    /// Each with as many cells as the header.
    let rows: [[String]]

    /// Nil where the lines of a paragraph are no table.
    init?(lines: [Substring]) {
        guard lines.count >= 2, lines[0].contains("|") else { return nil }
        let header = Self.cells(of: lines[0])
        let marks = Self.cells(of: lines[1])
        guard marks.count == header.count, lines[1].contains("|") || lines[1].contains(":") else { return nil }
        var alignments: [Alignment] = []
        for mark in marks {
            guard let alignment = Self.alignment(mark) else { return nil }
            alignments.append(alignment)
        }
        self.header = header
        self.alignments = alignments
        rows = lines.dropFirst(2).map { line in
            let cells = Self.cells(of: line)
            return Array(cells.prefix(header.count))
                + Array(repeating: "", count: max(0, header.count - cells.count))
        }
    }

    private static func alignment(_ mark: String) -> Alignment? {
        let dashes = mark.drop { $0 == ":" }.reversed().drop { $0 == ":" }
        let colons = mark.count - dashes.count
        guard !dashes.isEmpty, dashes.allSatisfy({ $0 == "-" }), !mark.hasPrefix("::"), !mark.hasSuffix("::") else {
            return nil
        }
        switch (colons, mark.hasPrefix(":")) {
        case (0, _): return Alignment.none
        case (1, true): return .left
        case (1, false): return .right
        default: return .centre
        }
    }

    /// The texts between bars; `\|` is a bar within a cell.
    private static func cells(of line: Substring) -> [String] {
        var cells = [""]
        var escaped = false
        for character in line {
            if escaped {
                cells[cells.count - 1] += character == "|" ? "|" : "\\" + String(character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == "|" {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
        }
        if escaped { cells[cells.count - 1] += "\\" }
        func isBlank(_ text: String) -> Bool { text.allSatisfy { $0 == " " || $0 == "\t" } }
        if cells.count > 1, isBlank(cells[0]) { cells.removeFirst() }
        if cells.count > 1, isBlank(cells[cells.count - 1]) { cells.removeLast() }
        return cells.map { cell in
            let start = cell.drop { $0 == " " || $0 == "\t" }
            return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }
}
