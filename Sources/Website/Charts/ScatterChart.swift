import Foundation

/// Points over two axes with the distribution along each beside it, as an SVG picture whose colours the theme gives by
/// class; groups differ by colour and by mark.
struct ScatterChart {
    struct Group {
        let name: String
        let points: [Point]
    }

    struct Point {
        let x: Double
        let y: Double

        var isShown: Bool { x.isFinite && y.isFinite }
    }

    let title: String
    /// What the chart shows, for those who do not see it.
    let description: String
    let horizontal: String
    let vertical: String
    let groups: [Group]
    /// Unique on the page.
    let id: String

    private static let (width, height) = (440.0, 400.0)
    private static let (left, bottom) = (50.0, 42.0)
    /// The strips of the distributions, and what is between them and the points.
    private static let (strip, gap) = (52.0, 6.0)
    private static let right = strip + gap + 6
    private static let top = 24 + strip + gap
    /// Bars of a distribution.
    private static let binCount = 30
    /// Radius of a mark.
    private static let radius = 3.2

    /// The shapes of marks, in a square of twice the radius; they repeat after the last.
    private static let shapes: [@Sendable (Double, Double) -> String] = [
        { x, y in "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\"/>" },
        { x, y in path(x, y, [(-1, -1), (1, -1), (1, 1), (-1, 1)], 0.85) },
        { x, y in path(x, y, [(0, -1.15), (1.1, 0.85), (-1.1, 0.85)], 1) },
        { x, y in path(x, y, [(0, -1), (1, 0), (0, 1), (-1, 0)], 1.2) },
        { x, y in path(x, y, [(0, 1.15), (1.1, -0.85), (-1.1, -0.85)], 1) },
        { x, y in
            path(
                x, y,
                [
                    (-1, -0.3), (-0.3, -0.3), (-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3),
                    (0.3, 1), (-0.3, 1), (-0.3, 0.3), (-1, 0.3),
                ], 1.15)
        },
    ]

    private static func path(_ x: Double, _ y: Double, _ corners: [(Double, Double)], _ size: Double) -> String {
        let points = corners.map { "\(number(x + $0.0 * radius * size)) \(number(y + $0.1 * radius * size))" }
        return "<path d=\"M\(points.joined(separator: "L"))Z\"/>"
    }

    /// The mark of a group as a picture of its own, for a key.
    static func mark(_ index: Int) -> HTML {
        HTML(
            markup: "<svg class=\"swatch\" viewBox=\"0 0 10 10\" width=\"10\" height=\"10\" aria-hidden=\"true\">"
                + "<g class=\"mark \(LineChart.style(index))\">\(shapes[index % shapes.count](5, 5))</g></svg>")
    }

    /// The ids that the picture gives to its parts.
    var names: [String] { ["\(id)-title", "\(id)-text"] }

    var markup: HTML {
        let across = ChartAxis(around: groups.flatMap { $0.points.map(\.x) })
        let up = ChartAxis(around: groups.flatMap { $0.points.map(\.y) })
        var svg =
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" "
            + "viewBox=\"0 0 \(Self.number(Self.width)) \(Self.number(Self.height))\">\n"
            + "<title id=\"\(id)-title\">\(HTML(text: title).markup)</title>\n"
            + "<desc id=\"\(id)-text\">\(HTML(text: description).markup)</desc>\n"
        svg += text(vertical, 2, 14, "axis")
        svg += rules(across, up)
        let middle = (Self.left + Self.width - Self.right) / 2
        svg += text(horizontal, middle, Self.height - 6, "axis middle")
        for index in groups.indices {
            svg += distribution(index, along: across, \.x) { place, share in
                (Self.x(place), Self.top - Self.gap - share * Self.strip)
            }
            svg += distribution(index, along: up, \.y) { place, share in
                (Self.width - Self.right + Self.gap + share * Self.strip, Self.y(place))
            }
        }
        // The first is drawn last: it is the one that others are compared with.
        for (index, group) in groups.enumerated().reversed() {
            let marks = group.points.filter(\.isShown)
                .map {
                    Self.shapes[index % Self.shapes.count](Self.x(across.share(of: $0.x)), Self.y(up.share(of: $0.y)))
                }
            guard !marks.isEmpty else { continue }
            svg += "<g class=\"mark \(LineChart.style(index))\">\(marks.joined())</g>\n"
        }
        return HTML(markup: svg + "</svg>")
    }

    private func rules(_ across: ChartAxis, _ up: ChartAxis) -> String {
        var svg = ""
        for tick in up.ticks {
            let y = Self.y(up.share(of: tick.value))
            svg +=
                "<path class=\"rule\" d=\"M\(Self.number(Self.left)) \(Self.number(y))H\(Self.number(Self.width - Self.right))\"/>\n"
            svg += text(tick.text, Self.left - 6, y + 4, "tick end")
        }
        for tick in across.ticks {
            let x = Self.x(across.share(of: tick.value))
            svg +=
                "<path class=\"rule\" d=\"M\(Self.number(x)) \(Self.number(Self.top))V\(Self.number(Self.height - Self.bottom))\"/>\n"
            svg += text(tick.text, x, Self.height - Self.bottom + 18, "tick middle")
        }
        return svg
    }

    /// A group's shares of points by bins along an axis; the fullest bin of all groups reaches across the strip.
    private func distribution(
        _ index: Int, along axis: ChartAxis, _ coordinate: KeyPath<Point, Double>,
        at place: (_ along: Double, _ share: Double) -> (Double, Double)
    ) -> String {
        func shares(_ group: Group) -> [Double] {
            var counts = [Double](repeating: 0, count: Self.binCount)
            let values = group.points.filter(\.isShown).map { $0[keyPath: coordinate] }
            for value in values {
                // Beyond the axis by more than numbers hold, a share is none.
                let share = axis.share(of: value)
                let bin = share.isNaN ? 0 : Int(min(max(share, 0), 1) * Double(Self.binCount))
                counts[min(bin, Self.binCount - 1)] += 1 / Double(values.count)
            }
            return counts
        }
        let own = shares(groups[index])
        let fullest = groups.flatMap(shares).max() ?? 0
        guard fullest > 0, own.contains(where: { $0 > 0 }) else { return "" }
        var points: [(Double, Double)] = [place(0, 0)]
        for (bin, share) in own.enumerated() {
            for end in [bin, bin + 1] { points.append(place(Double(end) / Double(Self.binCount), share / fullest)) }
        }
        points.append(place(1, 0))
        let outline = "M" + points.map { "\(Self.number($0.0)) \(Self.number($0.1))" }.joined(separator: "L")
        let style = LineChart.style(index)
        return
            "<path class=\"band \(style)\" d=\"\(outline)Z\"/>\n<path class=\"line \(style) thin\" d=\"\(outline)\"/>\n"
    }

    private static func x(_ share: Double) -> Double { left + min(max(share, 0), 1) * (width - left - right) }

    private static func y(_ share: Double) -> Double {
        height - bottom - min(max(share, 0), 1) * (height - top - bottom)
    }

    private func text(_ content: String, _ x: Double, _ y: Double, _ classes: String) -> String {
        "<text class=\"\(classes)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">\(HTML(text: content).markup)</text>\n"
    }

    private static func number(_ value: Double) -> String { LineChart.point(value) }
}
