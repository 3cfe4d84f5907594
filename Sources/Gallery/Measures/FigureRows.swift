import Store

/// Where a number of a figure comes from.
enum NumberSource: Hashable, Sendable {
    /// The figure's own record.
    case figure
    /// The record of one of the exhibit's metrics, by its place in their list.
    case metric(Int)

    func job(of figure: PlannedFigure) -> Job {
        switch self {
        case .figure: figure.job
        case .metric(let index): figure.measures[index]
        }
    }
}

/// Figures by the rows of a table, each at its place along the axes that are not shown, so that rows are compared case by
/// case.
struct FigureRows {
    let labels: [String]
    /// Every place that a row may have a figure at, in order.
    let places: [[Int]]
    /// The places of each independent case.
    let cases: [[[Int]]]
    private let rows: [[PlannedExhibit.Table.Placed]]

    /// - Parameter column: of the table.
    init(_ table: PlannedExhibit.Table, column: Int) {
        labels = table.rows
        rows = table.cells.map { $0[column] }
        var seen: Set<[Int]> = []
        places = rows.joined().map(\.place).filter { seen.insert($0).inserted }
        let units = Dictionary(rows.joined().map { ($0.place, $0.unit) }, uniquingKeysWith: { first, _ in first })
        var cases: [[[Int]]] = []
        var known: [[Int]: Int] = [:]
        for place in places {
            let unit = units[place] ?? place
            if let index = known[unit] {
                cases[index].append(place)
            } else {
                known[unit] = cases.count
                cases.append([place])
            }
        }
        self.cases = cases
    }

    /// The jobs that a source's numbers come from: for each row, by place.
    ///
    /// A method that takes no layer has one result for all layers of an exhibit, which counts once.
    func jobs(of source: NumberSource) -> [[[Int]: Job]] {
        rows.map { row in
            var seen: Set<Digest> = []
            let distinct = row.map { ($0.place, source.job(of: $0.figure)) }.filter { seen.insert($0.1.key).inserted }
            return Dictionary(distinct, uniquingKeysWith: { first, _ in first })
        }
    }
}
