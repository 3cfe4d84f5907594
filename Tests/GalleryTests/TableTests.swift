import Diagnostics
import Foundation
import Gallery
import Store
import Testing

/// Metrics of figures as tables and curves.
@Suite struct TableTests {
    private static let page = """
        ```exhibit
        id: all
        methods: [gradient, random-map]
        images: ["synthetic:shapes/test/0..6"]
        metrics: [png-size, {abpc: {pixels: 32, share: 1}}]
        plot: [lerf, morf]
        show: [tables, plots]
        ```

        ```exhibit
        id: some
        methods: [gradient, random-map]
        images: ["synthetic:shapes/test/0..1"]
        rows: images
        columns: methods
        ```
        """

    /// The numbers of every stored result of a metric, by the key of the figure that it judges.
    private func numbers(_ metric: String, in gallery: SmallBuild) throws -> [Digest: [String: JSON]] {
        let store = try gallery.store()
        var numbers: [Digest: [String: JSON]] = [:]
        for key in try store.keys() {
            guard case .hit(let record) = store.record(for: key), let job = record.body["job"],
                job["metric"]?["id"]?.stringValue == metric,
                let read = job["reads"]?.arrayValue?.first?.stringValue.flatMap(Digest.init(hex:))
            else { continue }
            numbers[read] = record.body["numbers"]?.objectValue
        }
        return numbers
    }

    @Test func cellsAreMeansOverTheImages() throws {
        let gallery = try SmallBuild(page: Self.page)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        // The training, the model's checks, 14 maps, each with two metrics; the second exhibit shows the same maps.
        #expect(outcome.report.computed == 1 + 1 + 14 + 28)
        let table = try #require(outcome.exhibit("all")?.tables.first)
        #expect(outcome.exhibit("all")?.tables.count == 1)
        #expect(table.rowAxis == "method")
        #expect(table.rows.map(\.label) == ["Gradient", "Random map"])
        #expect(table.columns.map(\.metric) == ["png-size", "abpc", "abpc", "abpc", "abpc"])
        #expect(table.notes.isEmpty, "\(table.notes)")
        let sizes = try numbers("png-size", in: gallery)
        #expect(sizes.count == 14)

        // The mean and deviation of each row once more, from the records.
        let maps = try gallery.survey().plan.jobs.filter { $0.record["method"] != nil }
        for (row, method) in zip(table.rows, ["gradient", "random-map"]) {
            let keys = maps.filter { $0.record["method"]?["id"]?.stringValue == method }.map(\.key)
            let values = keys.compactMap { sizes[$0]?.values.first?.numberValue }
            #expect(values.count == 7)
            let mean = values.reduce(0, +) / 7
            let deviation = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 6).squareRoot()
            let cell = try #require(row.cells[0])
            #expect(abs(cell.mean - mean) < 1e-9 && abs(cell.deviation - deviation) < 1e-9)
            #expect(cell.low ?? .nan <= mean && mean <= cell.high ?? .nan && cell.count == 7)
        }
    }

    @Test func curvesAreMeansOverTheImages() throws {
        let gallery = try SmallBuild(page: Self.page)
        let outcome = try gallery.build()
        let exhibit = try #require(outcome.exhibit("all"))
        #expect(exhibit.plots.map(\.id) == ["lerf", "morf"])
        #expect(exhibit.plots.allSatisfy { $0.curves.map(\.label) == ["Gradient", "Random map"] })
        // 256 pixels, 32 a step, to the end.
        for curve in exhibit.plots.flatMap(\.curves) {
            #expect(curve.places == (0...8).map(Double.init) && curve.means.count == 9 && curve.count == 7)
            #expect(zip(curve.lows, curve.means).allSatisfy { $0 <= $1 + 1e-9 })
            #expect(zip(curve.means, curve.highs).allSatisfy { $0 <= $1 + 1e-9 })
        }
        // Either order begins with the whole image and ends with none of it, whatever the map.
        for end in [0, 8] {
            let ends = exhibit.plots.flatMap { $0.curves.map { $0.means[end] } }
            #expect(ends.allSatisfy { abs($0 - ends[0]) < 1e-4 }, "\(ends)")
        }
        let stored = try numbers("abpc", in: gallery).values.compactMap {
            $0["curves"]?["morf"]?.arrayValue?.first?.numberValue
        }
        let start = try #require(exhibit.plots.last?.curves.first?.means.first)
        #expect(stored.count == 14 && abs(start - stored.reduce(0, +) / 14) < 1e-6)
    }

    @Test func aPageMayShowTheTableAndLeaveThePicturesToAnother() throws {
        let outcome = try SmallBuild(page: Self.page).build()
        #expect(outcome.exhibit("all")?.figures.isEmpty == true)
        #expect(outcome.exhibit("some")?.figures.count == 4)
        #expect(outcome.exhibit("some")?.tables.isEmpty == true)
        #expect(outcome.results?.metrics.map(\.id) == ["abpc", "png-size"])
    }

    @Test func nothingIsComputedTwiceAndThreadsChangeNothing() throws {
        let gallery = try SmallBuild(page: Self.page)
        let first = try gallery.build(threads: 1)
        let second = try gallery.build()
        #expect(second.report.computed == 0 && second.report.stored == 43)
        let other = try SmallBuild(page: Self.page).build(threads: 3)
        for outcome in [second, other] {
            let tables = [first, outcome].map { $0.exhibit("all")?.tables.first?.rows.flatMap(\.cells) }
            #expect(tables[0]?.map { $0?.mean } == tables[1]?.map { $0?.mean })
            #expect(tables[0]?.map { $0?.low } == tables[1]?.map { $0?.low })
        }
    }

    @Test func aMetricsOptionsAreInItsKeyAlone() throws {
        let gallery = try SmallBuild(page: Self.page)
        _ = try gallery.build()
        try gallery.page(Self.page.replacingOccurrences(of: "pixels: 32", with: "pixels: 64"))
        let survey = try gallery.survey()
        #expect(survey.missing.count == 14 && survey.missing.allSatisfy { $0.title.hasPrefix("abpc · ") })
        let explanations = try survey.explanations(matching: nil, store: try gallery.store())
        #expect(
            explanations.allSatisfy { $0.contains("\n  options.pixels: 64 now, 32 in the closest") }, "\(explanations)")
    }

    @Test func withoutResultsTheTableSaysSo() throws {
        let gallery = try SmallBuild(page: Self.page)
        _ = try gallery.build()
        try gallery.page(Self.page.replacingOccurrences(of: "pixels: 32", with: "pixels: 64"))
        let outcome = try gallery.build(mode: .never)
        let table = try #require(outcome.exhibit("all")?.tables.first)
        #expect(
            table.rows.map { $0.cells.map { $0 == nil } } == [
                [false, true, true, true, true], [false, true, true, true, true],
            ])
        #expect(table.notes.count == 2)
        #expect(
            table.notes.first?.hasPrefix("Gradient, Perturbation curves: 7 of 7 figures are not counted; abpc") == true)
        #expect(outcome.exhibit("all")?.plots.isEmpty == true)
    }

    /// A noise mask looks at no class, yet its curve is that of the class in question.
    @Test func aMetricIsOfTheClassThatTheExhibitNames() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                methods: [noise-mask, gradient]
                classes: [disc, star]
                images: ["synthetic:shapes/test/0"]
                metrics: [abpc]
                options: {noise-mask: {iterations: 2}}
                ```
                """)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let jobs = try gallery.survey().plan.jobs
        let targets = jobs.filter { $0.title.hasPrefix("abpc · noise-mask") }
            .map { $0.record["target"]?["class"]?.integerValue }
        #expect(Set(targets) == [0, 3] && targets.count == 2)
        #expect(jobs.count { $0.record["method"]?["id"]?.stringValue == "noise-mask" } == 1)
        let table = try #require(outcome.exhibit("exhibit-1")?.tables.first)
        // One image, whose two classes are no two cases.
        #expect(table.rows.map { $0.cells.first??.count } == [1, 1])
    }

    /// (exhibit, messages)
    @Test(arguments: [
        (
            "metrics: [png-sise, {abpc: {pixel: 3, share: 2}}]\nplot: [morv]",
            [
                "unknown metric 'png-sise'; did you mean 'png-size'?",
                "metric 'abpc' has no setting 'pixel'; did you mean 'pixels'?",
                "'share' must be above 0 and at most 1, found '2'",
            ]
        ),
        (
            "metrics: [png-size, abpc]\nplot: [morv, lerf]",
            ["the exhibit's metrics and methods have no curve 'morv'; did you mean 'morf'?"]
        ),
        (
            "metrics: [png-size]\nplot: [morf]",
            ["'morf' is a curve of the metric 'abpc'; add it to 'metrics'"]
        ),
        ("plot: [los]", ["the exhibit's metrics and methods have no curve 'los'"]),
        (
            "metrics: [morf, abpc-per-step, png-size]",
            [
                "'morf' is a curve of the metric 'abpc'; write metrics: [abpc], plot: [morf]",
                "'abpc-per-step' is a number of the metric 'abpc'; write metrics: [abpc]",
            ]
        ),
        (
            "metrics: [probability]",
            ["'probability' is a number of the method 'gradient'; write numbers: [probability]"]
        ),
    ])
    func mistakesAreAllReported(lines: String, messages: [String]) throws {
        let gallery = try SmallBuild(
            page: "```exhibit\nmethod: gradient\nimages: [\"synthetic:shapes/test/0\"]\n\(lines)\n```")
        let outcome = try gallery.build()
        #expect(outcome.messages == messages)
        #expect(outcome.results == nil)
    }

    @Test func whatIsSaidOfNoImageIsNotMeasured() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                methods: [activation-maximization, predictions]
                images: ["synthetic:shapes/test/0"]
                classes: [disc]
                metrics: [png-size]
                ```
                """)
        #expect(
            try gallery.build().messages == [
                "metrics judge what is said of an image; 'activation-maximization' gives no such map",
                "metrics judge what is said of an image; 'predictions' gives no such map",
            ])
    }
}
