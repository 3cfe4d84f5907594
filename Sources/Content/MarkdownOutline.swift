import CMarkdown
import Diagnostics

/// A fenced code block and where it stands.
struct FencedBlock {
    /// From the opening fence to the end of the closing one.
    let range: SourceRange
    /// The first word after the opening fence.
    let marker: SourceRange
    /// What stands between the fences.
    let content: Excerpt
    /// Whether a fence closes the block, not the end of what it stands in.
    let isClosed: Bool
}

/// What of a Markdown text matters before it is rendered: its first heading and its exhibits.
///
/// The walk is cmark's, so a block shown inside a longer fence, in a comment or as indented code is no exhibit.
struct MarkdownOutline {
    private(set) var heading: LocatedText?
    /// Exhibit blocks in the order in which cmark's iterator meets code blocks.
    private(set) var exhibits: [FencedBlock] = []
    private let file: SourceFile
    private let bodyLine: Int

    init(of body: String, in file: SourceFile, bodyLine: Int, log: DiagnosticLog) {
        self.file = file
        self.bodyLine = bodyLine
        var body = body
        let document = body.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
            }
        }
        guard let document else { return }
        defer { cmark_node_free(document) }
        guard let iterator = cmark_iter_new(document) else { return }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE else { return }
            guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
            switch cmark_node_get_type(node) {
            case CMARK_NODE_HEADING where heading == nil: heading = readHeading(node)
            case CMARK_NODE_CODE_BLOCK: readCodeBlock(node, log: log)
            default: break
            }
        }
    }

    private func position(line: Int32, column: Int32) -> SourcePosition {
        let number = bodyLine - 1 + Int(line)
        let bytes = (file.line(number) ?? "").utf8.prefix(max(0, Int(column) - 1))
        return SourcePosition(line: number, column: String(decoding: bytes, as: UTF8.self).unicodeScalars.count + 1)
    }

    private func readHeading(_ node: OpaquePointer) -> LocatedText? {
        guard let iterator = cmark_iter_new(node) else { return nil }
        defer { cmark_iter_free(iterator) }
        var text = ""
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE else { break }
            guard event == CMARK_EVENT_ENTER, let child = cmark_iter_get_node(iterator) else { continue }
            switch cmark_node_get_type(child) {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE:
                text += cmark_node_get_literal(child).map { String(cString: $0) } ?? ""
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
            default: break
            }
        }
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        let start = position(line: cmark_node_get_start_line(node), column: cmark_node_get_start_column(node))
        let end = position(line: cmark_node_get_end_line(node), column: cmark_node_get_end_column(node) + 1)
        return LocatedText(text, at: SourceRange(file: file, start: start, end: end))
    }

    private mutating func readCodeBlock(_ node: OpaquePointer, log: DiagnosticLog) {
        let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
        let word = Exhibit.firstWord(of: info)
        guard !word.isEmpty else { return }
        let start = position(line: cmark_node_get_start_line(node), column: cmark_node_get_start_column(node))
        let opening = Array((file.line(start.line) ?? "").unicodeScalars)
        let marker = marker(of: word, on: opening, at: start)
        guard word == "exhibit" else {
            if suggestion(for: word, among: ["exhibit"]) != nil {
                log.warning(
                    "unknown-block", "'\(word)' is shown as code" + didYouMean(word, among: ["exhibit"]), at: marker)
            }
            return
        }
        let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
        var lines = literal.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var indents: [Int] = []
        for (index, line) in lines.enumerated() {
            indents.append(indent(of: line, in: file.line(start.line + 1 + index) ?? ""))
        }
        let fence = opening.dropFirst(start.column - 1).first ?? "`"
        let close = (file.line(start.line + lines.count + 1) ?? "").unicodeScalars
        let run = close.reversed().drop { $0 == " " || $0 == "\t" }.prefix { $0 == fence }
        let isClosed = run.count >= 3
        let end = SourcePosition(
            line: start.line + lines.count + (isClosed ? 1 : 0),
            column: (isClosed ? close.count : file.line(start.line + lines.count)?.unicodeScalars.count ?? 0) + 1)
        exhibits.append(
            FencedBlock(
                range: SourceRange(file: file, start: start, end: end), marker: marker,
                content: Excerpt(
                    lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n"), of: file,
                    firstLine: start.line + 1, indents: indents.isEmpty ? [start.column - 1] : indents),
                isClosed: isClosed))
    }

    private func marker(of word: String, on line: [Unicode.Scalar], at start: SourcePosition) -> SourceRange {
        var column = start.column - 1
        while column < line.count, [" ", "\t", "`", "~"].contains(line[column]) { column += 1 }
        // An escaped word is longer on its line than what it stands for.
        let length = line[min(column, line.count)...].prefix { $0 != " " && $0 != "\t" }.count
        return SourceRange(file: file, line: start.line, column: column + 1, length: length)
    }

    /// How much of a line cmark took away as quote marks, list indentation and the indentation of the fence.
    private func indent(of line: Substring.UnicodeScalarView, in whole: Substring) -> Int {
        let whole = Array(whole.unicodeScalars)
        let line = Array(line)
        if whole.count >= line.count, whole.suffix(line.count).elementsEqual(line) { return whole.count - line.count }
        // A tab of which cmark took a part arrives as spaces.
        let spaces = line.prefix { $0 == " " || $0 == "\t" }.count
        return max(0, whole.count - (line.count - spaces) - spaces)
    }
}
