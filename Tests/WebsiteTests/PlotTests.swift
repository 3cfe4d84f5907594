import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct PlotTests {
    private func site(_ plots: [PlotResult]) throws -> Website {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let site = try gallery.render(exhibits: [.sample(cells: [], plots: plots)])
        #expect(gallery.messages == [])
        #expect(HTMLReader(site.text("page.html")).problems == [])
        return site
    }

    private func curve(_ label: String, _ values: [Double], band: Double = 0, count: Int = 20) -> PlotResult.Curve {
        .init(
            label: label, places: values.indices.map(Double.init), means: values, lows: values.map { $0 - band },
            highs: values.map { $0 + band }, count: count)
    }

    private func plot(_ curves: [PlotResult.Curve], band: String = "spread") -> PlotResult {
        PlotResult(id: "morf", title: "MoRF", horizontal: "step", vertical: "logit", curves: curves, band: band)
    }

    /// Like the curves of Schulz & Behnke: a fall that flattens, with the noise of a mean over 20 images.
    private func fall(_ seed: Int, count: Int = 452) -> [Double] {
        (0..<count).map { step in
            let noise = sin(Double(step * (seed + 3)) * 1.7) * 0.03 + sin(Double(step * step % 97 + seed)) * 0.06
            return 12 * exp(-Double(step) / Double(40 + 20 * seed)) + noise
        }
    }

    @Test func aChartHasTitleDescriptionAxesAndAKey() throws {
        let text = try site([.sample]).main("page.html")
        for part in [
            "<title id=\"maps-plot-1-title\">Score over MoRF</title>",
            "<desc id=\"maps-plot-1-text\">logit over step. Gradient from 10 at 0 to 1 at 2; Occlusion from 10 at 0 to 3 "
                + "at 1.</desc>",
            "role=\"img\" aria-labelledby=\"maps-plot-1-title maps-plot-1-text\"", ">step</text>", ">logit</text>",
            "<path class=\"line line-1\" d=\"M0 4H30\"/></svg> Gradient <span class=\"unit\">(n = 20)</span></li>",
            "<path class=\"line line-2\" d=\"M0 4H30\"/></svg> Occlusion <span class=\"unit\">(n = 19)</span></li>",
            "Bands: 95 % bootstrap interval of the mean. Means of as many results as the key says. "
                + "<a href=\"plots/page-maps-morf.csv\" download>CSV</a>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(SVGCurves(text).bands.count == 2)
    }

    @Test func whatIsToBeKnownOfCurvesStandsBelow() throws {
        let plot = PlotResult(
            id: "loss", title: "Loss", horizontal: "iterations", vertical: "%", curves: [curve("a", [1, 2])], band: "",
            notes: ["a: the curves <end>."])
        #expect(try site([plot]).main("page.html").contains("<p class=\"remark\">a: the curves &lt;end&gt;.</p>"))
    }

    @Test func allPointsAreThereAsCSV() throws {
        #expect(
            try site([.sample]).text("plots/page-maps-morf.csv") == """
                curve,place,mean,low,high,n
                Gradient,0.0,10.0,9.0,11.0,20
                Gradient,1.0,4.0,3.0,5.0,20
                Gradient,2.0,1.0,0.0,2.0,20
                Occlusion,0.0,10.0,9.0,11.0,19
                Occlusion,1.0,3.0,2.0,4.0,19
                Occlusion,2.0,,,,19

                """)
    }

    /// Every point of the data must lie on the line that is drawn, which is 1.8 units wide.
    @Test func curvesOfManyPointsAreSmallAndLookTheSame() throws {
        let values = (0..<8).map { fall($0) }
        let text = try site([plot(values.enumerated().map { curve("\($0)", $1, band: 0.5) })]).main("page.html")
        let drawn = SVGCurves(text)
        #expect(drawn.lines.count == 8 && drawn.bands.count == 8)
        #expect(drawn.size < 45_000, "\(drawn.size) bytes")
        var worst = 0.0
        for (line, values) in zip(drawn.lines.reversed(), values) {
            #expect(line.count <= 200, "\(line.count) points")
            #expect(line.first?.x == line.map(\.x).min() && line.last?.x == line.map(\.x).max())
            for (index, value) in values.enumerated() {
                let place = try #require(drawn.place(Double(index), of: values.count))
                let height = try #require(drawn.height(of: value))
                worst = max(worst, abs(SVGCurves.height(of: line, at: place) - height))
            }
        }
        #expect(worst < 1.8, "\(worst) units")
    }

    /// Noise cannot be thinned without a trace, but the line must stay within a fiftieth of the height.
    @Test func aNoisyCurveKeepsItsShape() throws {
        let values = (0..<5000).map { sin(Double($0) / 400) * 5 + sin(Double($0 * $0 % 1009)) * 0.3 }
        let drawn = SVGCurves(try site([plot([curve("a", values)], band: "")]).main("page.html"))
        let line = try #require(drawn.lines.first)
        #expect(drawn.bands.isEmpty)
        #expect(line.count <= 200)
        for (index, value) in values.enumerated() {
            let place = try #require(drawn.place(Double(index), of: values.count))
            let height = try #require(drawn.height(of: value))
            #expect(abs(SVGCurves.height(of: line, at: place) - height) < 14)
        }
    }

    @Test func whatIsNotFiniteLeavesAGap() throws {
        let drawn = SVGCurves(
            try site([plot([curve("a", [1, 2, .nan, 3, 4, .infinity, 5, 6], band: 0.5)])]).main("page.html"))
        #expect(drawn.lines.first?.count == 6)
        #expect(drawn.lineText.first?.components(separatedBy: "M").count == 4)
        #expect(drawn.bandText.first?.components(separatedBy: "Z").count == 4)
    }

    @Test func everyCurveHasAStyleOfItsOwn() throws {
        let text = try site([plot((0..<12).map { curve("c\($0)", [1, 2]) })]).main("page.html")
        let styles = text.components(separatedBy: "height=\"8\" aria-hidden=\"true\"><path class=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        #expect(styles.count == 12 && Set(styles).count == 12)
        #expect(styles.last == "line line-2 thin")
    }

    struct AxisCase: Sendable {
        let values: [Double]
        let ticks: [String]
    }

    @Test(arguments: [
        AxisCase(values: [0, 10], ticks: ["0", "2", "4", "6", "8", "10"]),
        AxisCase(values: [0.9, 0.95], ticks: ["0.90", "0.91", "0.92", "0.93", "0.94", "0.95"]),
        AxisCase(values: [-3, 12.3], ticks: ["0", "5", "10"]),
        AxisCase(values: [-7, -1], ticks: ["−6", "−4", "−2", "0"]),
        AxisCase(
            values: [1000.25, 1000.75],
            ticks: ["1000.3", "1000.4", "1000.5", "1000.6", "1000.7"]),
        AxisCase(
            values: [0, 64_000], ticks: ["0", "20\u{202F}000", "40\u{202F}000", "60\u{202F}000"]),
        AxisCase(values: [2, 2], ticks: ["0", "1", "2", "3"]),
    ]) func ticksAreRoundNumbers(_ sample: AxisCase) throws {
        let drawn = SVGCurves(try site([plot([curve("a", sample.values)], band: "")]).main("page.html"))
        #expect(drawn.ticks.map(\.text) == sample.ticks)
    }

    @Test(
        arguments: [
            [], [.nan, .nan], [.infinity, 1], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [1e16, 1e16 + 2],
            [1e-300, 2e-300],
            [.greatestFiniteMagnitude, 0], [0.1 + 0.2, 0.3],
        ] as [[Double]]) func oddValuesGiveAChartAllTheSame(_ values: [Double]) throws
    {
        let text = try site([plot([curve("a", values)]), plot([])]).main("page.html")
        #expect(text.components(separatedBy: "<svg class=\"chart\"").count == 3)
        #expect(!text.contains("nan\"") && !text.contains("inf "))
    }

    @Test func curvesWhoseListsDifferInLengthAreDrawnAsFarAsTheyGo() throws {
        let odd = PlotResult.Curve(label: "a", places: [0, 1, 2, 3], means: [1, 2], lows: [0], highs: [], count: 3)
        let site = try site([plot([odd])])
        #expect(SVGCurves(site.main("page.html")).lines.first?.count == 2)
        #expect(site.text("plots/page-maps-morf.csv").hasSuffix("a,3.0,,,,3\n"))
    }
}

/// The first chart of a page, read back: where its ticks are, and its curves in units of the picture.
private struct SVGCurves {
    struct Point: Equatable {
        let x: Double
        let y: Double
    }

    private(set) var lines: [[Point]] = []
    private(set) var bands: [[Point]] = []
    private(set) var lineText: [String] = []
    private(set) var bandText: [String] = []
    /// Of the upright axis, from the bottom.
    private(set) var ticks: [(text: String, y: Double)] = []
    private(set) var size = 0
    private let left = 50.0
    private let right = 424.0

    init(_ page: String) {
        guard let start = page.range(of: "<svg class=\"chart\""),
            let end = page.range(of: "</svg>", range: start.upperBound..<page.endIndex)
        else { return }
        let svg = String(page[start.lowerBound..<end.lowerBound])
        size = svg.utf8.count
        for line in svg.split(separator: "\n").map(String.init) {
            if line.hasPrefix("<path class=\"line"), let path = Self.attribute("d", of: line) {
                lineText.append(path)
                lines.append(Self.points(path))
            } else if line.hasPrefix("<path class=\"band"), let path = Self.attribute("d", of: line) {
                bandText.append(path)
                bands.append(Self.points(path))
            } else if line.hasPrefix("<text class=\"tick end\""),
                let y = Self.attribute("y", of: line).flatMap(Double.init)
            {
                let text = line.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
                ticks.append((String(text), y - 4))
            }
        }
    }

    private static func attribute(_ name: String, of tag: String) -> String? {
        tag.components(separatedBy: " \(name)=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
    }

    private static func points(_ path: String) -> [Point] {
        path.split { "MLZ".contains($0) }.compactMap { pair in
            let numbers = pair.split(separator: " ").compactMap { Double($0) }
            return numbers.count == 2 ? Point(x: numbers[0], y: numbers[1]) : nil
        }
    }

    /// Where a step stands, of `count` from one end of the axis to the other.
    func place(_ step: Double, of count: Int) -> Double? { left + (right - left) * step / Double(count - 1) }

    /// Where a value stands, from the ticks at the ends.
    func height(of value: Double) -> Double? {
        guard let low = ticks.first, let high = ticks.last, let bottom = Self.number(low.text),
            let top = Self.number(high.text)
        else { return nil }
        return low.y + (high.y - low.y) * (value - bottom) / (top - bottom)
    }

    private static func number(_ text: String) -> Double? { Double(text.replacingOccurrences(of: "−", with: "-")) }

    static func height(of line: [Point], at x: Double) -> Double {
        guard let next = line.firstIndex(where: { $0.x >= x - 1e-9 }) else { return line.last?.y ?? .infinity }
        guard next > 0 else { return line[0].y }
        let (a, b) = (line[next - 1], line[next])
        return b.x > a.x ? a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) : b.y
    }
}
