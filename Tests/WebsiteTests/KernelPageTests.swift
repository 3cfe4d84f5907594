import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Testing
import Website

/// Contact sheets of kernels and the pages that they lead to.
@Suite struct KernelPageTests {
    private func site(
        _ exhibits: [ExhibitResult], files: [String: String] = smallGallery, layers: [ModelResult.LayerSummary] = [],
        isSound: Bool = true
    ) throws -> (site: Website, gallery: SampleGallery) {
        let gallery = try SampleGallery(files)
        let site = try gallery.render(
            exhibits: exhibits, models: try gallery.source().models.map { .sample($0, layers: layers) },
            methods: [.gradient])
        let pages = site.files.paths.filter { $0.hasSuffix(".html") }
        #expect(
            HTMLReader.problems(
                of: Dictionary(uniqueKeysWithValues: pages.map { ($0, site.text($0)) }), files: Set(site.files.paths)
            ).isEmpty == isSound)
        return (site, gallery)
    }

    private func sheet(_ figures: [Figure], id: String = "maps", page: String = "page") -> ExhibitResult {
        .sample(
            page: page, id: id, arrangement: .sheet, columnAxis: "kernel", columns: figures.map(\.id), cells: [figures])
    }

    private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

    @Test func threeHundredKernelsAreTwoPicturesAndThreeHundredPages() throws {
        let (site, gallery) = try site([sheet((0..<300).map { Figure.kernel($0) })])
        #expect(gallery.messages == [])
        let text = site.main("page.html")
        let sprites = SpriteOnPage.all(in: text)
        #expect(sprites.count == 300 && Set(sprites.map(\.source)).count == 2)
        #expect(sprites.first?.alternative == "features.1/0")
        #expect(text.utf8.count < 300 * 500)
        #expect(site.files.paths.count { $0.hasPrefix("kernel-lenet-features.1-") } == 300)
        #expect(site.files.paths.count { $0.hasPrefix("records/") } == 300)
        #expect(!text.contains("<details>"), "records and commands are on the pages of the kernels")
        let page = site.main("kernel-lenet-features.1-299.html")
        for part in [
            "<h1>features.1/299</h1>", "<pre><code>vitrine run gradient</code></pre>", "records/",
            "href=\"page.html#maps-features.1-299\">exhibit</a>", "href=\"model-lenet.html#kernels\">LeNet</a>",
            "rel=\"prev\" href=\"kernel-lenet-features.1-298.html\"", "<dd>3×3 every 1</dd>", "<dd>26 × 26</dd>",
            "<a href=\"page.html#maps\">Gradient</a>",
        ] {
            #expect(page.contains(part), "\(part)")
        }
        #expect(!page.contains("rel=\"next\""))
        let model = site.main("model-lenet.html")
        #expect(model.contains("<code>features.1</code> <span class=\"remark\">300 of 32</span>"))
        #expect(count("<a href=\"kernel-lenet-features.1-", in: model) == 300)
    }

    @Test func aSheetNamesTheDeadTheFailedAndTheMissing() throws {
        func without(_ channel: Int, _ state: Figure.State) -> Figure {
            Figure(
                id: "f\(channel)", coordinates: [], method: "gradient", model: "lenet", kernel: .sample(channel),
                state: state)
        }
        let figures = [
            Figure.kernel(0, isDead: true), .kernel(1), without(2, .failed("out of <memory>")), without(3, .missing),
            without(4, .missing), .kernel(5, isDead: true),
        ]
        let (site, _) = try site([sheet(figures)])
        let text = site.main("page.html")
        #expect(text.contains("2 of 6 kernels are dead: 0, 5"))
        #expect(text.contains("1 of 6 figures failed: 2"))
        #expect(text.contains("2 of 6 figures are not computed: 3, 4"))
        #expect(count("<span class=\"cell-remark\">dead</span>", in: text) == 2)
        #expect(text.contains("failed<span class=\"visually-hidden\">: out of &lt;memory&gt;</span>"))
        #expect(count("<span class=\"cell-note\">not computed</span>", in: text) == 2)
        #expect(SpriteOnPage.all(in: text).count == 3)
        #expect(
            site.main("kernel-lenet-features.1-2.html").contains(
                "<p class=\"failure\"><strong>Failed:</strong> out of &lt;memory&gt;</p>"))
        #expect(site.main("kernel-lenet-features.1-3.html").contains("<p class=\"missing\">not computed</p>"))
        #expect(site.main("kernel-lenet-features.1-0.html").contains("<dt>dead</dt>"))
    }

    /// Kernels down and pictures across, or the reverse: a sheet for each picture.
    @Test(arguments: [true, false]) func aSecondAxisGivesSheets(isDown: Bool) throws {
        func figure(_ kernel: Int, _ image: String) -> Figure {
            .sample(
                "\(image)-\(kernel)",
                .map(.slope("\(image)\(kernel)"), isSigned: true, explains: .slope(image, scale: 255)),
                coordinates: [.init(axis: "kernel", label: "\(kernel)"), .init(axis: "image", label: image)],
                kernel: .sample(kernel))
        }
        let (kernels, images) = ([0, 1, 2], ["cat", "dog"])
        let cells =
            isDown
            ? kernels.map { kernel in images.map { figure(kernel, $0) } }
            : images.map { image in kernels.map { figure($0, image) } }
        let (axes, names) = (["kernel", "image"], [kernels.map { "features.1/\($0)" }, images])
        let (site, _) = try site([
            .sample(
                arrangement: .sheet, rowAxis: axes[isDown ? 0 : 1], rows: names[isDown ? 0 : 1],
                columnAxis: axes[isDown ? 1 : 0], columns: names[isDown ? 1 : 0], cells: cells)
        ])
        let text = site.main("page.html")
        #expect(count("<ul aria-label=", in: text) == 2)
        #expect(text.contains("<p class=\"sheet-title\">cat · features.1</p>"))
        #expect(text.contains("<ul aria-label=\"Gradient, dog · features.1\">"))
        #expect(count("the picture explained", in: text) == 2)
        #expect(count("class=\"legend\"", in: text) == 1)
        let page = site.main("kernel-lenet-features.1-1.html")
        #expect(page.contains("<span class=\"label\">cat</span>") && page.contains("<span class=\"label\">dog</span>"))
    }

    /// The same job in two exhibits stands once and names both; methods come in the order in which they are read.
    @Test func aPageGathersWhatIsKnown() throws {
        func figure(_ id: String, _ method: String, job: String) -> Figure {
            let key = Digest(of: Data(job.utf8))
            return Figure(
                id: id, coordinates: [.init(axis: "kernel", label: "features.1/3"), .init(axis: "seed", label: job)],
                method: method, model: "lenet", kernel: .sample(3),
                state: .done(
                    FigureResult(
                        content: .picture(.slope(job, scale: 200)), alternative: job,
                        numbers: [Number(name: "activation", value: Double(job.utf8.count))],
                        headline: ["activation"], receipts: [], record: .object(["job": .string(job)]), key: key,
                        command: "vitrine run \(job)")))
        }
        var files = smallGallery
        files["Content/second.md"] = "# Second\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"
        let (site, _) = try site(
            [
                .sample(
                    columnAxis: "seed", columns: ["a", "b", "c"],
                    cells: [
                        [
                            figure("x", "zebra", job: "a"), figure("y", "deconvolution", job: "bb"),
                            figure("z", "activation-maximization", job: "ccc"),
                        ]
                    ]),
                .sample(
                    page: "second", columnAxis: "seed", columns: ["a", "b"],
                    cells: [
                        [
                            figure("x", "activation-maximization", job: "ccc"),
                            figure("y", "activation-maximization", job: "dddd"),
                        ]
                    ]),
            ], files: files)
        let text = site.main("kernel-lenet-features.1-3.html")
        let headings = text.components(separatedBy: "<h2 id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(
            headings == ["method-activation-maximization", "method-deconvolution", "method-zebra", "exhibits"])
        #expect(count("<figure class=\"figure\"", in: text) == 4)
        #expect(
            text.contains(
                "<a class=\"record\" href=\"page.html#z\">exhibit</a>\n<a class=\"record\" href=\"second.html#x\">exhibit</a>"
            ))
        #expect(text.contains("<dt>activation, activation-maximization</dt><dd>3 to 4</dd>"))
        #expect(text.contains("<span class=\"label\">seed dddd</span>"))
        #expect(text.contains("<a href=\"second.html#maps\">Gradient</a>"))
        // On a page of full figures each leads to its kernel.
        #expect(
            count("<a class=\"record\" href=\"kernel-lenet-features.1-3.html\">kernel</a>", in: site.main("page.html"))
                == 3)
    }

    /// A kernel that only a cell of a sheet is of has a page with that cell, drawn by the file of the sheet.
    @Test func aCellOfASheetIsOnItsKernelsPage() throws {
        let sheet = FigureSheet.sample(
            "s", count: 4, kind: .maps(isSigned: false), kernel: { .sample($0 + 10) },
            remark: { $0 == 1 ? "dead" : nil })
        let (site, _) = try site([
            .sample(cells: [
                [.sample("s", .sheet(sheet, explains: nil), coordinates: [.init(axis: "image", label: "cat")])]
            ])
        ])
        let text = site.main("kernel-lenet-features.1-11.html")
        #expect(text.contains("<a href=\"page.html#s\">Gradient · cat</a>"))
        #expect(text.contains("<span class=\"number\">0.5</span> <span class=\"finding\">dead</span>"))
        let (here, there) = (SpriteOnPage.all(in: text), SpriteOnPage.all(in: site.main("page.html")))
        #expect(here.count == 1)
        #expect(here.first?.source == there[1].source && here.first?.x == there[1].x)
        #expect(text.contains("--cell-width:"))
    }

    /// Addresses are of safe letters, and no two are the same on a file system that ignores case.
    @Test func addressesAreSafeAndUnique() throws {
        let names = ["a/b", "a-b", "A.b", "a.b", "/a b/", "ä", "x:y?z#", String(repeating: "long", count: 100)]
        let layers = names.map { name in
            ModelResult.LayerSummary(
                name: name, kind: "relu", summary: "", shape: [8, 2, 2], parameterCount: 0, multiplyAdds: 0,
                receptiveField: "1×1 every 1")
        }
        let (site, _) = try site(
            [
                sheet(
                    names.enumerated().map {
                        Figure.sample(
                            "f\($0.offset)", .picture(.slope($0.element, scale: 9)),
                            kernel: .sample(3, layer: $0.element))
                    })
            ],
            layers: layers)
        let pages = site.files.paths.filter { $0.hasPrefix("kernel-") }
        #expect(pages.count == names.count)
        #expect(Set(pages.map { $0.lowercased() }).count == names.count)
        let safe = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")
        #expect(pages.allSatisfy { $0.allSatisfy(safe.contains) && $0.utf8.count < 255 })
        for page in [
            "kernel-lenet-a-b-3.html", "kernel-lenet-a-b-2-3.html", "kernel-lenet-A.b-3.html",
            "kernel-lenet-a.b-2-3.html",
        ] {
            #expect(pages.contains(page), "\(page)")
        }
    }

    @Test func proseLeadsToKernels() throws {
        var files = smallGallery
        files["Content/second.md"] = """
            # Second

            See [this](models/lenet.md#features.1/4), [that](kernel-lenet-features.1-5.html),
            [none](models/lenet.md#features.1/6).
            """
        let (site, gallery) = try site([sheet([.kernel(4), .kernel(5)])], files: files, isSound: false)
        let text = site.main("second.html")
        #expect(text.contains("<a href=\"kernel-lenet-features.1-4.html\">this</a>"))
        #expect(text.contains("<a href=\"kernel-lenet-features.1-5.html\">that</a>"))
        #expect(gallery.headlines.count == 1)
        #expect(gallery.headlines.first?.contains("Content/second.md:4:") == true)
    }
}
