import Foundation

/// Lines over a common horizontal axis, as an SVG picture whose colours the theme gives by class.
struct LineChart {
    struct Line {
        let name: String
        let values: [Double]
    }

    let title: String
    /// What the chart shows, for those who do not see it.
    let description: String
    let horizontal: String
    let lines: [Line]
    /// The vertical range where it is not to follow from the values.
    var range: ClosedRange<Double>?
    /// Unique on the page.
    let id: String

    private static let width = 520.0
    private static let height = 300.0
    private static let (left, right, top, bottom) = (52.0, 96.0, 36.0, 44.0)

    /// The first value is at 1.
    var markup: HTML {
        let count = lines.map(\.values.count).max() ?? 0
        let scale = vertical
        func x(_ index: Int) -> Double {
            let share = count > 1 ? Double(index) / Double(count - 1) : 0.5
            return Self.left + share * (Self.width - Self.left - Self.right)
        }
        func y(_ value: Double) -> Double {
            let share = (value - scale.low) / (scale.high - scale.low)
            return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
        }
        var svg =
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" "
            + "viewBox=\"0 0 \(Self.point(Self.width)) \(Self.point(Self.height))\">\n"
        svg += "<title id=\"\(id)-title\">\(HTML(text: title).markup)</title>\n"
        svg += "<desc id=\"\(id)-text\">\(HTML(text: description).markup)</desc>\n"
        svg += text(title, x: Self.left, y: 18, "chart-title")
        for tick in scale.ticks {
            svg +=
                "<path class=\"rule\" d=\"M\(Self.point(Self.left)) \(Self.point(y(tick)))"
                + "H\(Self.point(Self.width - Self.right))\"/>\n"
            svg += text(NumberText.short(tick), x: Self.left - 8, y: y(tick) + 4, "tick end")
        }
        for index in Self.marks(count) {
            svg += text(String(index + 1), x: x(index), y: Self.height - Self.bottom + 20, "tick middle")
        }
        svg += text(
            horizontal, x: (Self.left + Self.width - Self.right) / 2, y: Self.height - 6, "tick middle")
        for (number, line) in lines.enumerated() {
            let points = line.values.enumerated().filter { $0.element.isFinite }
            let path = points.map { "\(Self.point(x($0.offset))) \(Self.point(y($0.element)))" }.joined(separator: "L")
            guard let last = points.last else { continue }
            svg += "<path class=\"line line-\(number + 1)\" d=\"M\(path)\"/>\n"
            for point in points where count <= 40 {
                svg +=
                    "<circle class=\"dot line-\(number + 1)\" cx=\"\(Self.point(x(point.offset)))\" "
                    + "cy=\"\(Self.point(y(point.element)))\" r=\"2.5\"/>\n"
            }
            svg += text(
                line.name, x: x(last.offset) + 8, y: labelHeights(y)[number], "name line-\(number + 1)")
        }
        return HTML(markup: svg + "</svg>\n")
    }

    /// Where the names stand beside the ends of their lines, at least a line of text apart.
    private func labelHeights(_ y: (Double) -> Double) -> [Double] {
        let ends = lines.map { line in line.values.last(where: \.isFinite).map(y) ?? 0 }
        var heights = ends
        var lowest = -Double.infinity
        for index in ends.indices.sorted(by: { ends[$0] < ends[$1] }) {
            heights[index] = max(ends[index], lowest + 15)
            lowest = heights[index]
        }
        return heights.map { $0 + 4 }
    }

    private func text(_ content: String, x: Double, y: Double, _ classes: String) -> String {
        "<text class=\"\(classes)\" x=\"\(Self.point(x))\" y=\"\(Self.point(y))\">\(HTML(text: content).markup)</text>\n"
    }

    private var vertical: (low: Double, high: Double, ticks: [Double]) {
        let values = lines.flatMap(\.values).filter(\.isFinite)
        let low = range?.lowerBound ?? min(0, values.min() ?? 0)
        var high = range?.upperBound ?? max(0, values.max() ?? 1)
        if high <= low { high = low + 1 }
        let step = Self.step(for: high - low)
        let first = Int((low / step).rounded(.up))
        let last = Int((high / step + (range == nil ? 0.999 : 1e-9)).rounded(.down))
        let ticks = (first...max(first, last)).map { Double($0) * step }
        return (low, max(high, ticks.last ?? high), ticks)
    }

    /// 1, 2 or 5 times a power of ten, so that about four steps fill the extent.
    private static func step(for extent: Double) -> Double {
        let power = pow(10, log10(extent / 4).rounded(.down))
        let rest = extent / 4 / power
        return power * (rest < 1.5 ? 1 : rest < 3.5 ? 2 : rest < 7.5 ? 5 : 10)
    }

    private static func marks(_ count: Int) -> [Int] {
        guard count > 0 else { return [] }
        let step = max(1, Int((Double(count) / 8).rounded(.up)))
        return Array(stride(from: 0, to: count, by: step))
    }

    private static func point(_ value: Double) -> String {
        var text = String(format: "%.2f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
