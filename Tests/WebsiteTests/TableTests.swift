import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct TableTests {
    private func site(_ tables: [TableResult], metrics: [MetricSummary] = []) throws -> Website {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let site = try gallery.render(exhibits: [.sample(cells: [], tables: tables)], metrics: metrics)
        #expect(gallery.messages == [])
        let texts = ["page.html": site.text("page.html")]
        let elsewhere = Set(
            HTMLReader(site.text("page.html")).references.filter { $0.hasPrefix("index") || $0.hasPrefix("metric-") })
        #expect(
            HTMLReader.problems(of: texts, files: Set(site.files.paths)).filter { problem in
                !elsewhere.contains { problem.contains($0) }
            } == [])
        return site
    }

    @Test func headingsSayTheDirectionAndTheUnit() throws {
        let text = try site([.sample]).main("page.html")
        for part in [
            "<caption>Metrics by method</caption>", "<th scope=\"col\">method</th>",
            "<th scope=\"col\">input SSIM<span class=\"direction\">higher is better "
                + "<span aria-hidden=\"true\">↑</span></span></th>",
            "<th scope=\"col\">PNG size <span class=\"unit\">(bytes)</span><span class=\"direction\">lower is better "
                + "<span aria-hidden=\"true\">↓</span></span></th>",
            "<th scope=\"row\">Gradient</th>", "<dt>PNG size</dt><dd>Bytes of the grayscale map as PNG.</dd>",
            "Mean ± standard deviation, in brackets the 95 % bootstrap interval of the mean, 2,000 resamples, seed 0; "
                + "n = 20 where nothing else is said. Bold marks the best of a column where the intervals allow it.",
            "<p class=\"remark\">Occlusion: one of 20 figures has no result: out of memory.</p>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func cellsSayMeanDeviationIntervalAndWhoIsBest() throws {
        let text = try site([.sample]).main("page.html")
        for part in [
            "<span class=\"measure best\"><span class=\"mean\">0.125</span> ± 0.034</span>"
                + "<span class=\"visually-hidden\"> best</span><span class=\"interval\">[0.108, 0.142]</span></td>",
            "<span class=\"measure\"><span class=\"mean\">51\u{202F}234</span> ± 1234</span>",
            "<span class=\"measure\"><span class=\"mean\">−0.500</span> ± 0.250</span>"
                + "<span class=\"interval\">[−0.625, −0.375]</span><span class=\"interval\">n = 19</span>",
            "<td><span aria-hidden=\"true\">–</span><span class=\"visually-hidden\">no result</span></td>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.components(separatedBy: " best</span>").count == 2)
    }

    @Test func singleValuesHaveNoDeviation() throws {
        let table = TableResult.of([.ssim], [("a", [.sample(0.25, count: 1)]), ("b", [.sample(0.5, count: 1)])])
        let text = try site([table]).main("page.html")
        #expect(text.contains("<td><span class=\"measure\"><span class=\"mean\">0.250</span></span></td>"))
        #expect(text.contains("Single values; n = 1."))
        #expect(!text.contains("±") && !text.contains("Bold"))
    }

    struct DigitCase: Sendable {
        let cells: [(mean: Double, deviation: Double)]
        let texts: [String]
    }

    @Test(arguments: [
        DigitCase(cells: [(0.1234, 0.0567), (0.8, 0.012)], texts: ["0.123 ± 0.057", "0.800 ± 0.012"]),
        DigitCase(cells: [(51234.5, 1234), (3, 1)], texts: ["51\u{202F}234 ± 1234", "3 ± 1"]),
        DigitCase(cells: [(812, 40), (1024, 300)], texts: ["812 ± 40", "1024 ± 300"]),
        DigitCase(cells: [(0.85, 5e-9), (0.5, 0.1)], texts: ["0.85000 ± 0.00000", "0.50000 ± 0.10000"]),
        DigitCase(cells: [(1.5e-7, 2e-8), (3e-9, 0)], texts: ["1.5e−7 ± 2e−8", "3e−9 ± 0"]),
        DigitCase(cells: [(2.5e12, 1e11)], texts: ["2.5e12 ± 1e11"]),
        DigitCase(cells: [(0, 0), (0, 0)], texts: ["0 ± 0", "0 ± 0"]),
        DigitCase(cells: [(.nan, .nan), (2, 0.5)], texts: ["not a number ± not a number", "2.00 ± 0.50"]),
        DigitCase(cells: [(-0.0004, 0.2)], texts: ["0.00 ± 0.20"]),
    ]) func numbersStandDigitBelowDigit(_ sample: DigitCase) throws {
        let rows = sample.cells.enumerated().map { index, cell in
            ("\(index)", [TableResult.Cell.sample(cell.mean, cell.deviation) as TableResult.Cell?])
        }
        let text = try site([.of([.ssim], rows)]).main("page.html")
        let shown = text.components(separatedBy: "<span class=\"mean\">").dropFirst().map {
            $0.components(separatedBy: "</span>").prefix(2).joined()
        }
        #expect(shown == sample.texts)
    }

    @Test func theSameNumbersAreThereAsCSV() throws {
        let site = try site([.sample])
        #expect(
            site.text("tables/page-maps.csv") == """
                row,metric,mean,deviation,low,high,n,unit
                Gradient,input-ssim,0.125,0.034,0.108,0.14200000000000002,20,
                Gradient,png-size,51234.5,1234.0,50617.5,51851.5,20,bytes
                Occlusion,input-ssim,-0.5,0.25,-0.625,-0.375,19,
                Occlusion,png-size,,,,,0,bytes

                """)
        #expect(site.main("page.html").contains("<a href=\"tables/page-maps.csv\" download>CSV</a>"))
    }

    @Test func theSameNumbersAreThereAsJSON() throws {
        let site = try site([.sample])
        let json = try JSON(parsing: try #require(site.files["tables/page-maps.json"]))
        let rows = try #require(json["rows"]?.arrayValue)
        #expect(
            json["columns"]?.arrayValue?.map { $0["definition"]?.stringValue } == [
                "SSIM of the grayscale map and the grayscale input.", "Bytes of the grayscale map as PNG.",
            ])
        #expect(json["columns"]?.arrayValue?.last?["direction"]?.stringValue == "lower is better")
        #expect(json["notes"]?.arrayValue?.count == 1)
        #expect(json["interval"]?.stringValue?.hasPrefix("95 %") == true)
        #expect(rows.map { $0["label"]?.stringValue } == ["Gradient", "Occlusion"])
        let first = try #require(rows.first?["cells"]?.arrayValue?.first)
        #expect(first["mean"]?.numberValue == 0.125 && first["high"]?.numberValue == 0.125 + 0.017)
        #expect(first["n"]?.integerValue == 20 && first["best"]?.boolValue == true)
        #expect(rows.last?["cells"]?.arrayValue?.last == .null)
    }

    @Test(arguments: [
        ("=1+2", "'=1+2"), ("+cmd", "'+cmd"), ("-a", "'-a"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("-0.5", "-0.5"), ("+3e-2", "+3e-2"), ("plain", "plain"), ("a, b", "\"a, b\""),
        ("a \"b\"", "\"a \"\"b\"\"\""), ("=\"x\"\n", "\"'=\"\"x\"\"\n\""), ("ε-LRP", "ε-LRP"),
    ]) func labelsAreQuotedAndNeverFormulas(_ label: String, _ field: String) throws {
        let site = try site([.of([.ssim], [(label, [.sample(1)])])])
        #expect(
            site.text("tables/page-maps.csv").components(separatedBy: "unit\n").last
                == "\(field),input-ssim,1.0,0.0,1.0,1.0,20,\n")
        let json = try JSON(parsing: try #require(site.files["tables/page-maps.json"]))
        #expect(json["rows"]?.arrayValue?.first?["label"]?.stringValue == label)
    }

    @Test func columnsOfOneNumberAreToldApartByTheirHeadings() throws {
        func column(_ title: String) -> TableResult.Column {
            .init(metric: "loss", name: "loss", title: title, direction: .none, definition: "", unit: "%")
        }
        let site = try site([.of([column("VGG16"), column("GoogLeNet")], [("1", [.sample(1), .sample(2)])])])
        #expect(site.text("tables/page-maps.csv").contains("\n1,VGG16,1.0,"))
        #expect(site.text("tables/page-maps.csv").contains("\n1,GoogLeNet,2.0,"))
        #expect(site.main("page.html").contains("<span class=\"direction\">no direction</span>"))
        #expect(!site.main("page.html").contains("How the numbers are defined"))
    }

    private func losses() -> TableResult {
        let loss = TableResult.Column(
            metric: nil, name: "loss-percent", title: "loss percent", direction: .none, definition: "", unit: "")
        func heading(_ title: String) -> TableResult.Column {
            .init(metric: nil, name: "loss-percent", title: title, direction: .none, definition: "", unit: "")
        }
        return TableResult(
            rowAxis: "layer", across: .init(axis: "model", number: loss), columns: [heading("VGG16"), heading("=X")],
            rows: [
                .init(
                    label: "1",
                    cells: [
                        .sample(12.5, 2), .init(mean: 3, deviation: 1, low: nil, high: nil, count: 5, isBest: false),
                    ]),
                .init(label: "2", cells: [.sample(40, 4), nil]),
            ], interval: "95 % bootstrap interval of the mean")
    }

    @Test func aTableOfOneNumberSaysWhichAndByWhat() throws {
        let site = try site([losses()])
        let text = site.main("page.html")
        for part in [
            "<caption>Loss percent by layer and model</caption>", "<th scope=\"col\">VGG16</th>",
            "<span class=\"mean\">3</span> ± 1</span><span class=\"interval\">n = 5</span>",
            "<span class=\"mean\">12.5</span> ± 2.0</span><span class=\"interval\">[11.5, 13.5]</span>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(
            site.text("tables/page-maps.csv") == """
                row,model,mean,deviation,low,high,n,unit
                1,VGG16,12.5,2.0,11.5,13.5,20,
                1,'=X,3.0,1.0,,,5,
                2,VGG16,40.0,4.0,38.0,42.0,20,
                2,'=X,,,,,0,

                """)
        let json = try JSON(parsing: try #require(site.files["tables/page-maps.json"]))
        #expect(json["column-axis"]?.stringValue == "model" && json["number"]?["name"]?.stringValue == "loss-percent")
        let few = json["rows"]?.arrayValue?.first?["cells"]?.arrayValue?.last
        #expect(few?["low"] == .null && few?["n"]?.integerValue == 5)
    }

    @Test func aMetricByTwoAxesIsHeadedByItsNameAndDirection() throws {
        let table = TableResult(
            rowAxis: "method", across: .init(axis: "model", number: .size), columns: [.size, .size],
            rows: [.init(label: "x", cells: [.sample(1), .sample(2)])], interval: "")
        let text = try site([table], metrics: [.size]).main("page.html")
        #expect(
            text.contains(
                "<caption><a href=\"metric-png-size.html\">PNG size</a> by method and model, lower is better</caption>")
        )
        #expect(text.contains("<dt>PNG size</dt><dd>Bytes of the grayscale map as PNG.</dd>"))
    }

    @Test func headingsLeadToTheMetricsPages() throws {
        let text = try site([.sample], metrics: [.size]).main("page.html")
        #expect(text.contains("<th scope=\"col\"><a href=\"metric-png-size.html\">PNG size</a> <span class=\"unit\">"))
        #expect(text.contains("<th scope=\"col\">input SSIM<span"))
    }

    @Test func aSecondTableHasFilesOfItsOwn() throws {
        let site = try site([.sample, .of([.ssim], [("x", [.sample(1)])], axis: "model")])
        #expect(
            site.files.paths.filter { $0.hasPrefix("tables/") } == [
                "tables/page-maps-2.csv", "tables/page-maps-2.json", "tables/page-maps.csv", "tables/page-maps.json",
            ])
        #expect(site.main("page.html").contains("<caption>Metrics by model</caption>"))
    }
}
