import Foundation
import Gallery

/// Two numbers of figures as a chart with a key, and as data.
struct ScatterPoints {
    private let scatter: ScatterResult

    init(_ scatter: ScatterResult) { self.scatter = scatter }

    /// A line for each figure, with all digits.
    var csv: Data {
        var csv = CSV(["group", "figure", "x", "y"])
        for group in scatter.groups {
            for point in group.points {
                csv.add([.text(group.label), .text(point.figure), .number(point.x), .number(point.y)])
            }
        }
        return csv.data
    }

    /// - Parameters:
    ///   - id: unique on the page.
    ///   - data: where the page finds the points as a file.
    func view(id: String, data: String) -> PlotView {
        let chart = ScatterChart(
            title: scatter.title, description: description, horizontal: scatter.horizontal, vertical: scatter.vertical,
            groups: scatter.groups.map { group in
                ScatterChart.Group(name: group.label, points: group.points.map { .init(x: $0.x, y: $0.y) })
            }, id: id)
        return PlotView(
            title: scatter.title, chart: chart.markup,
            curves: scatter.groups.enumerated().map { index, group in
                PlotView.Key(
                    label: group.label, style: LineChart.style(index), count: "n = \(group.points.count)",
                    mark: ScatterChart.mark(index))
            }, note: "A mark is one figure; above and at the right, the share of each row's marks along either axis.",
            remarks: scatter.notes, data: data, names: chart.names)
    }

    private var description: String {
        let groups = scatter.groups.map { group -> String in
            guard !group.points.isEmpty else { return "\(group.label): no points" }
            func mean(_ values: [Double]) -> String { NumberText.short(values.reduce(0, +) / Double(values.count)) }
            return "\(group.label) around \(mean(group.points.map(\.x))) and \(mean(group.points.map(\.y)))"
        }
        return "\(scatter.vertical) against \(scatter.horizontal). " + groups.joined(separator: "; ") + "."
    }
}
