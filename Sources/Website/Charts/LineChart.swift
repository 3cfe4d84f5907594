import Foundation

/// Lines over a common horizontal axis, as an SVG picture whose colours and dashes the theme gives by class.
struct LineChart {
    struct Line {
        let name: String
        /// Growing.
        let places: [Double]
        /// For each place; what is not finite leaves a gap.
        let values: [Double]
        var band: Band?

        struct Band {
            let lows: [Double]
            let highs: [Double]
        }
    }

    let title: String
    /// What the chart shows, for those who do not see it.
    let description: String
    let horizontal: String
    let vertical: String
    let lines: [Line]
    /// The vertical range where it is not to follow from the values.
    var range: ClosedRange<Double>?
    /// Unique on the page.
    let id: String

    /// How many styles of lines a theme has; further lines are thin ones of the same styles.
    static let styleCount = 10
    /// Points of a line in a picture.
    static let pointCount = 200

    private static let width = 440.0
    private static let height = 280.0
    private static let (left, right, top, bottom) = (50.0, 16.0, 30.0, 42.0)

    /// The classes of the line with this number, from 0.
    static func style(_ index: Int) -> String {
        "line-\(index % styleCount + 1)" + (index < styleCount ? "" : " thin")
    }

    var markup: HTML {
        let across = ChartAxis(from: lines.flatMap(\.places))
        let values = lines.flatMap { $0.values + ($0.band?.lows ?? []) + ($0.band?.highs ?? []) }
        let up = range.map(ChartAxis.init(over:)) ?? ChartAxis(around: values)
        var svg =
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" "
            + "viewBox=\"0 0 \(Self.point(Self.width)) \(Self.point(Self.height))\">\n"
        svg += "<title id=\"\(id)-title\">\(HTML(text: title).markup)</title>\n"
        svg += "<desc id=\"\(id)-text\">\(HTML(text: description).markup)</desc>\n"
        svg += text(vertical, x: 2, y: 14, "axis")
        for tick in up.ticks {
            let y = Self.y(up.share(of: tick.value))
            svg +=
                "<path class=\"rule\" d=\"M\(Self.point(Self.left)) \(Self.point(y))"
                + "H\(Self.point(Self.width - Self.right))\"/>\n"
            svg += text(tick.text, x: Self.left - 6, y: y + 4, "tick end")
        }
        for tick in across.ticks {
            svg += text(
                tick.text, x: Self.x(across.share(of: tick.value)), y: Self.height - Self.bottom + 18, "tick middle")
        }
        svg += text(
            horizontal, x: (Self.left + Self.width - Self.right) / 2, y: Self.height - 6, "axis middle")
        for (index, line) in lines.enumerated() { svg += band(of: line, Self.style(index), across, up) }
        // The first is drawn last: it is the one that others are compared with.
        for (index, line) in lines.enumerated().reversed() { svg += path(of: line, Self.style(index), across, up) }
        return HTML(markup: svg + "</svg>")
    }

    /// The chart with the key to its lines.
    var view: PlotView {
        PlotView(
            title: title, chart: markup,
            curves: lines.enumerated().map { .init(label: $1.name, style: Self.style($0), count: nil) }, note: nil,
            remarks: [], data: nil, names: names)
    }

    /// The ids that the picture gives to its parts.
    var names: [String] { ["\(id)-title", "\(id)-text"] }

    private func path(of line: Line, _ style: String, _ across: ChartAxis, _ up: ChartAxis) -> String {
        let runs = Self.runs(line.places, line.values, across, up)
        let isSparse = runs.reduce(0) { $0 + $1.count } <= 40
        let shown = runs.map { CurveReduction.reduced($0, to: Self.pointCount / max(runs.count, 1), tolerance: 0.25) }
        guard !shown.isEmpty else { return "" }
        var svg = "<path class=\"line \(style)\" d=\"\(shown.map { "M" + Self.list($0) }.joined())\"/>\n"
        for point in runs.joined() where isSparse {
            svg +=
                "<circle class=\"dot \(style)\" cx=\"\(Self.point(point.x))\" cy=\"\(Self.point(point.y))\" r=\"2.5\"/>\n"
        }
        return svg
    }

    private func band(of line: Line, _ style: String, _ across: ChartAxis, _ up: ChartAxis) -> String {
        guard let band = line.band else { return "" }
        let ends = zip(band.lows, band.highs).map { low, high in low.isFinite && high.isFinite }
        func runs(_ values: [Double]) -> [[CurveReduction.Point]] {
            let shown = zip(values, ends).map { value, isShown in isShown ? value : .nan }
            return Self.runs(line.places, shown, across, up)
        }
        let parts = zip(runs(band.lows), runs(band.highs)).map { low, high in
            let count = Self.pointCount / 2
            return "M" + Self.list(CurveReduction.reduced(high, to: count, tolerance: 0.5)) + "L"
                + Self.list(CurveReduction.reduced(low, to: count, tolerance: 0.5).reversed()) + "Z"
        }
        return parts.isEmpty ? "" : "<path class=\"band \(style)\" d=\"\(parts.joined())\"/>\n"
    }

    /// Points of the picture, apart where a value is not finite.
    private static func runs(
        _ places: [Double], _ values: [Double], _ across: ChartAxis, _ up: ChartAxis
    ) -> [[CurveReduction.Point]] {
        zip(places, values).split { !$0.isFinite || !$1.isFinite }.map { run in
            run.map { place, value in
                CurveReduction.Point(x: x(across.share(of: place)), y: y(up.share(of: value)))
            }
        }
    }

    private static func x(_ share: Double) -> Double { left + min(max(share, 0), 1) * (width - left - right) }

    private static func y(_ share: Double) -> Double {
        height - bottom - min(max(share, 0), 1) * (height - top - bottom)
    }

    private static func list(_ points: [CurveReduction.Point]) -> String {
        points.map { "\(point($0.x)) \(point($0.y))" }.joined(separator: "L")
    }

    private func text(_ content: String, x: Double, y: Double, _ classes: String) -> String {
        "<text class=\"\(classes)\" x=\"\(Self.point(x))\" y=\"\(Self.point(y))\">\(HTML(text: content).markup)</text>\n"
    }

    /// A coordinate with at most one decimal.
    static func point(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(Double(tenths) / 10)"
    }
}
