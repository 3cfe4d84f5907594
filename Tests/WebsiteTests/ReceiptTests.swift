import Content
import Foundation
import Gallery
import Testing
import Website

@Suite struct ReceiptTests {
    private func page(_ receipts: [Receipt]) throws -> String {
        let gallery = try SampleGallery(["Content/page.md": "# A\n\n```exhibit\nid: maps\nmethod: gradient\n```\n"])
        let figure = Figure.sample("x", .map(.slope("x"), isSigned: true, explains: nil), receipts: receipts)
        let site = try gallery.render(exhibits: [.sample(cells: [[figure]])])
        #expect(HTMLReader(site.text("page.html")).problems == [])
        return site.main("page.html")
    }

    private func receipt(_ name: String, holds: Bool) -> Receipt {
        Receipt(name: name, value: holds ? 0.5 : 2, tolerance: 1)
    }

    @Test(arguments: [
        ([true], "✓ 1 receipt"), ([true, true], "✓ 2 receipts"), ([false], "✗ 1 of 1 receipts fails"),
        ([false, true, false], "✗ 2 of 3 receipts fail"),
    ]) func theSummaryCountsThem(_ holds: [Bool], _ summary: String) throws {
        let text = try page(holds.enumerated().map { receipt("r\($0)", holds: $1) })
        #expect(text.contains("<summary>How it was made <span class=\"receipts\">\(summary)</span></summary>"))
        #expect(text.components(separatedBy: "class=\"warning\"").count - 1 == holds.count { !$0 })
    }

    @Test func withoutReceiptsNothingIsSaid() throws {
        #expect(try page([]).contains("<summary>How it was made</summary>"))
    }

    @Test func aGapThatIsNoNumberFails() throws {
        let text = try page([Receipt(name: "conservation-gap", value: .nan, tolerance: 1)])
        #expect(text.contains("<span class=\"warning\">✗ conservation-gap not a number is past its tolerance 1</span>"))
    }

    /// The list is held to what methods and models' checks give by the tests of Gallery.
    @Test func everyReceiptThatThereIsIsExplainedAndNoOther() throws {
        let list = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Goldens/receipts.txt")
        let names = try String(contentsOf: list.standardized, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(names.count > 3 && Website.explainedReceipts == Set(names))
        for name in names {
            #expect(try page([receipt(name, holds: true)]).contains("<span class=\"explanation\">"), "\(name)")
        }
        #expect(!(try page([receipt("other", holds: true)]).contains("<span class=\"explanation\">")))
    }

    @Test func aModelsReceiptsStandOnItsPage() throws {
        let gallery = try SampleGallery(smallGallery)
        let models = try gallery.source().models.map {
            ModelResult.sample(
                $0, receipts: [receipt("batch-invariance", holds: true), receipt("probe-accuracy-gap", holds: false)])
        }
        let site = try gallery.render(models: models)
        #expect(HTMLReader(site.text("model-lenet.html")).problems == [])
        let text = site.main("model-lenet.html")
        #expect(text.contains("<h2 id=\"receipts\">Receipts</h2>"))
        #expect(
            text.contains(
                "<tr><th scope=\"row\"><code>probe-accuracy-gap</code></th><td class=\"fails\">"
                    + "<span aria-hidden=\"true\">✗</span> 2 (past the tolerance 1)</td>"))
        #expect(text.contains("<td class=\"holds\"><span aria-hidden=\"true\">✓</span> 0.5 (within 1)</td>"))
        #expect(
            !(try gallery.render(models: gallery.source().models.map { .sample($0) }).text("model-lenet.html")
                .contains("Receipts")))
    }
}
