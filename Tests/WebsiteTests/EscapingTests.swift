import Content
import Diagnostics
import Foundation
import Gallery
import Testing
import Website

@Suite struct EscapingTests {
    private static let evil = "<script>alert(1)</script>\"'&"

    private func site() throws -> (Website, SampleGallery) {
        let evil = Self.evil
        let yaml = "'" + evil.replacingOccurrences(of: "'", with: "''") + "'"
        let gallery = try SampleGallery([
            "Content/site.yaml": "title: \(yaml)\ndescription: \(yaml)\ncredit: \(yaml)\nfooter: \(yaml)\n",
            "Content/page.md": """
            ---
            title: \(yaml)
            description: \(yaml)
            ---
            \(evil)

            ## \(evil)

            `\(evil)` ![\(evil)](<pic's \"\(evil.prefix(8)).png>)

            | \(evil) | b |
            |---|---|
            | \(evil) | `\(evil)` |

            ```\(evil)
            \(evil)
            ```

            ```exhibit
            id: maps
            method: gradient
            caption: \(yaml)
            alt: \(yaml)
            credit: \(yaml)
            license: \(yaml)
            ```

            """,
            "Content/models/lenet.md": """
            ---
            title: \(yaml)
            description: \(yaml)
            license: \(yaml)
            source: \(yaml)
            credit: \(yaml)
            model: {file: lenet.onnx}
            ---
            \(evil)

            """,
            "Content/models/lenet.onnx": "no model",
        ])
        let png = try #require(Data(base64Encoded: onePixel))
        try gallery.write(png, to: "Content/pic's \"<script>.png")
        func cell(_ id: String, _ content: FigureResult.Content) -> Figure {
            .sample(
                id, content, coordinates: [.init(axis: "image", label: evil)], alternative: evil,
                receipts: [Receipt(name: evil, value: 2, tolerance: 1)], command: evil)
        }
        let exhibit = ExhibitResult.sample(
            title: evil, caption: evil, credit: evil, rowAxis: evil, rows: [evil, evil], columnAxis: evil,
            columns: [evil, evil],
            cells: [
                [
                    cell("a", .map(.slope("a"), isSigned: false, explains: .slope("b", scale: 255))),
                    cell(
                        "b",
                        .predictions([Prediction(index: 0, label: evil, probability: 0.5, logit: 1)], of: .slope("c"))),
                ],
                [Figure(id: "c", coordinates: [], method: evil, model: evil, state: .failed(evil)), nil],
            ],
            tables: [
                TableResult(
                    rowAxis: evil,
                    columns: [
                        .init(
                            metric: evil, name: evil, title: evil, direction: .none, definition: evil, unit: evil)
                    ], rows: [.init(label: evil, cells: [.sample(1, 2)])], interval: evil, notes: [evil])
            ],
            plots: [
                PlotResult(
                    id: evil, title: evil, horizontal: evil, vertical: evil,
                    curves: [
                        .init(label: evil, places: [0, 1], means: [0, 1], lows: [0, 1], highs: [1, 2], count: 2)
                    ],
                    band: evil)
            ])
        let models = try gallery.source().models.map { ModelResult.sample($0) }
        let method = MethodSummary(
            id: "gradient", title: evil, summary: evil, discussion: evil, reference: evil, options: [], revision: 1)
        return (try gallery.render(exhibits: [exhibit], models: models, methods: [method]), gallery)
    }

    @Test func textStaysText() throws {
        let (site, gallery) = try site()
        #expect(!gallery.log.hasErrors, "\(gallery.messages)")
        let pages = site.files.paths.filter { $0.hasSuffix(".html") }
        #expect(pages.count == 5)
        var escaped = 0
        for path in pages {
            #expect(!site.text(path).contains("<script"), "\(path)")
            #expect(HTMLReader(site.text(path)).problems == [], "\(path)")
            escaped += site.text(path).components(separatedBy: "&lt;script&gt;").count - 1
        }
        #expect(escaped > 55)
    }

    @Test func markupInMarkdownIsLeftOutAndReported() throws {
        let gallery = try SampleGallery([
            "Content/page.md": "# A\n\nText <b>bold</b> <!-- aside -->\n\n<script>x</script>\n\n<!-- aside -->\n"
        ])
        let site = try gallery.render()
        #expect(site.main("page.html").contains("<p>Text bold </p>"))
        #expect(
            gallery.headlines == [
                "Content/page.md:3:6: warning: HTML is left out of pages; write Markdown, or allow it with '--allow-html'",
                "Content/page.md:3:13: warning: HTML is left out of pages; write Markdown, or allow it with "
                    + "'--allow-html'",
                "Content/page.md:5:1: warning: HTML is left out of pages; write Markdown, or allow it with '--allow-html'",
            ])
        let allowed = try gallery.render(options: .init(allowsHTML: true))
        #expect(allowed.main("page.html").contains("<p>Text <b>bold</b> <!-- aside --></p>"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "&#1;javascript:alert(1)", "java&Tab;script:alert(1)",
    ]) func unsafeLinksAreDropped(_ address: String) throws {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n[here](\(address)) and <\(address)>\n"])
        let site = try gallery.render()
        #expect(!site.main("page.html").contains("href=\"\(address.prefix(4))"))
        #expect(!site.main("page.html").lowercased().contains("href=\"java"))
        #expect(site.main("page.html").contains("<p>here and"))
        #expect(gallery.log.all.allSatisfy { $0.id == "unsafe-link" })
        #expect(!gallery.log.all.isEmpty)
    }
}

/// A PNG file of one gray pixel.
let onePixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
