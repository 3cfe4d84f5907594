import Content
import Diagnostics
import Testing

/// Metrics, curves and what is shown, as exhibits write them.
@Suite struct MetricItemTests {
    private func exhibit(_ block: String) throws -> Exhibit? {
        try TemporaryGallery.page("# T\n```exhibit\nmethods: [a, b]\n\(block)\n```\n")?.exhibits.first
    }

    /// (written, names with their options' keys)
    @Test(arguments: [
        ("ssim", ["ssim"]), ("[ssim, abpc]", ["ssim", "abpc"]),
        ("[ssim, {abpc: {share: 0.5, pixels: 9}}]", ["ssim", "abpc share pixels"]),
        ("{abpc: {share: 0.5}, ssim: }", ["abpc share", "ssim"]),
        ("[{abpc: {share: 0.5}}, {abpc: {share: 1}}]", ["abpc share", "abpc share"]),
    ])
    func metricsAreReadWithTheirOptions(written: String, names: [String]) throws {
        let exhibit = try #require(try exhibit("metrics: \(written)"))
        let found = exhibit.metrics.map { ([$0.name.text] + $0.options.map(\.key)).joined(separator: " ") }
        #expect(found == names)
        #expect(exhibit.options.isEmpty)
        #expect(exhibit.metrics.first?.name.range?.start.line == 4)
    }

    @Test func whatIsShownIsEverythingUnlessItIsSaid() throws {
        #expect(try exhibit("caption: x")?.show == [.figures, .tables, .plots])
        let some = try #require(try exhibit("metrics: [abpc]\nplot: morf\nshow: [tables, plots]\ntable-rows: methods"))
        #expect(some.show == [.tables, .plots])
        #expect(some.plot.map(\.text) == ["morf"])
        #expect(some.layout.tableRows == .axis(.methods))
        #expect(try exhibit("metrics: [abpc]\nshow: tables")?.show == [.tables])
    }

    @Test func aTableMayBeOfTheMethodsOwnNumbers() throws {
        let own = try #require(
            try exhibit(
                "models: [x, y]\nnumbers: [loss-percent, mask-mean]\ntable-rows: methods\ntable-columns: models"))
        #expect(own.numbers.map(\.text) == ["loss-percent", "mask-mean"])
        #expect(own.layout.tableRows == .axis(.methods) && own.layout.tableColumns == .axis(.models))
        #expect(own.options.isEmpty && own.metrics.isEmpty)
        #expect(try exhibit("numbers: loss-percent\nshow: tables")?.show == [.tables])
        #expect(try exhibit("plot: loss\nshow: plots")?.show == [.plots])
    }

    @Test func rowsMayBeTheValuesOfASweep() throws {
        let swept = try exhibit("metrics: [abpc]\nsweep: {rate: [1, 2]}\ntable-rows: rate")
        #expect(swept?.layout.tableRows == .sweep(option: "rate"))
    }
}
