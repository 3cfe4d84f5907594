import Content
import Testing

@Suite struct ComparisonTests {
    private func exhibit(_ compare: String) throws -> Exhibit {
        let page = try TemporaryGallery.page(
            "---\ntitle: T\nmodels: [a, b]\n---\n```exhibit\nmethod: lrp\nshow: tables\n\(compare)\n```\n")
        return try #require(page?.exhibits.first)
    }

    @Test func theShortFormHasDefaults() throws {
        let comparison = try #require(try exhibit("compare: models").comparison)
        #expect(comparison.images.isEmpty && comparison.layers == nil)
        #expect(comparison.seeds == 3 && comparison.top == 6 && comparison.threshold == 0.5)
    }

    @Test func theLongFormSaysMore() throws {
        let text =
            "compare: {images: [images, 'synthetic:hues'], seeds: 0, top: 2, layers: {a: x, b: [y]}, threshold: 0.7}"
        let comparison = try #require(try exhibit(text).comparison)
        #expect(
            comparison.images.map(\.reference.name) == [
                "Content/images/cock.JPG", "Content/images/tench.png", "synthetic:hues",
            ])
        #expect(comparison.seeds == 0 && comparison.top == 2 && comparison.threshold == 0.7)
        #expect(["a", "b"].map { comparison.layers?.layers(of: $0).map(\.text) } == [["x"], ["y"]])
        let same = try #require(try exhibit("compare: {layers: [x, z]}").comparison)
        #expect(same.layers?.layers(of: "b").map(\.text) == ["x", "z"])
    }
}
