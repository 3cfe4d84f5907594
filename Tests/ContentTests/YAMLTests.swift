import Content
import Diagnostics
import Testing

@Suite struct YAMLTests {
    /// The range of every key and value, as `line:column-line:column what`.
    private func places(_ text: String, lineOffset: Int = 0, columnOffset: Int = 0) throws -> [String] {
        let file = SourceFile(path: "x.yaml", text: text)
        let log = DiagnosticLog()
        let setting = try #require(
            parseYAML(text, in: file, lineOffset: lineOffset, columnOffset: columnOffset, log: log))
        #expect(log.all.isEmpty)
        func shown(_ range: SourceRange?, _ what: String) -> String {
            guard let range else { return "nowhere \(what)" }
            return "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column) \(what)"
        }
        func walk(_ setting: Setting) -> [String] {
            switch setting.value {
            case .scalar(let text, let quoted): [shown(setting.range, quoted ? "quoted \(text)" : text)]
            case .list(let elements): [shown(setting.range, "list")] + elements.flatMap(walk)
            case .mapping(let entries):
                [shown(setting.range, "mapping")]
                    + entries.flatMap { [shown($0.keyRange, "key \($0.key)")] + walk($0.value) }
            }
        }
        return walk(setting)
    }

    @Test func rangesAreExact() throws {
        let text = """
            plain: soccer ball   # comment
            'k': [a, 'it''s', "x\\"]"]   
            empty:
            deep:
              - {p: 1, q: [2]} # ]
              - long text
                goes on
            literal: |
              one
              two
            """
        #expect(
            try places(text) == [
                "1:1-8:11 mapping",
                "1:1-1:6 key plain", "1:8-1:19 soccer ball",
                "2:1-2:4 key k", "2:6-2:26 list", "2:7-2:8 a", "2:10-2:17 quoted it's", "2:19-2:25 quoted x\"]",
                "3:1-3:6 key empty", "3:7-3:7 ",
                "4:1-4:5 key deep", "5:3-7:12 list",
                "5:5-5:19 mapping", "5:6-5:7 key p", "5:9-5:10 1", "5:12-5:13 key q", "5:15-5:18 list", "5:16-5:17 2",
                "6:5-7:12 long text goes on",
                "8:1-8:8 key literal", "8:10-8:11 quoted one\ntwo\n",
            ])
    }

    @Test func columnsCountScalarsAndOffsets() throws {
        #expect(
            try places("🎾: é\u{301}x", lineOffset: 9, columnOffset: 4) == [
                "10:5-10:11 mapping", "10:5-10:6 key 🎾", "10:8-10:11 é\u{301}x",
            ])
    }

    /// Short texts live inside Swift's string value, of which the parser keeps a pointer.
    @Test(arguments: 0..<40)
    func textsOfAnyLengthAreRead(length: Int) throws {
        let word = String(repeating: "a", count: length)
        let setting = try #require(
            parseYAML("k: '\(word)'", in: SourceFile(path: "x.yaml", text: ""), log: DiagnosticLog()))
        #expect(try setting.mapping().map(\.key) == ["k"])
        #expect(try setting.mapping().first?.value.text() == word)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n"])
    func nothingIsAnEmptyMapping(text: String) throws {
        let log = DiagnosticLog()
        let setting = try #require(parseYAML(text, in: SourceFile(path: "x.yaml", text: text), log: log))
        #expect(log.all.isEmpty)
        if case .mapping(let entries) = setting.value { #expect(entries.isEmpty) } else { #expect(setting.isNull) }
    }

    @Test func nestingIsAllowedUpToTheLimit() throws {
        func levels(_ count: Int) -> String {
            String(repeating: "[", count: count) + "a" + String(repeating: "]", count: count)
        }
        let file = SourceFile(path: "x.yaml", text: "")
        #expect(parseYAML(levels(deepestNesting), in: file, log: DiagnosticLog()) != nil)
        #expect(parseYAML(levels(deepestNesting + 1), in: file, log: DiagnosticLog()) == nil)
    }
}
