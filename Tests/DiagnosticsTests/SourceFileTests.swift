import Diagnostics
import Testing

@Suite struct SourceFileTests {
    @Test(arguments: ["a\nbc\n\nd", "a\r\nbc\r\n\r\nd"])
    func linesAreCountedFromOne(text: String) {
        let file = SourceFile(path: "a.md", text: text)
        #expect(file.lineCount == 4)
        #expect((0...5).map { file.line($0).map(String.init) } == [nil, "a", "bc", "", "d", nil])
    }

    @Test func rangesNeverRunBackwards() {
        let file = SourceFile(path: "a.md", text: "abc")
        let start = SourcePosition(line: 1, column: 3)
        #expect(SourceRange(file: file, start: start, end: SourcePosition(line: 1, column: 1)).end == start)
        #expect(SourceRange(file: file, line: 1, column: 2, length: 0).end == SourcePosition(line: 1, column: 3))
        #expect(SourcePosition(line: 1, column: 9) < SourcePosition(line: 2, column: 1))
    }
}
