import Diagnostics

/// The tags of a Mustache template, as a tree that knows where each stands.
///
/// Known are variables, sections, comments, partials and blocks of partials. Refused, with a message, is what would
/// escape checking before rendering: other delimiters, lambdas, transforms, partials named by a value, and turning
/// escaping off for a whole template.
struct TemplateTags: Sendable {
    indirect enum Node: Sendable {
        case variable(name: String, escaped: Bool, range: SourceRange)
        case section(name: String, inverted: Bool, range: SourceRange, content: [Node])
        /// With the blocks that it is given, where it is opened with `{{<name}}`.
        case partial(name: String, range: SourceRange, blocks: [String: Block])
        case block(name: String, range: SourceRange, content: [Node])
    }

    struct Block: Sendable {
        let range: SourceRange
        let content: [Node]
    }

    let nodes: [Node]

    init(_ file: SourceFile) throws(Diagnostic) {
        var reader = TagReader(file)
        nodes = try reader.nodes(until: nil)
    }
}

private struct TagReader {
    private typealias Node = TemplateTags.Node

    private let file: SourceFile
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var position = SourcePosition(line: 1, column: 1)
    private var depth = 0

    init(_ file: SourceFile) {
        self.file = file
        scalars = Array(file.text.unicodeScalars)
    }

    mutating func nodes(until closing: (name: String, range: SourceRange)?) throws(Diagnostic) -> [TemplateTags.Node] {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 64 else { throw error("sections are nested too deeply; at most 64 levels are allowed") }
        var nodes: [TemplateTags.Node] = []
        while skipText() {
            let start = position
            advance(2)
            let kind = peek
            switch kind {
            case "!":
                try skipComment(from: start)
            case "{":
                advance(1)
                let (name, range) = try name(closedBy: "}}}", from: start)
                nodes.append(.variable(name: name, escaped: false, range: range))
            case "&":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                nodes.append(.variable(name: name, escaped: false, range: range))
            case "#", "^":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                let content = try self.nodes(until: (name, range))
                nodes.append(.section(name: name, inverted: kind == "^", range: range, content: content))
            case "$":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                nodes.append(.block(name: name, range: range, content: try self.nodes(until: (name, range))))
            case ">":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                nodes.append(.partial(name: name, range: range, blocks: [:]))
            case "<":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                let content = try self.nodes(until: (name, range))
                nodes.append(.partial(name: name, range: range, blocks: try blocks(in: content)))
            case "/":
                advance(1)
                let (name, range) = try name(closedBy: "}}", from: start)
                guard let closing else { throw error("'\(name)' is closed but was not opened", at: range) }
                guard name == closing.name else {
                    throw Diagnostic(
                        .error, "template-syntax", "'\(closing.name)' must be closed before '\(name)'", at: range,
                        notes: [.init("it is opened here", at: .text(closing.range))])
                }
                return nodes
            case "=", "%":
                throw error("templates keep the delimiters '{{' and '}}' and escape what they show", at: start, 3)
            default:
                let (name, range) = try name(closedBy: "}}", from: start)
                nodes.append(.variable(name: name, escaped: true, range: range))
            }
        }
        if let closing { throw error("'\(closing.name)' is not closed", at: closing.range) }
        return nodes
    }

    private func blocks(in content: [TemplateTags.Node]) throws(Diagnostic) -> [String: TemplateTags.Block] {
        var blocks: [String: TemplateTags.Block] = [:]
        for node in content {
            switch node {
            case .block(let name, let range, let content):
                guard blocks[name] == nil else { throw error("the block '\(name)' is given twice", at: range) }
                blocks[name] = TemplateTags.Block(range: range, content: content)
            case .variable(_, _, let range), .section(_, _, let range, _), .partial(_, let range, _):
                throw error("only blocks, '{{$name}}…{{/name}}', stand in a partial that is opened with '<'", at: range)
            }
        }
        return blocks
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func sees(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    private mutating func advance(_ count: Int) {
        for scalar in scalars[index..<min(index + count, scalars.count)] {
            index += 1
            if scalar == "\n" {
                position = SourcePosition(line: position.line + 1, column: 1)
            } else {
                position.column += 1
            }
        }
    }

    /// Goes to the next tag; false where there is none.
    private mutating func skipText() -> Bool {
        while peek != nil, !sees("{{") { advance(1) }
        return peek != nil
    }

    private mutating func skipComment(from start: SourcePosition) throws(Diagnostic) {
        while peek != nil, !sees("}}") { advance(1) }
        guard peek != nil else { throw error("this comment is not closed", at: start, 3) }
        advance(2)
    }

    private mutating func name(
        closedBy closing: String, from start: SourcePosition
    ) throws(Diagnostic) -> (String, SourceRange) {
        while peek == " " || peek == "\t" { advance(1) }
        let first = position
        var name = ""
        while let scalar = peek, !sees("}}"), scalar != "\n" {
            name.unicodeScalars.append(scalar)
            advance(1)
        }
        guard sees(closing) else { throw error("this tag is not closed by '\(closing)'", at: start, 2) }
        advance(closing.unicodeScalars.count)
        while name.last == " " || name.last == "\t" { name.removeLast() }
        let range = SourceRange(
            file: file, line: first.line, column: first.column, length: name.unicodeScalars.count)
        guard Self.isName(name) else {
            let what = name.isEmpty ? "a name is missing here" : "'\(name)' is no name"
            throw error(what + "; names are of a–z, A–Z, 0–9, '-' and '_', joined by '.'", at: range)
        }
        return (name, range)
    }

    private static func isName(_ text: String) -> Bool {
        if text == "." { return true }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
    }

    private func error(_ message: String, at start: SourcePosition? = nil, _ length: Int = 1) -> Diagnostic {
        let start = start ?? position
        return error(
            message, at: SourceRange(file: file, line: start.line, column: start.column, length: length))
    }

    private func error(_ message: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.error, "template-syntax", message, at: range)
    }
}
