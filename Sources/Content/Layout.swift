import Diagnostics

/// How an exhibit's axes are laid out.
package struct Layout: Sendable {
    /// An axis, or the option that a sweep varies.
    package enum Direction: Hashable, Sendable {
        case axis(AxisName)
        case sweep(option: String)
    }

    package let rows: Direction?
    package let columns: Direction?
    /// The axis that the rows of a table tell apart, where the exhibit says; `layers` of an exhibit that has kernels
    /// instead are those of its kernels.
    package let tableRows: Direction?
    /// The axis along the top of a table of one number; nil where its columns are the numbers.
    package let tableColumns: Direction?
    /// The other axes that have more than one value, in the order of `AxisName`, the sweep last.
    package let groups: [Direction]

    /// - Parameter isComplete: whether all axes are known; otherwise none is reported as empty.
    /// - Returns: nil where rows or columns name what the exhibit does not have, which is reported.
    init?(
        rows: LocatedText?, columns: LocatedText?, tableRows: LocatedText?, tableColumns: LocatedText?, axes: Axes,
        sweep: Sweep?, isComplete: Bool, log: DiagnosticLog
    ) {
        var available: [(name: String, direction: Direction, count: Int)] = AxisName.allCases.map {
            ($0.rawValue, .axis($0), axes.count(of: $0))
        }
        if let sweep {
            available.append((sweep.option.text, .sweep(option: sweep.option.text), sweep.values.count))
        }
        var isSound = true
        let hasKernels = axes.count(of: .kernels) > 0
        func direction(_ written: LocatedText?, _ key: String, isOfTable: Bool = false) -> Direction? {
            guard let written else { return nil }
            guard let found = available.first(where: { $0.name == written.text }) else {
                let names = available.map(\.name)
                log.error(
                    "unknown-axis",
                    "'\(key)': there is no axis '\(written.text)'" + didYouMean(written.text, among: names),
                    at: written.range,
                    notes: [.init("the axes are " + names.map { "'\($0)'" }.joined(separator: ", "))])
                isSound = false
                return nil
            }
            if found.count == 0, isComplete, !(isOfTable && found.direction == .axis(.layers) && hasKernels) {
                log.error(
                    "empty-axis",
                    "'\(key)': there are no \(found.name) to lay out; add '\(found.name): […]' here or to the front "
                        + "matter",
                    at: written.range)
                isSound = false
            }
            return found.direction
        }
        let down = direction(rows, "rows")
        let right = direction(columns, "columns")
        let tabled = (
            rows: direction(tableRows, "table-rows", isOfTable: true),
            columns: direction(tableColumns, "table-columns", isOfTable: true)
        )
        for (first, second, names, place) in [
            (down, right, "'rows' and 'columns'", columns),
            (tabled.rows, tabled.columns, "'table-rows' and 'table-columns'", tableColumns),
        ] where first != nil && first == second {
            log.error("same-axis", "\(names) are the same axis", at: place?.range)
            isSound = false
        }
        let layersOfKernels = axes.count(of: .layers) == 0 && hasKernels
        if layersOfKernels, Set([tabled.rows, tabled.columns]) == [.axis(.layers), .axis(.kernels)] {
            log.error(
                "same-axis", "kernels name their layers, so that a table tells apart one or the other",
                at: tableColumns?.range)
            isSound = false
        }
        guard isSound else { return nil }
        self.rows = down
        self.columns = right
        self.tableRows = tabled.rows
        self.tableColumns = tabled.columns
        groups = available.filter { $0.count > 1 && $0.direction != down && $0.direction != right }.map(\.direction)
    }
}
