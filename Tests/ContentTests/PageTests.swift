import Content
import Diagnostics
import Foundation
import Testing

@Suite struct PageTests {
    private static let balls = """
        ---
        title: Three networks draw a soccer ball
        description: What each network wants to see.
        date: 2026-11-20
        models: [resnet50, vgg19, inception-v3]
        classes: [soccer ball, Persian cat, laptop]
        ---
        # A heading

        ```exhibit
        id: drawings
        method: transformation-invariant
        rows: models
        columns: classes
        rotate: 10
        scale: 1.1
        seed: 7
        caption: ResNet50 draws freehand.
        ```

        ````markdown
        ```exhibit
        id: shown-as-text
        ```
        ````

            ```exhibit
            ```

        <!--
        ```exhibit
        ```
        -->

        ```claim
        id: a
        ```

        - ~~~ exhibit now
          methods: [lrp, deeplift]
          class: tench
          images: [images, "synthetic:hues"]
          scale: shared
          percentile: 99
          sweep: {rate: {from: 0.1, to: 0.35, by: 0.1, and: [1, 0.2]}}
          columns: rate
          options: {lrp: {epsilon: 1e-4}}
          ~~~
        """

    @Test func aPageIsRead() throws {
        let page = try #require(try TemporaryGallery.page(Self.balls))
        #expect(page.title == "Three networks draw a soccer ball")
        #expect(!page.hasTitleInBody)
        #expect(page.date?.description == "2026-11-20")
        #expect(page.address == "page.html")
        #expect(page.bodyLine == 8)
        #expect(page.body.hasPrefix("# A heading\n"))
        #expect(page.exhibits.map(\.id) == ["drawings", "exhibit-2"])
        #expect(page.exhibits.map(\.ordinal) == [0, 1])
    }

    @Test func anExhibitTakesThePagesAxes() throws {
        let exhibit = try #require(try TemporaryGallery.page(Self.balls)?.exhibits.first)
        #expect(exhibit.axes.models?.items.map(\.text) == ["resnet50", "vgg19", "inception-v3"])
        #expect(exhibit.axes.models?.isPageDefault == true)
        #expect(exhibit.axes.methods?.isPageDefault == false)
        #expect(exhibit.layout.rows == .axis(.models))
        #expect(exhibit.layout.columns == .axis(.classes))
        #expect(exhibit.layout.groups == [])
        // A scale in numbers is the method's.
        #expect(exhibit.options.map(\.key) == ["rotate", "scale", "seed"])
        #expect(exhibit.presentation.scale == .model)
        #expect(exhibit.range.start == SourcePosition(line: 10, column: 1))
        #expect(exhibit.range.end == SourcePosition(line: 19, column: 4))
    }

    @Test func anExhibitsOwnAxesWin() throws {
        let exhibit = try #require(try TemporaryGallery.page(Self.balls)?.exhibits.last)
        #expect(exhibit.axes.classes?.items.map(\.text) == ["tench"])
        #expect(
            exhibit.axes.images?.items.map(\.reference.name) == [
                "Content/images/cock.JPG", "Content/images/tench.png", "synthetic:hues",
            ])
        #expect(exhibit.sweep?.option.text == "rate")
        #expect(try exhibit.sweep?.values.map { try $0.text() } == ["0.1", "0.2", "0.3", "1"])
        #expect(exhibit.layout.columns == .sweep(option: "rate"))
        #expect(exhibit.layout.groups == [.axis(.models), .axis(.images), .axis(.methods)])
        #expect(exhibit.presentation.scale == .shared)
        #expect(exhibit.presentation.percentile == 99)
        #expect(exhibit.methodOptions.map(\.method.text) == ["lrp"])
        #expect(exhibit.range.start == SourcePosition(line: 39, column: 3))
        #expect(exhibit.axes.classes?.range?.start == SourcePosition(line: 41, column: 10))
    }

    @Test(arguments: [("overlay: true", true), ("overlay: false", false), ("caption: x", false)])
    func mapsLieOverTheirPicturesWhereThatIsAsked(line: String, overlay: Bool) throws {
        let page = try TemporaryGallery.page("# A\n\n```exhibit\nmethod: gradient\n\(line)\n```\n")
        let exhibit = try #require(page?.exhibits.first)
        #expect(exhibit.presentation.overlay == overlay)
        #expect(exhibit.options.isEmpty)
    }

    /// (block, kernels, layers, options)
    @Test(arguments: [
        ("kernel: conv1/3", ["conv1/3"], ["d"], []),
        ("layer: conv1", ["k/1"], ["conv1"], []),
        ("layer: conv1\nkernel: 3\nposition: [1, 2]", [], [], ["layer", "kernel", "position"]),
        ("kernel: '3'", ["3"], ["d"], []),
        ("layers: [x]\nkernel: 3", [], ["x"], ["kernel"]),
    ])
    func aKernelByNumberIsAnOption(block: String, kernels: [String], layers: [String], options: [String]) throws {
        let page = try TemporaryGallery.page(
            "---\ntitle: T\nmethod: lrp\nkernels: [k/1]\nlayers: [d]\n---\n```exhibit\n\(block)\n```\n")
        let exhibit = try #require(page?.exhibits.first)
        #expect(exhibit.axes.kernels?.items.map(\.text) ?? [] == kernels)
        #expect(exhibit.axes.layers?.items.first?.layers(of: "any").map(\.text) ?? [] == layers)
        #expect(exhibit.options.map(\.key) == options)
    }

    @Test func layersMayDifferByModel() throws {
        let page = try TemporaryGallery.page(
            "# T\n```exhibit\nmethod: lrp\nmodels: [a, b]\nlayers: {a: [x, y], b: z}\n```\n")
        let layers = try #require(page?.exhibits.first?.axes.layers?.items.first)
        #expect(layers.layers(of: "a").map(\.text) == ["x", "y"])
        #expect(layers.layers(of: "b").map(\.text) == ["z"])
        #expect(page?.exhibits.first?.axes.count(of: .layers) == 2)
    }

    @Test func theTitleMayBeTheFirstHeading() throws {
        let page = try #require(try TemporaryGallery.page("Text\n\nThe *first* `one`\n---\n\n# Second\n"))
        #expect(page.title == "The first one")
        #expect(page.hasTitleInBody)
        #expect(page.bodyLine == 1)
    }

    @Test(arguments: [
        ("{from: 0, to: 250, by: 100, and: [255]}", ["0", "100", "200", "255"]),
        ("{from: 3, to: 1, by: -1}", ["3", "2", "1"]), ("{from: 5, to: 5, by: 2}", ["5"]),
        ("{from: 1e-3, to: 3e-3, by: 0.001}", ["0.001", "0.002", "0.003"]),
        ("[sum, 'max', 3]", ["sum", "max", "3"]),
    ])
    func sweepsAreExpanded(written: String, values: [String]) throws {
        let page = try TemporaryGallery.page("# T\n```exhibit\nmethod: m\nsweep: {rate: \(written)}\n```\n")
        let sweep = try #require(page?.exhibits.first?.sweep)
        #expect(try sweep.values.map { try $0.text() } == values)
    }

    @Test(arguments: [
        (2024, 2, 29, true), (2023, 2, 29, false), (1900, 2, 29, false), (2000, 2, 29, true), (2026, 4, 31, false),
        (2026, 12, 31, true), (2026, 0, 1, false), (2026, 13, 1, false), (0, 1, 1, false), (2026, 1, 0, false),
    ])
    func daysOfTheCalendar(year: Int, month: Int, day: Int, exists: Bool) {
        #expect((CalendarDate(year: year, month: month, day: day) != nil) == exists)
    }
}
