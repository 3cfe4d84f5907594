import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing
import Website

/// Several pictures in one file.
@Suite struct SheetTests {
    private func page(_ exhibit: ExhibitResult, store: ResultStore? = nil) throws -> (
        text: String, site: Website, gallery: SampleGallery
    ) {
        let gallery = try SampleGallery(smallGallery)
        let site = try gallery.render(
            exhibits: [exhibit], models: try gallery.source().models.map { .sample($0) }, methods: [.gradient],
            store: store)
        let pages = site.files.paths.filter { $0.hasSuffix(".html") }
        #expect(
            HTMLReader.problems(
                of: Dictionary(uniqueKeysWithValues: pages.map { ($0, site.text($0)) }), files: Set(site.files.paths))
                == [])
        return (site.main("page.html"), site, gallery)
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    private func raster(_ path: String, _ site: Website) throws -> Raster {
        try decodeImage(data: try #require(site.files[path]), path: path).raster
    }

    private func number(_ name: String, in text: String) throws -> Int {
        let part = try #require(text.components(separatedBy: "--\(name):").dropFirst().first)
        return try #require(Int(part.prefix { $0.isNumber }))
    }

    /// Every cell's window on its file shows that cell's pixels, enlarged, with its edge repeated around.
    @Test(arguments: [1, 5, 13, 17, 61, 300]) func cellsAreWhereThePageSays(_ cells: Int) throws {
        let page = try page(.sample(cells: [[.sample("s", .sheet(.sample("s", count: cells), explains: nil))]]))
        let sprites = SpriteOnPage.all(in: page.text)
        #expect(sprites.count == cells)
        #expect(Set(sprites.map(\.source)).count == (cells > 256 ? 2 : 1))
        let (width, height) = (try number("cell-width", in: page.text), try number("cell-height", in: page.text))
        let factor = width / 3
        #expect(factor > 1 && height == 2 * factor && width == 3 * factor)
        var files: [String: Raster] = [:]
        for (index, sprite) in sprites.enumerated() {
            if files[sprite.source] == nil { files[sprite.source] = try raster(sprite.source, page.site) }
            let file = try #require(files[sprite.source])
            #expect(file.width == (try number("sprite-width", in: page.text)))
            for (row, column) in [(0, 0), (0, 2), (1, 1), (1, 2)] {
                let expected = (0..<3).map { UInt8(min(255, 80 * $0 + 10 * row + column + index)) }
                for (dx, dy) in [(0, 0), (factor - 1, factor - 1)] {
                    let found = Array(file[sprite.x + column * factor + dx, sprite.y + row * factor + dy])
                    #expect(found == expected, "cell \(index), row \(row), column \(column)")
                }
            }
            // What a browser that rounds may show beside the cell.
            #expect(file[sprite.x - 1, sprite.y] == file[sprite.x, sprite.y])
            #expect(
                Array(file[sprite.x + width, sprite.y + height])
                    == Array(file[sprite.x + width - 1, sprite.y + height - 1]))
        }
    }

    @Test func aCellSaysWhatItIs() throws {
        let sheet = FigureSheet.sample(
            "s", count: 3, kernel: { $0 == 2 ? .sample(7) : nil }, remark: { $0 == 1 ? "dead" : nil })
        let page = try page(
            .sample(cells: [[.sample("s", .sheet(sheet, explains: nil), alternative: "three <starts>")]]))
        #expect(page.text.contains("<ul aria-label=\"three &lt;starts&gt;\">"))
        #expect(SpriteOnPage.all(in: page.text).map(\.alternative) == ["picture 0", "picture 1", "picture 2"])
        #expect(
            page.text.contains("aria-hidden=\"true\">1</span> <span>0.5</span> <span class=\"cell-remark\">dead</span>")
        )
        #expect(page.text.contains("<li><a href=\"kernel-lenet-features.1-7.html\"><span class=\"sprite\""))
        #expect(count("loading=\"lazy\"", in: page.text) == 0, "the first exhibit is at the top of the page")
        #expect(page.text.contains("wall sheets"))
        #expect(page.gallery.messages == [])
    }

    @Test func cellsWithAGridOfTheirOwnAreATable() throws {
        let page = try page(
            .sample(cells: [[.sample("s", .sheet(.sample("s", count: 7, columns: 3), explains: nil))]]))
        #expect(page.text.contains("class=\"sheet mosaic\"") && page.text.contains(";--columns:3\""))
        #expect(count("<tr>", in: page.text) == 3 && count("<td", in: page.text) == 7)
        #expect(page.text.contains("<td title=\"picture 3, 1.5\">"))
        #expect(SpriteOnPage.all(in: page.text)[3].alternative == "picture 3, 1.5")
        #expect(!page.text.contains("cell-text"))
    }

    /// All maps of a sheet by one printed scale; the values 0 to 14 of its cells tell where each colour belongs.
    @Test func mapsOfASheetShareAScale() throws {
        var presentation = Presentation()
        presentation.percentile = 100
        let sheet = FigureSheet.sample("m", count: 3, kind: .maps(isSigned: false))
        let page = try page(
            .sample(presentation: presentation, cells: [[.sample("m", .sheet(sheet, explains: nil))]]))
        #expect(count("class=\"legend\"", in: page.text) == 1)
        #expect(page.text.contains("colours from 0 to 14"))
        #expect(page.text.contains("one scale for all maps"))
        for (index, sprite) in SpriteOnPage.all(in: page.text).enumerated() {
            #expect(sprite.alternative == "map \(index)")
            let file = try raster(sprite.source, page.site)
            let colour = ColourMap.sequential.colour(at: Double(index) / 14)
            #expect(Array(file[sprite.x, sprite.y]) == [colour.red, colour.green, colour.blue])
        }
    }

    @Test func largePicturesAreMadeSmaller() throws {
        let cells = (0..<61).map { index in
            FigureSheet.Cell(
                image: .slope("\(index)", side: 300, scale: 255), label: "\(index)", value: nil, kernel: nil,
                remark: nil)
        }
        let sheet = FigureSheet(cells: cells, columns: nil, kind: .pictures) { () throws(Diagnostic) in
            var all: [FloatRaster] = []
            for cell in cells { all.append(try cell.image.load()) }
            return all
        }
        let page = try page(.sample(cells: [[.sample("s", .sheet(sheet, explains: nil))]]))
        #expect(try number("cell-width", in: page.text) == 96)
        #expect(!page.text.contains("class=\"enlarged\""))
        let sprite = SpriteOnPage.all(in: page.text)[60]
        let file = try raster(sprite.source, page.site)
        // The slope's value in the middle of the antidiagonal is half of its end.
        #expect(file[sprite.x + 48, sprite.y + 48].allSatisfy { (126...130).contains($0) })
    }

    @Test func whatIsDrawnOnceIsKept() throws {
        let folder = NSTemporaryDirectory() + "sheets-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try ResultStore(directory: folder)
        let loads = LoadCount()
        func render() throws -> Website {
            try page(
                .sample(
                    cells: [
                        [
                            .sample(
                                "s",
                                .sheet(
                                    .sample("s", count: 20, kind: .maps(isSigned: true), counting: loads), explains: nil
                                ))
                        ]
                    ]), store: store
            ).site
        }
        let first = try render()
        #expect(loads.value == 2, "once for the scale, once for the sheet")
        let second = try render()
        #expect(loads.value == 2 && second.drawnCount == 0)
        #expect(first.files.contents == second.files.contents)
    }

    /// One cell that cannot be read leaves the others as they are, and is read again by the next build.
    @Test func aCellThatCannotBeReadSaysSo() throws {
        let broken = FigureImage(identity: .init(of: Data("x".utf8)), width: 4, height: 4) { () throws(Diagnostic) in
            throw Diagnostic(.error, "damaged-blob", "the blob has changed", at: nil as SourceRange?)
        }
        let figures = (0..<6).map { index in
            index == 5
                ? Figure.sample("broken", .picture(broken), kernel: .sample(5)) : Figure.kernel(index)
        }
        let page = try page(
            .sample(arrangement: .sheet, columnAxis: "kernel", columns: figures.map(\.id), cells: [figures]))
        #expect(SpriteOnPage.all(in: page.text).count == 5)
        #expect(page.text.contains("failed<span class=\"visually-hidden\">: the blob has changed</span>"))
        #expect(page.gallery.log.all.allSatisfy { $0.id == "damaged-blob" })
        #expect(!page.gallery.log.all.isEmpty)
    }
}
