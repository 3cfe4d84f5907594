package import Diagnostics

/// Where the pictures of a contact sheet stand: equal cells in rows, `gap` pixels between them and none outside.
package struct SheetLayout: Sendable, Hashable {
    package let count: Int
    package let columns: Int
    package let cellWidth: Int
    package let cellHeight: Int
    package let gap: Int

    /// Throws `contact-sheet` where there is nothing to show, no column or a negative gap, and `image-empty` or
    /// `image-too-large` for the whole.
    package init(
        count: Int, columns: Int, cellWidth: Int, cellHeight: Int, gap: Int, limits: ImageLimits = .standard
    ) throws(Diagnostic) {
        guard count > 0, columns > 0, gap >= 0 else {
            throw Diagnostic(
                .error, "contact-sheet",
                "a contact sheet of \(count) pictures in \(columns) columns with a gap of \(gap)",
                notes: [Diagnostic.Note("give at least one picture and one column, and no negative gap")])
        }
        self.count = count
        self.columns = min(columns, count)
        self.cellWidth = cellWidth
        self.cellHeight = cellHeight
        self.gap = gap
        // Bounds one by one before they are multiplied.
        try limits.check(width: cellWidth, height: cellHeight)
        try limits.check(width: max(1, gap), height: 1)
        try limits.check(width: self.columns, height: rows)
        try limits.check(width: width, height: height)
    }

    package var rows: Int { (count - 1) / columns + 1 }
    package var width: Int { columns * (cellWidth + gap) - gap }
    package var height: Int { rows * (cellHeight + gap) - gap }

    /// The upper left corner of a cell, counted along the rows.
    package func origin(of index: Int) -> (x: Int, y: Int) {
        (index % columns * (cellWidth + gap), index / columns * (cellHeight + gap))
    }
}
