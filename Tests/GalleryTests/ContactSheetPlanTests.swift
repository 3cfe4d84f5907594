import Content
import Diagnostics
import Foundation
import Gallery
import Testing

/// All kernels of a layer as one exhibit.
@Suite struct ContactSheetPlanTests {
    private func gallery(kernels: Int, _ lines: String, methods: String = "gradient") throws -> SmallBuild {
        let gallery = try SmallBuild(
            page: """
                ```exhibit
                id: wall
                methods: [\(methods)]
                images: ["synthetic:shapes/test/0"]
                \(lines)
                ```
                """)
        try gallery.write(Data(SmallBuild.card(kernels: kernels).utf8), to: "Content/models/small.md")
        return gallery
    }

    @Test func threeHundredKernelsOfALayerAreOneExhibit() throws {
        let gallery = try gallery(kernels: 300, "kernels: features.1/all")
        let outcome = try gallery.build()
        #expect(outcome.messages == [])
        #expect(outcome.report.failed == 0)
        let exhibit = try #require(outcome.exhibit("wall"))
        #expect(exhibit.arrangement == .sheet)
        #expect(exhibit.figures.map { $0.kernel?.channel } == (0..<300).map { $0 })
        #expect(Set(exhibit.figures.map(\.id)).count == 300)
        #expect(exhibit.figures.last?.id == "wall-features-1-299")
        #expect(exhibit.figures.allSatisfy { $0.kernel?.model == "small" && $0.kernel?.layer == "features.1" })
        let layer = try #require(outcome.results?.models.first?.layers.first { $0.name == "features.1" })
        #expect(layer.receptiveField == "3×3 every 1")
    }

    /// (lines, how the figures stand)
    @Test(arguments: [
        ("kernels: features.1/0..23", Arrangement.figures), ("kernels: features.1/0..24", .sheet),
        ("kernels: features.1/all\nlayout: figures", .figures), ("kernels: features.1/3\nlayout: sheet", .sheet),
        ("classes: [disc, star]", .figures),
    ])
    func manyKernelsAreASheet(lines: String, arrangement: Arrangement) throws {
        let outcome = try gallery(kernels: 26, lines).build(mode: .never)
        #expect(outcome.log.all.allSatisfy { $0.severity != .error }, "\(outcome.messages)")
        #expect(outcome.exhibit("wall")?.arrangement == arrangement)
    }

    /// (methods, lines, message)
    @Test(arguments: [
        ("gradient", "layout: sheet", "'layout: sheet' is for kernels, and this exhibit shows none"),
        (
            "gradient, predictions", "kernels: features.1/all\nlayout: sheet",
            "'layout: sheet' is for pictures; 'predictions' gives none"
        ),
        ("gradient", "kernels: features.1/all\nlayout: wall", "'layout': expected 'figures' or 'sheet', found 'wall'"),
        ("gradient", "kernels: features.9/all", "the network has no layer 'features.9'"),
    ])
    func mistakesAreReported(methods: String, lines: String, message: String) throws {
        let outcome = try gallery(kernels: 4, lines, methods: methods).build(mode: .never)
        #expect(outcome.messages.contains { $0.hasPrefix(message) }, "\(outcome.messages)")
        #expect(outcome.exhibit("wall") == nil)
    }

    /// However many kernels of a convolution are shown, its activation is named once.
    @Test func aNoteOfALayerIsGivenOnce() throws {
        let outcome = try gallery(kernels: 26, "kernels: features.0/all").build(mode: .never)
        #expect(outcome.log.all.map(\.id) == ["before-activation"])
    }
}
