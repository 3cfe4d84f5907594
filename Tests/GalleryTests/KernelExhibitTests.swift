import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing

/// Exhibits of kernels: tables by layer, points, the built-in picture of all hues.
@Suite struct KernelExhibitTests {
    private static let page = """
        ```exhibit
        id: table
        methods: [kernel-suppression, deconvolution]
        kernels: ["features.0/0..1", "features.1/random:2"]
        images: ["synthetic:shapes/test/0..2"]
        metrics: [kernel-mse, others-mse]
        scatter: [kernel-mse, others-mse]
        table-columns: layers
        options: {kernel-suppression: {iterations: 3}}
        show: [tables, plots]
        ```
        """

    @Test func kernelsAreGroupedByTheirLayer() throws {
        let gallery = try SmallBuild(page: Self.page)
        let outcome = try gallery.build()
        #expect(outcome.log.all.filter { $0.severity != .note }.isEmpty, "\(outcome.messages)")
        let tables = try #require(outcome.exhibit("table")?.tables)
        #expect(tables.map(\.across?.number.name) == ["kernel-mse", "others-mse"])
        for table in tables {
            #expect(table.rowAxis == "method" && table.across?.axis == "layer")
            #expect(table.columns.map(\.title) == ["features.0", "features.1"])
            #expect(table.rows.map(\.label) == ["Kernel suppression", "Deconvolution"])
            // Two kernels × three images.
            #expect(table.rows.flatMap { $0.cells.map { $0?.count } } == [6, 6, 6, 6])
        }
        // The means once more, from the records.
        let store = try gallery.store()
        let survey = try gallery.survey()
        let judged = Dictionary(uniqueKeysWithValues: survey.plan.jobs.map { ($0.key.hex, $0.record) })
        for (row, method) in ["kernel-suppression", "deconvolution"].enumerated() {
            for (column, layer) in ["features.0", "features.1"].enumerated() {
                var values: [Double] = []
                for job in survey.plan.jobs where job.record["metric"]?["id"]?.stringValue == "others-mse" {
                    let figure = job.record["reads"]?.arrayValue?.first?.stringValue.flatMap { judged[$0] }
                    guard figure?["method"]?["id"]?.stringValue == method,
                        figure?["target"]?["layer"]?.stringValue == layer,
                        case .hit(let record) = store.record(for: job.key)
                    else { continue }
                    values.append(try #require(record.body["numbers"]?["others-mse"]?.numberValue))
                }
                #expect(values.count == 6)
                let cell = try #require(tables[1].rows[row].cells[column])
                #expect(abs(cell.mean - values.reduce(0, +) / 6) < 1e-9 * max(1, cell.mean))
            }
        }
    }

    @Test func pointsAreFigures() throws {
        let outcome = try SmallBuild(page: Self.page).build()
        let scatters = try #require(outcome.exhibit("table")?.scatters)
        #expect(scatters.map(\.id) == ["kernel-mse-others-mse-features-0", "kernel-mse-others-mse-features-1"])
        let tables = try #require(outcome.exhibit("table")?.tables)
        for (column, scatter) in scatters.enumerated() {
            #expect(scatter.groups.map(\.label) == ["Kernel suppression", "Deconvolution"])
            #expect(scatter.notes.isEmpty)
            for (row, group) in scatter.groups.enumerated() {
                #expect(group.points.count == 6 && Set(group.points.map(\.figure)).count == 6)
                for (number, values) in [group.points.map(\.x), group.points.map(\.y)].enumerated() {
                    let cell = try #require(tables[number].rows[row].cells[column])
                    #expect(abs(cell.mean - values.reduce(0, +) / 6) < 1e-9 * max(1, cell.mean))
                }
            }
        }
    }

    @Test func anAblationByLayerIsOneBlock() throws {
        let outcome = try SmallBuild(
            page: """
                ```exhibit
                method: kernel-suppression
                kernels: ["features.0/0", "features.1/1"]
                images: ["synthetic:shapes/test/0..1", "synthetic:hues"]
                sweep: {ablation: [regularization, suppression, none]}
                iterations: 2
                metrics: [others-mse]
                numbers: [preservation]
                table-rows: ablation
                table-columns: layers
                show: [tables]
                ```
                """
        ).build()
        #expect(outcome.log.all.filter { $0.severity != .note }.isEmpty, "\(outcome.messages)")
        let tables = try #require(outcome.exhibit("exhibit-1")?.tables)
        #expect(tables.map(\.across?.number.name) == ["others-mse", "preservation"])
        #expect(tables[0].rows.map(\.label) == ["regularization", "suppression", "none"])
        #expect(tables[0].rows.flatMap { $0.cells.map { $0?.count } } == [3, 3, 3, 3, 3, 3])
    }

    /// (lines, messages)
    @Test(arguments: [
        (
            "kernels: [features.0/0]\nmetrics: [others-mse]\ntable-rows: kernels\ntable-columns: layers",
            ["kernels name their layers, so that a table tells apart one or the other"]
        ),
        (
            "classes: [disc]\nmetrics: [png-size]\ntable-columns: layers",
            ["'table-columns': there are no layers to lay out; add 'layers: […]' here or to the front matter"]
        ),
        (
            "kernels: [features.0/0]\nmetrics: [others-mse]\nscatter: [kernel-mse, others-mse]",
            ["the exhibit measures no number 'kernel-mse'"]
        ),
        (
            "kernels: [features.0/0]\nmetrics: [others-mse]\nscatter: [others-mse]",
            ["'scatter' takes two numbers, [ACROSS, UP], found 1"]
        ),
    ])
    func mistakesAreReported(lines: String, messages: [String]) throws {
        let gallery = try SmallBuild(
            page: "```exhibit\nmethod: deconvolution\nimages: [\"synthetic:shapes/test/0\"]\n\(lines)\n```")
        let outcome = try gallery.build()
        let found = outcome.log.all.filter { $0.severity == .error }.map(\.message)
        #expect(found.count == messages.count && zip(found, messages).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    @Test func thePictureOfAllHuesHoldsThem() throws {
        let raster = try GalleryImage.named("synthetic:hues").raster()
        #expect(raster.channels == 3 && raster.width == 256 && raster.height == 256)
        // Just above the middle the colours are full: red, yellow, green, cyan, blue, magenta.
        let expected: [[UInt8]] = [
            [255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 255, 255], [0, 0, 255], [255, 0, 255],
        ]
        for (sixth, colour) in expected.enumerated() {
            for (found, wanted) in zip(raster[sixth * 256 / 6, 127], colour) {
                #expect(abs(Int(found) - Int(wanted)) <= 6, "\(colour): \(raster[sixth * 256 / 6, 127])")
            }
        }
        #expect(raster[100, 0].allSatisfy { $0 > 253 } && raster[100, 255].allSatisfy { $0 < 2 })
    }
}
