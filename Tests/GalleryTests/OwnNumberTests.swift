import Diagnostics
import Foundation
import Gallery
import Store
import Tensors
import Testing

/// Tables and plots of the numbers and curves that methods give themselves.
@Suite struct OwnNumberTests {
    /// Two models, two layers of each, three images.
    private func layers(_ more: String) throws -> SmallBuild {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: layers
                method: noise-mask
                models: [small, other]
                layers: [features.0, features.1]
                images: ["synthetic:shapes/test/0..2"]
                iterations: 4
                \(more)
                ```
                """)
        try gallery.write(.init(SmallBuild.card(kernels: 6).utf8), to: "Content/models/other.md")
        return gallery
    }

    /// What the store has of each mask: model and layer, the value of a number, and the curve of the loss.
    private func masks(
        _ number: String, in gallery: SmallBuild
    ) throws -> [(model: String, layer: String, value: Double, loss: [Double])] {
        let store = try gallery.store()
        return try store.keys().compactMap { key in
            guard case .hit(let record) = store.record(for: key), let job = record.body["job"],
                job["method"]?["id"]?.stringValue == "noise-mask",
                let layer = job["options"]?["layer"]?.stringValue,
                let value = record.body["numbers"]?[number]?.numberValue, let blob = record.blobs["loss.npy"],
                let title = record.body["title"]?.stringValue
            else { return nil }
            let loss = try NPY.decode(try store.blob(blob), name: "loss").elements.map(Double.init)
            return (title.contains("other") ? "Other" : "Small", layer, value, loss)
        }
    }

    @Test func oneNumberByLayersAndModels() throws {
        let gallery = try layers(
            "numbers: [loss-percent, mask-mean]\ntable-rows: layers\ntable-columns: models\nshow: tables")
        try gallery.write(
            .init(
                SmallBuild.card(kernels: 6).replacingOccurrences(of: "title: Small", with: "title: Other").utf8),
            to: "Content/models/other.md")
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        // Two trainings and the models' checks; two models × two layers × three images: numbers are no jobs.
        #expect(outcome.report.computed == 2 + 2 + 12)
        let exhibit = try #require(outcome.exhibit("layers"))
        #expect(exhibit.figures.isEmpty && exhibit.models == ["small", "other"])
        #expect(exhibit.tables.map(\.across?.axis) == ["model", "model"])
        #expect(exhibit.tables.map(\.across?.number.name) == ["loss-percent", "mask-mean"])
        for table in exhibit.tables {
            let number = try #require(table.across?.number)
            let stored = try masks(number.name, in: gallery)
            #expect(stored.count == 12)
            #expect(table.rowAxis == "layer" && table.rows.map(\.label) == ["features.0", "features.1"])
            #expect(table.columns.map(\.title) == ["Small", "Other"] && number.direction == .none)
            for row in table.rows {
                for (column, cell) in zip(table.columns, row.cells) {
                    let values = stored.filter { $0.model == column.title && $0.layer == row.label }.map(\.value)
                    let mean = values.reduce(0, +) / 3
                    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
                    #expect(cell?.count == 3 && values.count == 3 && cell?.isBest == false)
                    #expect(abs((cell?.mean ?? .nan) - mean) < 1e-9)
                    #expect(abs((cell?.deviation ?? .nan) - (squares / 2).squareRoot()) < 1e-9)
                    #expect(cell?.low == nil && cell?.high == nil)
                }
            }
            #expect(table.notes == ["Fewer than 6 values have no interval: it would span little less than all."])
        }
    }

    @Test func oneTableOfNumbersBesideMetrics() throws {
        let gallery = try layers("metrics: [png-size]\nnumbers: [loss-percent]\ntable-rows: models")
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let table = try #require(outcome.exhibit("layers")?.tables.first)
        #expect(outcome.exhibit("layers")?.tables.count == 1 && table.across == nil)
        #expect(table.columns.map(\.name) == ["png-size", "loss-percent"])
        #expect(table.columns.map(\.metric) == ["png-size", nil])
        // Six of each model have an interval.
        #expect(table.rows.map { $0.cells.map { $0?.count } } == [[6, 6], [6, 6]])
        #expect(table.rows.allSatisfy { $0.cells.allSatisfy { $0?.low != nil } } && table.notes.isEmpty)
    }

    @Test func aMetricMayStandByTwoAxesToo() throws {
        let outcome = try layers("metrics: [png-size]\ntable-columns: layers").build()
        let table = try #require(outcome.exhibit("layers")?.tables.first)
        #expect(table.rowAxis == "model" && table.across?.axis == "layer" && table.across?.number.metric == "png-size")
        #expect(table.columns.map(\.direction) == [.lowerIsBetter, .lowerIsBetter])
    }

    @Test func curvesOfTheMethodAreMeansOverWhatIsNotShown() throws {
        let gallery = try layers("numbers: [loss-percent]\nplot: [loss]\ntable-rows: layers\ntable-columns: models")
        try gallery.write(
            .init(
                SmallBuild.card(kernels: 6).replacingOccurrences(of: "title: Small", with: "title: Other").utf8),
            to: "Content/models/other.md")
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let plots = try #require(outcome.exhibit("layers")?.plots)
        #expect(plots.map(\.id) == ["loss-small", "loss-other"])
        #expect(plots.map(\.title) == ["Loss: Small", "Loss: Other"])
        let stored = try masks("loss-percent", in: gallery)
        for (plot, model) in zip(plots, ["Small", "Other"]) {
            #expect(plot.curves.map(\.label) == ["features.0", "features.1"] && plot.notes.isEmpty)
            for curve in plot.curves {
                let losses = stored.filter { $0.model == model && $0.layer == curve.label }.map(\.loss)
                #expect(curve.count == 3 && losses.count == 3 && curve.places == [0, 1, 2, 3])
                for step in 0..<4 {
                    let mean = losses.reduce(0) { $0 + $1[step] } / 3
                    #expect(abs(curve.means[step] - mean) < 1e-9)
                    #expect(curve.lows[step] <= mean + 1e-9 && mean <= curve.highs[step] + 1e-9)
                }
            }
        }
    }

    @Test func aMeanEndsWhereTheShortestCurveDoes() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: swept
                method: noise-mask
                layer: features.0
                images: ["synthetic:shapes/test/0"]
                sweep: {iterations: [3, 5]}
                table-rows: methods
                numbers: [iterations]
                plot: [loss]
                ```
                """)
        let exhibit = try #require(try gallery.build().exhibit("swept"))
        let curve = try #require(exhibit.plots.first?.curves.first)
        // One image: its two settings are averaged first, and are no two cases.
        #expect(curve.count == 1 && curve.means.count == 3)
        #expect(
            exhibit.plots.first?.notes == [
                "Noise mask: the curves have 3 to 5 values; their mean ends where the shortest does."
            ])
        #expect(exhibit.tables.first?.rows.first?.cells.first??.mean == 4)
    }

    @Test func longCurvesAreShownByMeansOfNeighbours() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: long
                method: noise-mask
                layer: features.0
                images: ["synthetic:shapes/test/0"]
                iterations: 2001
                patience: 0
                plot: [loss]
                ```
                """)
        let plot = try #require(try gallery.build().exhibit("long")?.plots.first)
        let curve = try #require(plot.curves.first)
        let loss = try #require(try masks("loss-percent", in: gallery).first?.loss)
        #expect(loss.count == 2001 && curve.means.count == 667 && plot.notes.count == 1)
        #expect(plot.notes.first == "Each point is the mean of 3 values in a row.")
        for point in [0, 1, 666] {
            let mean = loss[3 * point..<3 * point + 3].reduce(0, +) / 3
            #expect(abs(curve.means[point] - mean) < 1e-9 && curve.places[point] == Double(3 * point + 1))
        }
    }

    @Test func theMethodSaysWhichNumberIsSeenFirst() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: two
                methods: [noise-mask, gradient]
                images: ["synthetic:shapes/test/0"]
                options: {noise-mask: {iterations: 2}}
                ```
                """)
        let headlines = try gallery.build().exhibit("two")?.figures.compactMap { figure -> [String]? in
            guard case .done(let result) = figure.state else { return nil }
            return result.numbers.map(\.name).filter(result.headline.contains)
        }
        #expect(headlines == [["loss-percent"], ["probability"]])
    }

    @Test func aNumberThatNoFigureHasIsAnError() throws {
        let page = """
            ```exhibit
            id: typed
            method: noise-mask
            images: ["synthetic:shapes/test/0"]
            iterations: 2
            numbers: [loss-precent, mask-mean]
            ```
            """
        let gallery = try SmallBuild(page: page)
        // Before anything is computed it is not known; then it is said at once.
        let message = "no figure of this exhibit has a number 'loss-precent'; did you mean 'loss-percent'?"
        let never = try gallery.build(mode: .never)
        #expect(never.messages.isEmpty, "\(never.messages)")
        #expect(never.exhibit("typed")?.tables.first?.notes.first?.contains("is not computed") == true)
        let first = try gallery.build()
        #expect(first.messages == [message] && first.report.computed == 3)
        #expect(
            first.log.all.first?.notes.first?.message
                == "their records have 'beta-zero', 'flat', 'iterations', 'loss-percent', 'mask-mean'")
        let second = try gallery.build()
        #expect(second.messages == [message] && second.results == nil)
    }

    @Test func aNumberThatOneMethodHasIsNoMistake() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: mixed
                methods: [noise-mask, gradient]
                images: ["synthetic:shapes/test/0..1"]
                options: {noise-mask: {iterations: 2}}
                numbers: [loss-percent]
                ```
                """)
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let table = try #require(outcome.exhibit("mixed")?.tables.first)
        #expect(table.rows.map(\.label) == ["Noise mask", "Gradient"])
        #expect(table.rows.map { $0.cells.first??.count } == [2, nil])
        #expect(table.notes.first == "Gradient: loss percent is undefined for 2 of 2 figures")
    }

    /// What a method promises is a number as well: integrated gradients' gap is a receipt.
    @Test func aReceiptsValueCountsAsANumber() throws {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: gap
                method: integrated-gradients
                images: ["synthetic:shapes/test/0"]
                numbers: [completeness-gap]
                ```
                """)
        let outcome = try gallery.build()
        guard case .done(let result)? = outcome.exhibit("gap")?.figures.first?.state else {
            Issue.record("there is no figure: \(outcome.messages)")
            return
        }
        let gap = result.receipts.first { $0.name == "completeness-gap" }?.value
        #expect(gap != nil && outcome.exhibit("gap")?.tables.first?.rows.first?.cells.first??.mean == gap)
    }
}
