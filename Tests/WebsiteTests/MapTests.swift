import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing
import Website

@Suite struct MapTests {
    private func page(_ exhibit: ExhibitResult, store: ResultStore? = nil) throws -> (text: String, site: Website) {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let site = try gallery.render(exhibits: [exhibit], store: store)
        #expect(gallery.messages == [])
        #expect(HTMLReader(site.text("page.html")).problems == [])
        return (site.main("page.html"), site)
    }

    private func presentation(
        _ scale: Presentation.Scale = .model, percentile: Double = 100, overlay: Bool = false
    ) -> Presentation {
        var presentation = Presentation()
        presentation.scale = scale
        presentation.percentile = percentile
        presentation.overlay = overlay
        return presentation
    }

    private func image(_ name: String, width: Int, _ values: [Float]) -> FigureImage {
        let height = values.count / width
        return FigureImage(identity: Digest(of: Data(name.utf8)), width: width, height: height) {
            () throws(Diagnostic) in FloatRaster(height: height, width: width, values: values)
        }
    }

    private func figure(
        _ id: String, _ map: FigureImage, isSigned: Bool = true, explains: FigureImage? = nil,
        method: String = "gradient", model: String = "lenet"
    ) -> Figure {
        .sample(id, .map(map, isSigned: isSigned, explains: explains), method: method, model: model)
    }

    /// The picture of a figure, by the source of the `img` with its id's figure.
    private func raster(of figure: String, in page: (text: String, site: Website)) throws -> Raster {
        let part = try #require(page.text.components(separatedBy: "<figure class=\"figure\" id=\"\(figure)\">").last)
        let image = try #require(part.components(separatedBy: "</div>").first?.components(separatedBy: "<img ").last)
        let path = try #require(image.components(separatedBy: "src=\"").last.map { String($0.prefix { $0 != "\"" }) })
        return try decodeImage(data: try #require(page.site.files[path]), path: path).raster
    }

    private func number(_ text: String) throws -> Double {
        try #require(Double(text.replacingOccurrences(of: "−", with: "-")))
    }

    /// The printed ends of the first scale.
    private func ends(_ text: String) throws -> (low: Double, high: Double) {
        let part = try #require(text.components(separatedBy: "aria-label=\"colours from ").dropFirst().first)
        let words = part.prefix { $0 != "\"" && $0 != "," }.components(separatedBy: " to ")
        return (try number(words[0]), try number(words[1]))
    }

    /// Two maps of one scale: values in each picture have the colours that the printed range gives them.
    @Test(arguments: [true, false]) func thePrintedRangeIsTheOneUsed(isSigned: Bool) throws {
        let maps: [[Float]] = [[0.5, -0.25, 0, 1], [2, -1, 3.5, -4]]
        let figures = maps.enumerated().map { index, values in
            figure("f\(index)", image("m\(index)", width: 4, values), isSigned: isSigned)
        }
        let page = try page(
            .sample(presentation: presentation(), columnAxis: "class", columns: ["x", "y"], cells: [figures]))
        let range = try ends(page.text)
        #expect(range == (isSigned ? -4 : 0, 4))
        #expect(page.text.components(separatedBy: "class=\"legend\"").count == 2, "one scale, printed once")
        let colours: ColourMap = isSigned ? .diverging : .sequential
        for (index, values) in maps.enumerated() {
            let raster = try raster(of: "f\(index)", in: page)
            for (x, value) in values.enumerated() {
                let shown = isSigned ? Double(value) : Double(value.magnitude)
                let colour = colours.colour(at: (shown - range.low) / (range.high - range.low))
                #expect(Array(raster[x * 64 + 32, 32]) == [colour.red, colour.green, colour.blue], "\(value)")
            }
        }
    }

    struct NoteCase: Sendable, CustomTestStringConvertible {
        let scale: Presentation.Scale
        let percentile: Double
        /// Method and model of each figure.
        let figures: [(method: String, model: String)]
        let note: String
        var testDescription: String { note }
    }

    @Test(arguments: [
        NoteCase(
            scale: .model, percentile: 99.5, figures: [("a", "m")],
            note: "Colour scales end at the 99.5th percentile of magnitudes. Red is positive, blue negative."),
        NoteCase(
            scale: .model, percentile: 100, figures: [("a", "m"), ("a", "m")],
            note: "Colour scales end at the largest magnitude, one scale for all figures. Red"),
        NoteCase(
            scale: .model, percentile: 91, figures: [("a", "m"), ("b", "m")],
            note: "the 91st percentile of magnitudes, one scale for each method. Red"),
        NoteCase(
            scale: .model, percentile: 99, figures: [("a", "m"), ("a", "n")],
            note: "the 99th percentile of magnitudes, one scale for each model. Red"),
        NoteCase(
            scale: .model, percentile: 11, figures: [("a", "m"), ("b", "n")],
            note: "the 11th percentile of magnitudes, one scale for each method and model. Red"),
        NoteCase(
            scale: .shared, percentile: 92, figures: [("a", "m"), ("a", "n")],
            note: "the 92nd percentile of magnitudes, one scale for all figures. Red"),
        NoteCase(
            scale: .each, percentile: 93, figures: [("a", "m"), ("a", "m")],
            note: "the 93rd percentile of magnitudes, one scale for each figure. Red"),
    ]) func aNoteSaysWhereScalesEndAndWhoSharesThem(_ sample: NoteCase) throws {
        let figures = sample.figures.enumerated().map { index, names in
            figure("f\(index)", .slope("m\(index)"), method: names.method, model: names.model)
        }
        let columns = figures.map(\.id)
        let (text, _) = try page(
            .sample(
                presentation: presentation(sample.scale, percentile: sample.percentile), columnAxis: "class",
                columns: columns, cells: [figures]))
        #expect(text.contains(sample.note))
    }

    @Test func unsignedMapsAreNotSaidToBeRedAndBlue() throws {
        let (text, _) = try page(.sample(cells: [[figure("f", .slope("m"), isSigned: false)]]))
        #expect(text.contains("<p class=\"remark scale-note\">") && !text.contains("Red"))
    }

    struct FlatCase: Sendable {
        let values: [Float]
        let isSigned: Bool
        let remark: String?
    }

    @Test(arguments: [
        FlatCase(values: [0, 0, 0, 0], isSigned: true, remark: "every value of this map is 0"),
        FlatCase(values: [0, 0, 0, 0], isSigned: false, remark: "every value of this map is 0"),
        FlatCase(values: [0.3, 0.3, 0.3, 0.3], isSigned: false, remark: "every value of this map is 0.3"),
        FlatCase(
            values: [-0.3, -0.3, -0.30000001, -0.3], isSigned: true, remark: "every value of this map is −0.3"),
        FlatCase(values: [0, 0, 0, 1e-9], isSigned: true, remark: nil),
    ]) func aMapWithoutDifferencesIsFlatAndSaysSo(_ sample: FlatCase) throws {
        let page = try page(
            .sample(cells: [[figure("f", image("m", width: 2, sample.values), isSigned: sample.isSigned)]]))
        let raster = try raster(of: "f", in: page)
        let colours = Set((0..<4).map { Array(raster[$0 % 2 * 128, $0 / 2 * 128]) })
        if let remark = sample.remark {
            #expect(page.text.contains("<span class=\"finding\">\(remark)</span>"))
            #expect(colours.count == 1)
        } else {
            #expect(!page.text.contains("class=\"finding\""))
            #expect(colours.count == 2)
        }
        #expect(page.text.contains("there is no value but 0") == (sample.values == [0, 0, 0, 0]))
    }

    @Test func aSparseMapIsShownByItsLargestValue() throws {
        let map = image("m", width: 40, [2] + .init(repeating: 0, count: 1599))
        let page = try page(.sample(presentation: presentation(percentile: 99), cells: [[figure("f", map)]]))
        #expect(try ends(page.text) == (-2, 2))
        #expect(page.text.contains("ends at the largest magnitude: nearly all values are 0"))
    }

    @Test func valuesThatAreNotFiniteAreCountedAndStayKnown() throws {
        let gallery = try SampleGallery([:])
        let store = try ResultStore(directory: gallery.folder + "/store")
        let cells = [[figure("f", image("m", width: 2, [1, .nan, .infinity, 2]))]]
        let first = try page(.sample(cells: cells), store: store)
        let second = try page(.sample(cells: cells), store: store)
        #expect(first.text.contains("2 values of this map are not finite; they are shown in green"))
        #expect(second.text == first.text)
        #expect(second.site.drawnCount == 0)
    }

    @Test func aMapLiesOverThePictureItExplains() throws {
        let explained = FigureImage(identity: Digest(of: Data("p".utf8)), width: 4, height: 4) {
            () throws(Diagnostic) in
            FloatRaster(channels: 3, height: 4, width: 4, values: .init(repeating: 255, count: 48))
        }
        let page = try page(
            .sample(
                presentation: presentation(overlay: true),
                cells: [[figure("f", image("m", width: 2, [0, 2, -2, 1]), explains: explained)]]))
        let raster = try raster(of: "f", in: page)
        #expect(raster.width == 256 && raster.height == 256)
        let (high, low) = (ColourMap.diverging.colour(at: 1), ColourMap.diverging.colour(at: 0))
        #expect(Array(raster[0, 0]) == [255, 255, 255])
        #expect(Array(raster[128, 127]) == [high.red, high.green, high.blue])
        #expect(Array(raster[127, 128]) == [low.red, low.green, low.blue])
        #expect(page.text.contains("2 × 2 values for a picture of 4 × 4; each is a block"))
        #expect(page.text.contains("the larger a magnitude, the more opaque its colour."))
    }

    @Test func whereNothingIsExplainedThereIsNothingToLieOver() throws {
        let plain = try page(.sample(cells: [[figure("f", .slope("m"))]]))
        var presentation = Presentation()
        presentation.overlay = true
        let asked = try page(.sample(presentation: presentation, cells: [[figure("f", .slope("m"))]]))
        #expect(asked.text == plain.text)
    }

    /// A plan may not know how large a coarse map will be.
    @Test func aMapIsDrawnAsLargeAsItIs() throws {
        let coarse = FigureImage(identity: Digest(of: Data("m".utf8)), width: 224, height: 224) {
            () throws(Diagnostic) in FloatRaster(height: 7, width: 7, values: (0..<49).map(Float.init))
        }
        let page = try page(
            .sample(cells: [[figure("f", coarse, isSigned: false, explains: .slope("p", side: 224, scale: 255))]]))
        let raster = try raster(of: "f", in: page)
        #expect(raster.width == 252)
        #expect(Array(raster[0, 0]) == Array(raster[35, 35]) && Array(raster[0, 0]) != Array(raster[36, 0]))
        #expect(page.text.contains("7 × 7 values for a picture of 224 × 224; each is a block"))
    }
}
