import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing
import Website

@Suite struct SiteTests {
    private func smallSite(_ gallery: SampleGallery, store: ResultStore? = nil) throws -> Website {
        let source = try gallery.source()
        let figure = Figure.sample(
            "maps-lenet", .map(.slope("a"), isSigned: false, explains: .slope("b", scale: 255)),
            coordinates: [.init(axis: "model", label: "LeNet")],
            receipts: [Receipt(name: "relevance-unaccounted", value: 2e-7, tolerance: 1e-4)])
        let training = ModelResult.TrainingSummary(
            loss: [0.4, 0.2, 0.1], trainAccuracy: [0.8, 0.9, 0.97], testAccuracy: [0.79, 0.88, 0.95],
            recipe: .object(["epochs": .integer(3)]))
        return try gallery.render(
            exhibits: [.sample(caption: "Where it *looks*.", cells: [[figure]], tables: [.sample], plots: [.sample])],
            models: source.models.map {
                .sample(
                    $0, training: training, receipts: [Receipt(name: "batch-invariance", value: 0.5, tolerance: 0)])
            }, methods: [.gradient], metrics: [.size], store: store)
    }

    @Test func hasThePagesOfTheGallery() throws {
        let gallery = try SampleGallery(smallGallery)
        let site = try smallSite(gallery)
        #expect(gallery.messages == [])
        let pages = site.files.paths.filter { !$0.hasPrefix("images/") && !$0.hasPrefix("records/") }
        #expect(
            pages == [
                "404.html", "favicon.svg", "index.html", "method-gradient.html", "metric-png-size.html",
                "model-lenet.html", "page.html",
                "plots/page-maps-morf.csv", "second.html", "style.css", "tables/page-maps.csv",
                "tables/page-maps.json",
            ])
        #expect(site.files.paths.count { $0.hasPrefix("images/") } == 2)
        #expect(site.files.paths.count { $0.hasPrefix("records/") } == 1)
    }

    @Test func isWellFormedAndItsLinksLeadSomewhere() throws {
        let site = try smallSite(try SampleGallery(smallGallery))
        let pages = site.files.paths.filter { $0.hasSuffix(".html") }
        #expect(pages.count == 7)
        let texts = Dictionary(uniqueKeysWithValues: pages.map { ($0, site.text($0)) })
        #expect(HTMLReader.problems(of: texts, files: Set(site.files.paths)) == [])
    }

    @Test func imagesAreNamedByTheirBytesAndCarryTheirJob() throws {
        let site = try smallSite(try SampleGallery(smallGallery))
        var commands: [String] = []
        for path in site.files.paths where path.hasPrefix("images/") {
            let data = try #require(site.files[path])
            #expect(path == "images/\(Digest(of: data).hex.prefix(16)).png")
            let image = try decodeImage(data: data, path: path)
            #expect(image.raster.width == 256, "8 pixels are enlarged 32 times")
            commands += image.texts.filter { $0.keyword == "vitrine-command" }.map(\.value)
        }
        #expect(commands == ["vitrine run gradient"])
    }

    @Test func equalResultsGiveEqualBytesWhereverTheGalleryIs() throws {
        let galleries = [try SampleGallery(smallGallery), try SampleGallery(smallGallery)]
        let sites = try galleries.map { try smallSite($0) }
        #expect(sites[0].files.contents == sites[1].files.contents)
        for (path, data) in sites[0].files.contents {
            #expect(data.range(of: Data(galleries[0].folder.utf8)) == nil, "\(path) holds a path of this machine")
        }
    }

    @Test func whatIsDrawnOnceIsKept() throws {
        let gallery = try SampleGallery(smallGallery)
        let store = try ResultStore(directory: gallery.folder + "/store")
        let first = try smallSite(gallery, store: store)
        let second = try smallSite(gallery, store: store)
        #expect(first.drawnCount == 2)
        #expect(second.drawnCount == 0)
        #expect(first.files.contents == second.files.contents)
        #expect(first.storeKeys.isSuperset(of: try store.keys()))
    }

    @Test func aRebuildReadsNoPixels() throws {
        let gallery = try SampleGallery(smallGallery)
        let store = try ResultStore(directory: gallery.folder + "/store")
        let count = LoadCount()
        func render() throws {
            let cells = (0..<5).map { index in
                Figure.sample("f\(index)", .map(.slope("\(index)", counting: count), isSigned: true, explains: nil))
            }
            _ = try gallery.render(
                exhibits: [.sample(columnAxis: "class", columns: ["a", "b", "c", "d", "e"], cells: [cells])],
                store: store)
        }
        try render()
        let loads = count.value
        #expect(loads > 0)
        try render()
        #expect(count.value == loads)
    }

    @Test func aDamagedDrawingIsReportedAndDrawnAgain() throws {
        let gallery = try SampleGallery(smallGallery)
        let store = try ResultStore(directory: gallery.folder + "/store")
        let first = try smallSite(gallery, store: store)
        let blobs = gallery.folder + "/store/cas"
        for name in try FileManager.default.contentsOfDirectory(atPath: blobs) {
            var data = try #require(FileManager.default.contents(atPath: blobs + "/" + name))
            data[data.count / 2] ^= 1
            try data.write(to: URL(fileURLWithPath: blobs + "/" + name))
        }
        let second = try smallSite(gallery, store: store)
        #expect(second.drawnCount == 2)
        #expect(first.files.contents == second.files.contents)
        #expect(Set(gallery.log.all.map(\.id)) == ["damaged-blob"])
    }

    @Test func metricsHaveAPageAndALinkOnTheFrontPage() throws {
        let site = try smallSite(try SampleGallery(smallGallery))
        let text = site.main("metric-png-size.html")
        for part in [
            "<h1>PNG size</h1>", "<p class=\"summary\">How small a map can be packed.</p>",
            "<p>Read it as <em>noise</em>.</p>", "<p class=\"prose\">Liao 2018</p>", "revision 2",
            "<tr><th scope=\"row\"><code>png-size</code></th><td>PNG size (bytes)</td><td>lower is better</td>"
                + "<td>Bytes of the grayscale map as PNG.</td></tr>",
            "Curves that <code>plot</code> takes: packed", "<code>score</code>",
            "<a href=\"page.html#maps\">Gradient</a>",
            "A page · 1 figure, 1 table, 1 plot",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(site.main("index.html").contains("<h3><a href=\"metric-png-size.html\">PNG size</a></h3>"))
        #expect(site.text("page.html").contains("<a href=\"index.html#metrics\">Metrics</a>"))
        #expect(site.main("page.html").contains("<a href=\"metric-png-size.html\">PNG size</a>"))
    }

    /// A table is of a model and a method although it shows no picture of either.
    @Test func exhibitsWithoutFiguresAreListedWithoutPictures() throws {
        let gallery = try SampleGallery(smallGallery)
        let models = try gallery.source().models.map { ModelResult.sample($0) }
        let site = try gallery.render(
            exhibits: [.sample(cells: [], tables: [.sample])], models: models, methods: [.gradient], metrics: [.size])
        for path in ["model-lenet.html", "method-gradient.html", "metric-png-size.html"] {
            let text = site.main(path)
            #expect(text.contains("<a href=\"page.html#maps\">Gradient</a>"), "\(path)")
            #expect(text.contains("A page · 1 table") && !text.contains("<img") && !text.contains("class=\"strip\""))
        }
    }

    /// The golden files change with the theme: VITRINE_GOLDEN=write renews them.
    @Test(arguments: ["page.html", "model-lenet.html", "404.html", "second.html"]) func isAsItWas(_ path: String) throws
    {
        let site = try smallSite(try SampleGallery(smallGallery))
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden/" + path
        if ProcessInfo.processInfo.environment["VITRINE_GOLDEN"] == "write" {
            try Data(site.text(path).utf8).write(to: URL(fileURLWithPath: golden))
        }
        let expected = FileManager.default.contents(atPath: golden).map { String(decoding: $0, as: UTF8.self) }
        #expect(site.text(path) == expected)
    }

    @Test func canonicalLinksNeedABaseAddress() throws {
        let gallery = try SampleGallery(smallGallery)
        #expect(!(try gallery.render().text("page.html").contains("canonical")))
        let site = try gallery.render(options: .init(baseURL: "https://example.org/g/"))
        #expect(site.text("page.html").contains("<link rel=\"canonical\" href=\"https://example.org/g/page.html\">"))
        #expect(site.text("index.html").contains("<link rel=\"canonical\" href=\"https://example.org/g/\">"))
        #expect(!site.text("404.html").contains("canonical"))
    }

    @Test func twoPagesOfOneAddressAreReported() throws {
        var files = smallGallery
        files["Content/model-lenet.md"] = "# In the way\n"
        let gallery = try SampleGallery(files)
        _ = try smallSite(gallery)
        #expect(gallery.headlines.count == 1)
        #expect(gallery.headlines.first?.contains("two files of the site would be called 'model-lenet.html'") == true)
    }
}
