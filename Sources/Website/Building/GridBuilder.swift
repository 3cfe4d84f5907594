import Content
import Diagnostics
import Gallery
import Pictures
import Store

/// Lays out one grid: pictures that several figures explain and scales that they share stand once, at the head of their
/// row, column or grid.
struct GridBuilder {
    let grid: FigureGrid
    let result: ExhibitResult
    /// What the grid shows, for those who do not see it.
    let title: String
    let hanging: ExhibitHanging
    let map: SiteMap
    let draughtsman: Draughtsman
    let log: DiagnosticLog
    let isLazy: Bool
    /// The author's text for the only picture of an exhibit.
    let alternative: String?
    private(set) var records: [(path: String, record: JSON)] = []
    private(set) var shown: [ExhibitBuilder.ShownFigure] = []

    init(
        grid: FigureGrid, result: ExhibitResult, title: String, hanging: ExhibitHanging, map: SiteMap,
        draughtsman: Draughtsman,
        log: DiagnosticLog, isLazy: Bool, alternative: String?
    ) {
        self.grid = grid
        self.result = result
        self.title = title
        self.hanging = hanging
        self.map = map
        self.draughtsman = draughtsman
        self.log = log
        self.isLazy = isLazy
        self.alternative = alternative
    }

    /// Where something that figures share is shown.
    private enum Place {
        case grid, rows, columns, figures
    }

    mutating func view() -> GridView {
        let isTable = grid.rows.count > 1 && grid.columns.count > 1
        let subjects = place(of: { $0.subject?.identity }, isTable: isTable)
        let hanging = hanging
        let legends =
            hanging.presentation.scale == .each ? .figures : place(of: { hanging.group(of: $0) }, isTable: isTable)
        func subject(of line: [Figure?]) -> PictureView? { line.lazy.compactMap { $0 }.first.flatMap(subjectPicture) }
        func legend(of line: [Figure?]) -> LegendView? {
            line.lazy.compactMap { hanging.group(of: $0) }.first.flatMap {
                hanging.legend(of: $0, map: map, isNamed: false)
            }
        }
        var table: GridView.Table?
        var wall: GridView.Wall?
        var figures: [[FigureView?]] = []
        for (row, line) in grid.cells.enumerated() {
            var views: [FigureView?] = []
            for (column, figure) in line.enumerated() {
                let label = isTable ? nil : grid.columns.count > 1 ? grid.columns[safe: column] : grid.rows[safe: row]
                views.append(
                    figure.map {
                        view(
                            of: $0, label: label.flatMap { $0.isEmpty ? nil : $0 },
                            showsSubject: subjects == .figures, showsLegend: legends == .figures)
                    })
            }
            figures.append(views)
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
                    cells: (figures[safe: index] ?? []).map(GridView.Cell.init))
            }
            table = GridView.Table(caption: caption, columns: columns, rows: rows)
        } else {
            let all = figures.flatMap { $0.compactMap { $0 } }
            wall = GridView.Wall(
                isWide: all.contains { $0.subject != nil || $0.predictions != nil || !$0.verdicts.isEmpty },
                figures: all)
        }
        return GridView(
            title: grid.title, subject: subjects == .grid ? subject(of: grid.cells.flatMap { $0 }) : nil,
            table: table, wall: wall, legends: legends == .grid ? gridLegends : [])
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

    private func subjectPicture(_ figure: Figure) -> PictureView? {
        guard let image = figure.subject else { return nil }
        let name = figure.coordinates.first { $0.axis == "image" }?.label
        return log.attempt { () throws(Diagnostic) in try draughtsman.draw(image) }?
            .view(name.map { "image: \($0)" } ?? "the picture that is explained", isLazy: isLazy)
    }

    private mutating func view(
        of figure: Figure, label: String?, showsSubject: Bool, showsLegend: Bool
    ) -> FigureView {
        func without(_ failure: String?, isMissing: Bool) -> FigureView {
            FigureView(
                id: figure.id, label: label, subject: nil, picture: nil, predictions: nil, verdicts: [],
                failure: failure,
                isMissing: isMissing, numbers: [], remarks: [], warnings: [], legend: nil, record: nil, details: nil)
        }
        switch figure.state {
        case .missing: return without(nil, isMissing: true)
        case .failed(let reason): return without(reason, isMissing: false)
        case .done(let done):
            do {
                let drawn = try picture(of: figure, done)
                let picture = drawn?.view(alternative ?? done.alternative, isLazy: isLazy)
                let subject = figure.subject == nil ? nil : subjectPicture(figure)
                let verdicts = try verdicts(of: figure, done, subject: showsSubject ? subject : nil)
                if let card = picture ?? verdicts.last?.picture ?? subject {
                    shown.append(
                        ExhibitBuilder.ShownFigure(
                            reference: result.reference, figure: figure.id, method: figure.method,
                            model: figure.model, picture: card))
                }
                let path = "records/\(done.key.hex).json"
                records.append((path, done.record))
                let texts = FigureTexts(done, map: drawn?.map)
                let predictions = texts.predictions(by: map.modelReference(figure.model).title)
                return FigureView(
                    id: figure.id, label: label == predictions?.caption ? nil : label,
                    subject: showsSubject && verdicts.isEmpty ? subject : nil,
                    picture: picture, predictions: predictions,
                    verdicts: verdicts, failure: nil,
                    isMissing: false, numbers: texts.keyNumbers, remarks: texts.remarks, warnings: texts.warnings,
                    legend: showsLegend
                        ? hanging.group(of: figure).flatMap { hanging.legend(of: $0, map: map, isNamed: false) } : nil,
                    record: path,
                    details: texts.details(
                        method: map.methodReference(figure.method), model: map.modelReference(figure.model)))
            } catch {
                log.add(error)
                return without(error.message, isMissing: false)
            }
        }
    }

    /// What is said of each of several pictures; the first is the one that is explained.
    private func verdicts(
        of figure: Figure, _ done: FigureResult, subject: PictureView?
    ) throws(Diagnostic) -> [VerdictView] {
        guard case .verdicts(let verdicts) = done.content else { return [] }
        // On a small screen no heading of a column says which model it is.
        let model = map.modelReference(figure.model).title
        var views: [VerdictView] = []
        for (index, verdict) in verdicts.enumerated() {
            var picture = subject
            if index > 0 {
                picture = try draughtsman.draw(verdict.image).view(
                    "\(done.alternative), \(verdict.label)", isLazy: isLazy)
            }
            views.append(
                VerdictView(
                    picture: picture,
                    predictions: FigureTexts.table(
                        of: verdict.predictions, caption: "\(model), \(verdict.label)")))
        }
        return views
    }

    private func picture(of figure: Figure, _ done: FigureResult) throws(Diagnostic) -> DrawnPicture? {
        let texts = [
            DecodedImage.Text(keyword: "vitrine-key", value: done.key.hex),
            DecodedImage.Text(keyword: "vitrine-command", value: done.command),
        ]
        switch done.content {
        case .predictions, .verdicts: return nil
        case .picture(let image): return try draughtsman.draw(image, texts: texts)
        case .sheet(let sheet, _):
            guard let first = sheet.cells.first else { return nil }
            return try draughtsman.draw(first.image, texts: texts)
        case .map(let image, let isSigned, let explained):
            guard let scale = hanging.group(of: figure).flatMap({ hanging.scales[$0] }) else { return nil }
            return try draughtsman.draw(
                image, isSigned: isSigned, by: scale, over: hanging.presentation.overlay ? explained : nil,
                texts: texts)
        }
    }
}

extension Figure {
    /// The picture that the figure is about.
    fileprivate var subject: FigureImage? {
        guard case .done(let done) = state else { return nil }
        switch done.content {
        case .map(_, _, let explained): return explained
        case .picture: return nil
        case .predictions(_, let image): return image
        case .verdicts(let verdicts): return verdicts.first?.image
        case .sheet(_, let explained): return explained
        }
    }
}

extension Array {
    /// Nil outside the array: grids come from elsewhere and may have fewer cells than headings.
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
