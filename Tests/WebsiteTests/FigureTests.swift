import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing
import Website

@Suite struct FigureTests {
    private func page(_ exhibit: ExhibitResult, block: String = "method: gradient") throws -> (
        String, SampleGallery, Website
    ) {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\n\(block)\n```\n"])
        let site = try gallery.render(exhibits: [exhibit])
        #expect(HTMLReader(site.text("page.html")).problems == [])
        return (site.main("page.html"), gallery, site)
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    private func map(_ id: String, explains: String?, model: String = "lenet", scale: Float = 1) -> Figure {
        .sample(
            id,
            .map(
                .slope(id, scale: scale, channels: 1), isSigned: false,
                explains: explains.map { .slope($0, scale: 255) }),
            model: model)
    }

    @Test func figuresOfTwoAxesAreATable() throws {
        let cells = ["a", "b"].map { (row: String) in
            ["x", "y"].map { (column: String) in map("\(row)-\(column)", explains: row) }
        }
        let (text, _, _) = try page(
            .sample(rowAxis: "image", rows: ["a", "b"], columnAxis: "class", columns: ["x", "y"], cells: cells))
        #expect(count("<th scope=\"row\">", in: text) == 2)
        #expect(count("<th scope=\"col\">", in: text) == 2)
        #expect(count("<img", in: text) == 6, "four maps, and each picture once at the head of its row")
        #expect(count("<th scope=\"row\"><img", in: text) == 2)
        #expect(text.contains("<caption class=\"visually-hidden\">Gradient: image by class</caption>"))
    }

    @Test func picturesOfColumnsStandAtTheirHeads() throws {
        let cells = ["a", "b"].map { (row: String) in
            ["x", "y"].map { (column: String) in map("\(row)-\(column)", explains: column) }
        }
        let (text, _, _) = try page(
            .sample(rowAxis: "class", rows: ["a", "b"], columnAxis: "image", columns: ["x", "y"], cells: cells))
        #expect(count("<th scope=\"col\"><img", in: text) == 2)
        #expect(count("<img", in: text) == 6)
    }

    @Test func onePictureOfAllIsShownOnce() throws {
        let (text, _, _) = try page(
            .sample(
                columnAxis: "class", columns: ["x", "y", "z"],
                cells: [["x", "y", "z"].map { (name: String) in map(name, explains: "all") }]))
        #expect(count("<img", in: text) == 4)
        #expect(text.contains("the picture explained"))
        #expect(count("<table", in: text) == 0)
        #expect(text.contains("<span class=\"label\">z</span>"))
    }

    @Test func picturesThatDifferStandBesideTheirMaps() throws {
        let (text, _, _) = try page(
            .sample(rowAxis: "image", rows: ["x", "y"], cells: [[map("x", explains: "p")], [map("y", explains: "q")]]))
        #expect(count("<img", in: text) == 4)
        #expect(text.contains("wall wide"))
    }

    struct ScaleCase: Sendable {
        let scale: Presentation.Scale
        let legends: [String]
    }

    @Test(arguments: [
        ScaleCase(scale: .shared, legends: ["4"]), ScaleCase(scale: .model, legends: ["2", "4"]),
        ScaleCase(scale: .each, legends: ["1", "2", "3", "4"]),
    ]) func scalesAreSharedAsAsked(_ sample: ScaleCase) throws {
        var presentation = Presentation()
        presentation.scale = sample.scale
        presentation.percentile = 100
        let cells = [
            [map("a1", explains: nil, model: "m", scale: 1), map("a2", explains: nil, model: "m", scale: 2)],
            [map("b1", explains: nil, model: "n", scale: 3), map("b2", explains: nil, model: "n", scale: 4)],
        ]
        let (text, _, _) = try page(
            .sample(
                presentation: presentation, rowAxis: "model", rows: ["m", "n"], columnAxis: "class",
                columns: ["x", "y"],
                cells: cells))
        let ends = text.components(separatedBy: "colours from 0 to ").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(ends.map(String.init) == sample.legends)
    }

    /// Reads pixels back and compares with the ends of the colour maps.
    @Test func pixelsHaveTheColoursOfTheirValues() throws {
        var presentation = Presentation()
        presentation.percentile = 100
        let signed = FigureImage(identity: .init(of: Data("s".utf8)), width: 3, height: 1) { () throws(Diagnostic) in
            FloatRaster(channels: 2, height: 1, width: 3, values: [-1, 0, 0.5, -1, 0, 1.5])
        }
        let unsigned = FigureImage(identity: .init(of: Data("u".utf8)), width: 3, height: 1) { () throws(Diagnostic) in
            FloatRaster(channels: 2, height: 1, width: 3, values: [0, 1, -4, 0, 3, 2])
        }
        for (image, isSigned, colours, positions) in [
            (signed, true, ColourMap.diverging, [0.0, 0.5, 1.0]),
            (unsigned, false, ColourMap.sequential, [0, 0.75, 1]),
        ] {
            let figure = Figure.sample("x", .map(image, isSigned: isSigned, explains: nil))
            let (_, _, site) = try page(.sample(presentation: presentation, cells: [[figure]]))
            let path = try #require(site.files.paths.first { $0.hasPrefix("images/") })
            let raster = try decodeImage(data: try #require(site.files[path]), path: path).raster
            #expect(raster.width == 255)
            for (index, position) in positions.enumerated() {
                let colour = colours.colour(at: position)
                #expect(Array(raster[index * 85 + 42, 40]) == [colour.red, colour.green, colour.blue])
            }
        }
    }

    @Test(arguments: [(28, 252), (32, 256), (64, 256), (96, 192), (128, 256), (129, 129), (224, 224)])
    func smallPicturesAreEnlargedByWholeFactors(_ side: Int, _ shown: Int) throws {
        let (text, _, _) = try page(.sample(cells: [[.sample("x", .picture(.slope("p", side: side, scale: 255)))]]))
        #expect(text.contains("width=\"\(shown)\" height=\"\(shown)\""))
        #expect(text.contains("class=\"enlarged\"") == (shown > side))
    }

    @Test func predictionsAreATableWithBars() throws {
        let predictions = [
            Prediction(index: 1, label: "cat", probability: 0.97812, logit: 9),
            Prediction(index: 2, label: "dog", probability: 0.00001, logit: 1),
        ]
        let (text, _, _) = try page(
            .sample(cells: [[.sample("x", .predictions(predictions, of: .slope("p", scale: 255)))]]))
        #expect(text.contains("<caption>lenet</caption>"))
        #expect(
            text.contains(
                "<tr><th scope=\"row\">cat</th><td><span class=\"bar\" style=\"width: 97.8%\"></span>"
                    + "<span class=\"share\">97.8\u{A0}%</span></td></tr>"))
        #expect(text.contains("&lt; 0.1 %"))
    }

    @Test func whatFailedOrIsMissingSaysSoInItsPlace() throws {
        let cells: [[Figure?]] = [
            [
                Figure(id: "f", coordinates: [], method: "gradient", model: "m", state: .failed("out of memory")),
                .sample("m", nil), nil,
            ]
        ]
        let (text, _, _) = try page(.sample(columnAxis: "class", columns: ["x", "y", "z"], cells: cells))
        #expect(text.contains("<p class=\"failure\"><strong>Failed:</strong> out of memory</p>"))
        #expect(text.contains("<p class=\"missing\">not computed</p>"))
    }

    @Test func pixelsThatCannotBeReadFailOneFigureOnly() throws {
        let broken = FigureImage(identity: .init(of: Data("x".utf8)), width: 8, height: 8) { () throws(Diagnostic) in
            throw Diagnostic(.error, "damaged-blob", "the blob has changed", at: nil as SourceRange?)
        }
        let (text, gallery, _) = try page(
            .sample(
                columnAxis: "class", columns: ["x", "y"],
                cells: [[.sample("x", .map(broken, isSigned: false, explains: nil)), map("y", explains: nil)]]))
        #expect(text.contains("<strong>Failed:</strong> the blob has changed"))
        #expect(count("<img", in: text) == 1)
        #expect(gallery.log.all.map(\.id) == ["damaged-blob"])
    }

    @Test func anExhibitWithoutResultSaysSo() throws {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        #expect(try gallery.render().main("page.html").contains("<p class=\"missing\">not computed</p>"))
    }

    @Test func aFigureCarriesItsProof() throws {
        let figure = Figure.sample(
            "x", .map(.slope("x"), isSigned: true, explains: nil),
            receipts: [
                Receipt(name: "gap", value: 0.02, tolerance: 0.01),
                Receipt(name: "drift", value: -1e-7, tolerance: 1e-6),
            ])
        let (text, _, site) = try page(.sample(cells: [[figure]]))
        for part in [
            "<dt>class</dt><dd>3</dd>", "<dt>seed</dt><dd>7</dd>", "<dt>model weights</dt><dd>abc123</dd>",
            "<dt>logit</dt><dd>17.25</dd>",
            "<dd class=\"fails\"><span aria-hidden=\"true\">✗</span> 0.02 (past the tolerance 0.01)</dd>",
            "<dd class=\"holds\"><span aria-hidden=\"true\">✓</span> −1e−7 (within 1e−6)</dd>",
            "<span class=\"warning\">✗ gap 0.02 is past its tolerance 0.01</span>",
            "<summary>How it was made <span class=\"receipts\">✗ 1 of 2 receipts fails</span></summary>",
            "<pre><code>vitrine run gradient</code></pre>", "<span class=\"number\">probability <b>0.98</b></span>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let path = try #require(site.files.paths.first { $0.hasPrefix("records/") })
        #expect(text.contains("href=\"\(path)\""))
        let record = try JSON(parsing: try #require(site.files[path]))
        #expect(record["job"]?["seed"]?.integerValue == 7)
    }

    @Test func anUnknownColourMapIsReported() throws {
        let gallery = try SampleGallery([
            "Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\ncolours: sequentail\n```\n"
        ])
        let presentation = try #require(try gallery.source().pages.first?.exhibits.first?.presentation)
        _ = try gallery.render(exhibits: [.sample(presentation: presentation, cells: [[map("x", explains: nil)]])])
        #expect(
            gallery.headlines == [
                "Content/page.md:6:10: error: there is no colour map 'sequentail'; did you mean 'sequential'?"
            ])
    }
}
