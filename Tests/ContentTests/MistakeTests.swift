import Content
import Diagnostics
import Foundation
import Testing

/// A text with something wrong in it, and all that is to be said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let report: String

    init(_ name: String, _ text: String, reports report: String) {
        self.name = name
        self.text = text
        self.report = report
    }

    var testDescription: String { name }
}

@Suite struct MistakeTests {
    @Test(
        arguments: frontMatterMistakes + forbiddenMistakes + yamlMistakes + axisMistakes + exhibitMistakes
            + sweepMistakes + pathMistakes + lineBreakMistakes + metricMistakes + comparisonMistakes)
    func page(_ mistake: Mistake) throws {
        let gallery = try TemporaryGallery(["Content/page.md": mistake.text])
        if mistake.text.contains("linked.png") {
            try gallery.link("Content/linked.png", to: "../../outside/secret.png")
        }
        if mistake.text.contains("elsewhere/") { try gallery.link("Content/elsewhere", to: "../../outside") }
        #expect(gallery.report() == mistake.report)
    }

    @Test(arguments: cardMistakes + probeMistakes)
    func modelCard(_ mistake: Mistake) throws {
        #expect(try TemporaryGallery(["Content/models/card.md": mistake.text]).report() == mistake.report)
    }

    @Test(arguments: siteMistakes)
    func site(_ mistake: Mistake) throws {
        let gallery = try TemporaryGallery([
            "Content/site.yaml": mistake.text, "Content/index.md": "# Home\n",
            "Content/kernels/one.md": "# One\n", "Content/kernels/two.md": "# Two\n",
        ])
        #expect(gallery.report() == mistake.report)
    }

    @Test func nearMissOfExhibitIsAWarning() throws {
        let gallery = try TemporaryGallery(["Content/page.md": "# T\n\n~~~~ exibit\nmethod: lrp\n~~~~\n"])
        #expect(
            gallery.report() == """
                Content/page.md:3:6: warning: 'exibit' is shown as code; did you mean 'exhibit'?
                 3 | ~~~~ exibit
                   |      ^~~~~~
                """)
    }

    @Test func invalidUTF8IsPlacedByCharacters() throws {
        let gallery = try TemporaryGallery()
        try gallery.write(Data("# Bälle\r\n🎾a".utf8) + [0xFF, 0x61], to: "Content/page.md")
        #expect(
            gallery.report() == """
                Content/page.md:2:3: error: this is not UTF-8; save the file in that encoding
                 2 | 🎾a\u{FFFD}a
                   |   ^
                """)
    }

    @Test func filesHaveAGreatestSize() throws {
        let text = "# T\n" + String(repeating: "x", count: largestContentFile - 4)
        #expect(try TemporaryGallery(["Content/page.md": text]).report().isEmpty)
        #expect(
            try TemporaryGallery(["Content/page.md": text + "x"]).report()
                == "Content/page.md: error: content files may hold at most 1 MiB; split this one")
    }

    /// A text that would make a parser slow or exhaust its stack, and the one error it gives.
    struct HostileText: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let id: String
        let line: Int
        let column: Int

        var testDescription: String { name }
    }

    @Test(arguments: [
        HostileText(
            name: "flow lists", text: "x: " + String(repeating: "[", count: 500_000), id: "too-deep", line: 1,
            column: 5),
        HostileText(
            name: "block lists", text: "x:\n " + String(repeating: "- ", count: 300_000) + "a", id: "too-deep", line: 2,
            column: 258),
        HostileText(
            name: "block lists by tabs", text: "x:\n " + String(repeating: "-\t", count: 300_000) + "a",
            id: "too-deep", line: 2, column: 258),
        HostileText(
            name: "keys of keys", text: String(repeating: "? ", count: 300_000) + "a", id: "too-deep", line: 1,
            column: 257),
        HostileText(name: "aliases of aliases", text: aliasBomb, id: "yaml-anchor", line: 1, column: 4),
        HostileText(
            name: "a large text", text: String(repeating: "a", count: largestContentFile + 1), id: "too-large", line: 1,
            column: 1),
    ])
    func hostileTextIsRefused(_ hostile: HostileText) {
        let log = DiagnosticLog()
        #expect(parseYAML(hostile.text, in: SourceFile(path: "x.yaml", text: hostile.text), log: log) == nil)
        #expect(log.all.map(\.id) == [hostile.id])
        guard case .text(let range)? = log.all.first?.place else {
            Issue.record("the error has no place")
            return
        }
        #expect(range.start == SourcePosition(line: hostile.line, column: hostile.column))
    }

    /// Nine to the power of nine texts as one key, in nine lines.
    private static let aliasBomb: String = {
        var lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
        for (inner, outer) in zip("abcdefgh", "bcdefghi") {
            lines.append(
                "\(outer): &\(outer) [" + Array(repeating: "*\(inner)", count: 9).joined(separator: ", ") + "]")
        }
        return (lines + ["? [*i]", ": x"]).joined(separator: "\n")
    }()
}
