import Diagnostics
import Foundation
import Gallery
import Testing

/// Layers as an axis of methods that look at one.
@Suite struct LayerAxisTests {
    private func gallery(_ lines: String) throws -> SmallBuild {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: layers
                method: noise-mask
                images: ["synthetic:shapes/test/0"]
                iterations: 2
                \(lines)
                ```
                """)
        let other = SmallBuild.card(kernels: 6)
        try gallery.write(.init(other.utf8), to: "Content/models/other.md")
        return gallery
    }

    private func layers(_ gallery: SmallBuild) throws -> [String?] {
        try gallery.survey().plan.jobs.filter { $0.record["method"] != nil }
            .map { $0.record["options"]?["layer"]?.stringValue }
    }

    @Test func everyLayerIsTheOptionsValue() throws {
        let gallery = try gallery("layers: [features.0, features.1]\nmodels: [small]")
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let grid = try #require(outcome.exhibit("layers")?.grids.first)
        #expect(grid.columnAxis == "layer" && grid.columns == ["features.0", "features.1"])
        #expect(try layers(gallery) == ["features.0", "features.1"])
        let commands = outcome.exhibit("layers")?.figures.compactMap { figure -> String? in
            if case .done(let result) = figure.state { result.command } else { nil }
        }
        #expect(commands?.first?.contains("--set layer=features.0") == true, "\(commands ?? [])")
    }

    /// Rows are places in the lists, columns models, and a list may be shorter.
    @Test func modelsHaveLayersOfTheirOwn() throws {
        let gallery = try gallery(
            "models: [small, other]\nlayers: {small: [features.0, features.1], other: [features.0, features.2, features.1]}"
        )
        let outcome = try gallery.build()
        #expect(outcome.messages.isEmpty, "\(outcome.messages)")
        let grid = try #require(outcome.exhibit("layers")?.grids.first)
        #expect(grid.rowAxis == "layer" && grid.columnAxis == "model")
        #expect(grid.rows == ["features.0", "2: features.1 / features.2", "features.1"])
        #expect(grid.cells.map { $0.map { $0 != nil } } == [[true, true], [true, true], [false, true]])
        #expect(grid.cells[1][1]?.coordinates.last?.label == "2: features.2")
        #expect(grid.cells[1][1]?.id == "layers-small-2-features-2")
        #expect(Set(try layers(gallery).compactMap(\.self)) == ["features.0", "features.1", "features.2"])
    }

    /// (lines, message)
    @Test(arguments: [
        ("layers: [features.0, featurs.1]", "featurs.1"),
        (
            "layers: [features.0]\nkernels: [features.0/1]\nmethods: [noise-mask, gradient]",
            "the exhibit shows kernels, which name their layers"
        ),
        ("layers: [features.0]\nmethod: gradient", "takes no layers"),
    ])
    func whatCannotBeALayerIsSaid(lines: String, message: String) throws {
        var page = "```exhibit\nimages: [\"synthetic:shapes/test/0\"]\n\(lines)\n"
        if !lines.contains("method") { page += "method: noise-mask\n" }
        let outcome = try SmallBuild(page: page + "```").build()
        #expect(outcome.results == nil)
        #expect(outcome.messages.contains { $0.contains(message) }, "\(outcome.messages)")
    }
}
