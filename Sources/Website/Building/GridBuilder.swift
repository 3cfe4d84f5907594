import Content
import Diagnostics
import Gallery
import Pictures
import Store

/// Lays out one grid: pictures that several figures explain and scales that they share stand once, at the head of their
/// row, column or grid.
struct GridBuilder {
    let grid: FigureGrid
    /// What the grid shows, for those who do not see it.
    private let title: String
    private(set) var figures: FigureBuilder
    private var result: ExhibitResult { figures.result }
    private var hanging: ExhibitHanging { figures.hanging }
    private var map: SiteMap { figures.map }

    /// - Parameter title: by default that of the exhibit.
    init(grid: FigureGrid, title: String? = nil, figures: FigureBuilder) {
        self.grid = grid
        self.title = title ?? figures.result.title
        self.figures = figures
    }

    /// Where something that figures share is shown.
    private enum Place {
        case grid, rows, columns, figures
    }

    mutating func view() -> GridView {
        for figure in grid.cells.joined() {
            if let figure { figures.keep(figure) }
        }
        if result.arrangement == .sheet { return contactSheets() }
        let isTable = grid.rows.count > 1 && grid.columns.count > 1
        let subjects = place(of: { $0.subject?.identity }, isTable: isTable)
        let (hanging, map) = (self.hanging, self.map)
        let legends =
            hanging.presentation.scale == .each ? .figures : place(of: { hanging.group(of: $0) }, isTable: isTable)
        let builder = figures
        func subject(of line: [Figure?]) -> PictureView? {
            line.lazy.compactMap { $0 }.first.flatMap(builder.subjectPicture)
        }
        func legend(of line: [Figure?]) -> LegendView? {
            line.lazy.compactMap { hanging.group(of: $0) }.first.flatMap {
                hanging.legend(of: $0, map: map, isNamed: false)
            }
        }
        var table: GridView.Table?
        var wall: GridView.Wall?
        var views: [[FigureView?]] = []
        for (row, line) in grid.cells.enumerated() {
            var lineViews: [FigureView?] = []
            for (column, figure) in line.enumerated() {
                let label = isTable ? nil : grid.columns.count > 1 ? grid.columns[safe: column] : grid.rows[safe: row]
                let setting = FigureBuilder.Setting(
                    label: label.flatMap { $0.isEmpty ? nil : $0 }, showsSubject: subjects == .figures,
                    showsLegend: legends == .figures)
                lineViews.append(figure.map { figures.view(of: $0, setting) })
            }
            views.append(lineViews)
        }
        if isTable {
            let columns = grid.columns.enumerated().map { index, label in
                let line = grid.cells.map { $0[safe: index] ?? nil }
                return GridView.Heading(
                    label: label, picture: subjects == .columns ? subject(of: line)?.decorative : nil,
                    legend: legends == .columns ? legend(of: line) : nil)
            }
            let rows = grid.rows.enumerated().map { index, label in
                let line = grid.cells[safe: index] ?? []
                return GridView.Row(
                    heading: GridView.Heading(
                        label: label, picture: subjects == .rows ? subject(of: line)?.decorative : nil,
                        legend: legends == .rows ? legend(of: line) : nil),
                    cells: (views[safe: index] ?? []).map(GridView.Cell.init))
            }
            table = GridView.Table(caption: caption, columns: columns, rows: rows)
        } else {
            let all = views.flatMap { $0.compactMap { $0 } }
            let hasSheets = all.contains { $0.sheet != nil }
            wall = GridView.Wall(
                isWide: !hasSheets
                    && all.contains { $0.subject != nil || $0.predictions != nil || !$0.verdicts.isEmpty },
                hasSheets: hasSheets, figures: all)
        }
        return GridView(
            title: grid.title, subject: subjects == .grid ? subject(of: grid.cells.flatMap { $0 }) : nil,
            table: table, wall: wall, sheets: [], legends: legends == .grid ? gridLegends : [])
    }

    /// The figures as small pictures, a sheet for each value of the axis beside the kernels.
    private mutating func contactSheets() -> GridView {
        let subjects = Set(grid.cells.joined().compactMap { $0?.subject?.identity })
        let legends = Set(grid.cells.joined().compactMap { hanging.group(of: $0) })
        var sheets: [SheetView] = []
        for line in lines {
            guard let first = line.figures.first else { continue }
            var sheet = ContactSheetBuilder(
                figures: figures, line: line.figures,
                title: [line.label, ContactSheetBuilder.layer(of: line.figures)].compactMap { $0 }
                    .joined(separator: " · "))
            sheets.append(
                sheet.view(
                    subject: subjects.count > 1 ? figures.subjectPicture(first) : nil,
                    legend: legends.count > 1
                        ? hanging.group(of: first).flatMap { hanging.legend(of: $0, map: map, isNamed: false) } : nil))
            figures = sheet.figures
        }
        return GridView(
            title: grid.title,
            subject: subjects.count == 1
                ? grid.cells.joined().lazy.compactMap { $0 }.first { $0.subject != nil }.flatMap(figures.subjectPicture)
                : nil,
            table: nil, wall: nil, sheets: sheets, legends: legends.count == 1 ? gridLegends : [])
    }

    /// Rows, or columns where the kernels go down.
    private var lines: [(label: String?, figures: [Figure])] {
        if grid.rowAxis == AxisName.kernels.singular {
            return grid.columns.indices.map { column in
                (
                    grid.columns.count > 1 ? grid.columns[column] : nil,
                    grid.cells.compactMap { $0[safe: column] ?? nil }
                )
            }
        }
        return grid.cells.enumerated().map { row, line in
            (grid.cells.count > 1 ? grid.rows[safe: row] : nil, line.compactMap { $0 })
        }
    }

    private var caption: String {
        switch (grid.rowAxis, grid.columnAxis) {
        case (let rows?, let columns?): "\(title): \(rows) by \(columns)"
        default: title
        }
    }

    private var gridLegends: [LegendView] {
        var groups: [ScaleGroup] = []
        for figure in grid.cells.joined() {
            guard let group = hanging.group(of: figure), !groups.contains(group) else { continue }
            groups.append(group)
        }
        return groups.compactMap { hanging.legend(of: $0, map: map, isNamed: groups.count > 1) }
    }

    /// Where what `key` finds in figures can stand once. Lines must have one each, and not all the same.
    private func place<Key: Hashable>(of key: (Figure) -> Key?, isTable: Bool) -> Place {
        let all = Set(grid.cells.joined().compactMap { $0.flatMap(key) })
        let figures = grid.cells.joined().count { $0 != nil }
        guard all.count > 1 else { return figures > 1 || Key.self == ScaleGroup.self ? .grid : .figures }
        guard isTable else { return Key.self == ScaleGroup.self && all.count < figures ? .grid : .figures }
        func holds(_ lines: [[Figure?]]) -> Bool {
            let sets = lines.map { Set($0.compactMap { $0.flatMap(key) }) }
            return sets.allSatisfy { $0.count <= 1 }
        }
        if holds(grid.cells) { return .rows }
        if holds(grid.columns.indices.map { column in grid.cells.map { $0[safe: column] ?? nil } }) { return .columns }
        return Key.self == ScaleGroup.self ? .grid : .figures
    }
}

extension Array {
    /// Nil outside the array: grids come from elsewhere and may have fewer cells than headings.
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
