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
        /// The layer of each value where these are kernels, by which tables may group them.
        var layers: [String]?
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
        (rows, columns) = Self.layout(exhibit.layout, axes, areModelsCompared: exhibit.comparison != nil)
    }

    /// Rows and columns as the exhibit says; where it says nothing, the last axis with several values goes across and
    /// the one before it down. Models that are compared stand side by side.
    private static func layout(
        _ layout: Layout, _ axes: [ResolvedAxis], areModelsCompared: Bool
    ) -> (rows: Int?, columns: Int?) {
        func index(_ direction: Layout.Direction?) -> Int? {
            direction.flatMap { direction in axes.firstIndex { $0.direction == direction } }
        }
        var (rows, columns) = (index(layout.rows), index(layout.columns))
        if areModelsCompared, columns == nil, layout.rows != .axis(.models) { columns = index(.axis(.models)) }
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

    /// How many kernels the exhibit shows; 0 where it is of none.
    var kernelCount: Int { axes.first { $0.direction == .axis(.kernels) }?.values.count ?? 0 }

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
    /// Layers are those of the kernels where the exhibit has kernels instead; then a line has all kernels of a layer.
    /// Rows are of the axis that the exhibit names, else the first of methods, models, layers, classes, kernels, a sweep
    /// and images that has several values and is not along the top.
    func table(of cells: [[Int]: PlannedFigure], _ layout: Layout) -> PlannedExhibit.Table {
        let across = layout.tableColumns.flatMap(side)
        let down = layout.tableRows.flatMap(side) ?? Side(axes, standardRows(besides: across?.axis))
        return table(of: cells, down: down, across: across)
    }

    /// The figures by the values of the axis that a table's rows would tell apart, and of the sweep.
    func sweepTable(of cells: [[Int]: PlannedFigure]) -> PlannedExhibit.Table? {
        let sweep = axes.firstIndex { if case .sweep = $0.direction { true } else { false } }
        return sweep.map { sweep in
            table(of: cells, down: Side(axes, standardRows(besides: sweep)), across: Side(axes, sweep))
        }
    }

    private func table(of cells: [[Int]: PlannedFigure], down: Side, across: Side?) -> PlannedExhibit.Table {
        let shown = [down, across].compactMap(\.self).filter { !$0.isGrouped }.map(\.axis)
        var table: [[[PlannedExhibit.Table.Placed]]] = down.labels.map { _ in
            (across?.labels ?? [""]).map { _ in [] }
        }
        for position in positions {
            guard let figure = cells[position] else { continue }
            let others = position.indices.filter { !shown.contains($0) }
            let independent = others.filter { axes[$0].direction.tellsIndependentCases }
            table[down.line(at: position)][across?.line(at: position) ?? 0].append(
                .init(place: others.map { position[$0] }, unit: independent.map { position[$0] }, figure: figure))
        }
        return PlannedExhibit.Table(
            rowAxis: down.name, rows: down.labels, columnAxis: across?.name, columns: across?.labels ?? [""],
            cells: table)
    }

    /// The lines that an axis gives a table: one for each value, or one for each layer of its kernels.
    private struct Side {
        let axis: Int
        let name: String
        let labels: [String]
        /// The line of each value.
        private let lines: [Int]
        /// Whether several values are in one line.
        let isGrouped: Bool

        init(_ axes: [ResolvedAxis], _ axis: Int) {
            self.axis = axis
            name = axes[axis].name
            labels = axes[axis].values.map(\.label)
            lines = Array(labels.indices)
            isGrouped = false
        }

        init(_ axis: Int, layers: [String]) {
            self.axis = axis
            name = AxisName.layers.singular
            var labels: [String] = []
            for layer in layers where !labels.contains(layer) { labels.append(layer) }
            self.labels = labels
            lines = layers.map { layer in labels.firstIndex(of: layer) ?? 0 }
            isGrouped = true
        }

        func line(at position: [Int]) -> Int { lines[position[axis]] }
    }

    private func side(_ direction: Layout.Direction) -> Side? {
        if let axis = axes.firstIndex(where: { $0.direction == direction }) { return Side(axes, axis) }
        guard direction == .axis(.layers) else { return nil }
        return axes.indices.lazy.compactMap { axis in axes[axis].layers.map { Side(axis, layers: $0) } }.first
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

    /// The positions of figures that differ in nothing but their model, in the models' order, with the values that tell
    /// these figures from others but for the image.
    var modelPairs: [(label: String, positions: [[Int]])] {
        guard let models = axes.firstIndex(where: { $0.direction == .axis(.models) }) else { return [] }
        return positions.filter { $0[models] == 0 }.map { position in
            let others = axes.indices.filter { index in
                let direction = axes[index].direction
                let isTold = axes[index].values.count > 1 || direction == .axis(.methods)
                return isTold && direction != .axis(.models) && direction != .axis(.images)
            }
            let label = others.map { axes[$0].values[position[$0]].label }.joined(separator: " · ")
            return (
                label,
                axes[models].values.indices.map { model in
                    var pair = position
                    pair[models] = model
                    return pair
                }
            )
        }
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
