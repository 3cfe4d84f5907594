import Content
import Diagnostics
import Methods

/// One combination of an exhibit's axes.
struct Selection {
    var model: LoadedModel
    var method: any Method.Type
    var classText: LocatedText?
    var kernel: (layer: String, channel: Int, range: SourceRange?)?
    var image: GalleryImage?
    /// Nil where the exhibit has no layers, and where it has none of this model at this place of the axis.
    var layer: LocatedText?
    /// Whether there is nothing at this combination.
    var isAbsent = false
    var swept: Setting.Entry?
}

/// An exhibit's axes with their values resolved, laid out by rows, columns and groups.
struct PlannedAxes {
    let methods: [any Method.Type]
    private let axes: [ResolvedAxis]
    private let rows: Int?
    private let columns: Int?
    private let base: Selection

    struct ResolvedAxis {
        let direction: Layout.Direction
        let name: String
        let values: [(label: String, apply: (inout Selection) -> Void)]
        /// The value's label at one figure, where figures at the same value differ.
        var label: ((Int, Selection) -> String)?
    }

    /// - Returns: nil where an axis cannot be resolved, which is reported.
    init?(_ exhibit: Exhibit, models: ModelRepository, log: DiagnosticLog) {
        let resolution = AxisResolution(exhibit: exhibit, models: models, log: log)
        guard let resolved = resolution.resolve() else { return nil }
        axes = resolved.axes
        methods = resolved.methods
        base = resolved.first
        (rows, columns) = Self.layout(exhibit.layout, axes)
    }

    /// Rows and columns as the exhibit says; where it says nothing, the last axis with several values goes across and
    /// the one before it down.
    private static func layout(_ layout: Layout, _ axes: [ResolvedAxis]) -> (rows: Int?, columns: Int?) {
        func index(_ direction: Layout.Direction?) -> Int? {
            direction.flatMap { direction in axes.firstIndex { $0.direction == direction } }
        }
        var (rows, columns) = (index(layout.rows), index(layout.columns))
        if layout.rows == nil, layout.columns == nil, let layers = index(.axis(.layers)),
            let models = index(.axis(.models)),
            axes[layers].values.count > 1, axes[models].values.count > 1
        {
            return (layers, models)
        }
        var free = axes.indices.filter { axes[$0].values.count > 1 && $0 != rows && $0 != columns }
        if columns == nil, let last = free.popLast() { columns = last }
        if rows == nil, layout.rows == nil, let last = free.popLast() { rows = last }
        return (rows, columns)
    }

    /// Every combination, the last axis fastest: an index for each axis.
    var positions: [[Int]] {
        axes.reduce([[]]) { positions, axis in
            positions.flatMap { position in axis.values.indices.map { position + [$0] } }
        }
    }

    func selection(at position: [Int]) -> Selection {
        var selection = base
        for (axis, index) in zip(axes, position) { axis.values[index].apply(&selection) }
        return selection
    }

    /// The values that tell a figure from the exhibit's others.
    func coordinates(at position: [Int]) -> [Figure.Coordinate] {
        let selection = selection(at: position)
        return zip(axes, position).filter { $0.0.values.count > 1 }.map { axis, index in
            Figure.Coordinate(axis: axis.name, label: axis.label?(index, selection) ?? axis.values[index].label)
        }
    }

    /// The figures by the values of one axis, and of a second one where the exhibit names it for the columns.
    ///
    /// Rows are of the axis that the exhibit names, else the first of methods, models, layers, classes, kernels, a sweep
    /// and images that has several values and is not along the top.
    func table(of cells: [[Int]: PlannedFigure], _ layout: Layout) -> PlannedExhibit.Table {
        func index(_ direction: Layout.Direction?) -> Int? {
            direction.flatMap { direction in axes.firstIndex { $0.direction == direction } }
        }
        let across = index(layout.tableColumns)
        return table(of: cells, down: index(layout.tableRows) ?? standardRows(besides: across), across: across)
    }

    /// The figures by the values of the axis that a table's rows would tell apart, and of the sweep.
    func sweepTable(of cells: [[Int]: PlannedFigure]) -> PlannedExhibit.Table? {
        let sweep = axes.firstIndex { if case .sweep = $0.direction { true } else { false } }
        return sweep.map { table(of: cells, down: standardRows(besides: $0), across: $0) }
    }

    private func table(of cells: [[Int]: PlannedFigure], down: Int, across: Int?) -> PlannedExhibit.Table {
        let shown = [down] + (across.map { [$0] } ?? [])
        var table: [[[PlannedExhibit.Table.Placed]]] = axes[down].values.map { _ in
            labels(of: across).map { _ in [] }
        }
        for position in positions {
            guard let figure = cells[position] else { continue }
            let others = position.indices.filter { !shown.contains($0) }
            let independent = others.filter { axes[$0].direction.tellsIndependentCases }
            table[position[down]][across.map { position[$0] } ?? 0].append(
                .init(place: others.map { position[$0] }, unit: independent.map { position[$0] }, figure: figure))
        }
        return PlannedExhibit.Table(
            rowAxis: axes[down].name, rows: labels(of: down), columnAxis: across.map { axes[$0].name },
            columns: labels(of: across), cells: table)
    }

    private func standardRows(besides across: Int?) -> Int {
        let standard: [AxisName] = [.methods, .models, .layers, .classes, .kernels]
        let several = axes.indices.filter { axes[$0].values.count > 1 && $0 != across }
        return standard.lazy.compactMap { name in several.first { axes[$0].direction == .axis(name) } }.first
            ?? several.last { axes[$0].direction != .axis(.images) } ?? several.last
            ?? axes.indices.last { axes[$0].direction == .axis(.methods) && $0 != across } ?? 0
    }

    /// The figures in grids, one for each combination of the axes that are neither rows nor columns.
    func grids(of cells: [[Int]: PlannedFigure]) -> [PlannedExhibit.Grid] {
        let groups = positions.map { position in
            position.enumerated().filter { $0.offset != rows && $0.offset != columns }.map(\.element)
        }
        var seen: Set<[Int]> = []
        return groups.filter { seen.insert($0).inserted }.map { group in
            grid(cells, group: group)
        }
    }

    private func grid(_ cells: [[Int]: PlannedFigure], group: [Int]) -> PlannedExhibit.Grid {
        let others = axes.indices.filter { $0 != rows && $0 != columns }
        let titles = zip(others, group).filter { axes[$0.0].values.count > 1 }.map { axes[$0.0].values[$0.1].label }
        let matrix = labels(of: rows).indices.map { row in
            labels(of: columns).indices.map { column -> PlannedFigure? in
                var position = [Int](repeating: 0, count: axes.count)
                for (axis, index) in zip(others, group) { position[axis] = index }
                if let rows { position[rows] = row }
                if let columns { position[columns] = column }
                return cells[position]
            }
        }
        return PlannedExhibit.Grid(
            title: titles.isEmpty ? nil : titles.joined(separator: " · "), rowAxis: rows.map { axes[$0].name },
            rows: labels(of: rows), columnAxis: columns.map { axes[$0].name }, columns: labels(of: columns),
            cells: matrix)
    }

    private func labels(of axis: Int?) -> [String] { axis.map { axes[$0].values.map(\.label) } ?? [""] }
}

extension Layout.Direction {
    fileprivate var tellsIndependentCases: Bool {
        switch self {
        case .axis(.classes), .sweep: false
        case .axis: true
        }
    }
}
