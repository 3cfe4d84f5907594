import Diagnostics
import Foundation
import Testing

@Suite struct RenderingTests {
    private let file = SourceFile(path: "Content/a.md", text: "---\nmethod: lpr\n\tx 🎾 ball\n---")

    private func message(line: Int, column: Int, length: Int, notes: [Diagnostic.Note] = []) -> Diagnostic {
        Diagnostic(
            .error, "unknown-method", "unknown method, 50% of it",
            at: SourceRange(file: file, line: line, column: column, length: length), notes: notes)
    }

    @Test func textMarksTheRange() {
        #expect(
            message(line: 2, column: 9, length: 3).rendered(as: .text) == """
                Content/a.md:2:9: error: unknown method, 50% of it
                 2 | method: lpr
                   |         ^~~
                """)
    }

    @Test func tabsAndWideLettersTakeOneColumn() {
        #expect(
            message(line: 3, column: 6, length: 4).rendered(as: .text) == """
                Content/a.md:3:6: error: unknown method, 50% of it
                 3 |  x 🎾 ball
                   |      ^~~~
                """)
    }

    @Test func placesBeyondTheTextAreNoTrap() {
        #expect(
            message(line: 2, column: 400, length: 9).rendered(as: .text).hasPrefix(
                "Content/a.md:2:400: error: unknown method, 50% of it\n"))
        #expect(
            message(line: 9, column: 1, length: 1).rendered(as: .text)
                == "Content/a.md:9:1: error: unknown method, 50% of it")
    }

    @Test func notesFollow() {
        let notes: [Diagnostic.Note] = [.init("a remark"), .init("in a file", at: .file("b.md"))]
        #expect(
            message(line: 1, column: 1, length: 3, notes: notes).rendered(as: .text) == """
                Content/a.md:1:1: error: unknown method, 50% of it
                 1 | ---
                   | ^~~
                  note: a remark
                b.md: note: in a file
                """)
    }

    @Test func gitHubCommandsAreEscaped() {
        let odd = Diagnostic(.warning, "x", "50%\nof it", at: .file("a,b:c.md"))
        #expect(odd.rendered(as: .github) == "::warning file=a%2Cb%3Ac.md::50%25%0Aof it")
        #expect(
            message(line: 2, column: 9, length: 3).rendered(as: .github)
                == "::error file=Content/a.md,line=2,col=9::unknown method, 50%25 of it")
    }

    @Test func jsonIsReadByFoundation() throws {
        let text = message(line: 2, column: 9, length: 3, notes: [.init("more")]).rendered(as: .json)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["id"] as? String == "unknown-method")
        #expect(object["severity"] as? String == "error")
        let place = try #require(object["place"] as? [String: Any])
        #expect(place["file"] as? String == "Content/a.md")
        #expect(place["line"] as? Int == 2 && place["endColumn"] as? Int == 12)
        #expect((object["notes"] as? [[String: Any]])?.first?["message"] as? String == "more")
    }

    @Test func colourIsOnlyWhereAsked() {
        let message = message(line: 2, column: 9, length: 3)
        #expect(!message.rendered(as: .text).contains("\u{1B}"))
        #expect(message.rendered(as: .text, colour: true).contains("\u{1B}[1;31merror: \u{1B}[0m"))
    }

    @Test func aMessageKeepsItsCauseWhenItIsAskedForElsewhere() {
        let asked = message(line: 2, column: 9, length: 3)
            .askedFor(at: SourceRange(file: file, line: 1, column: 1))
        #expect(asked.place?.description == "Content/a.md:1:1")
        #expect(asked.notes.first?.place?.description == "Content/a.md:2:9")
    }
}
