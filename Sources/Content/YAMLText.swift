import Diagnostics
import Yams

/// A YAML text as lines of scalars, in which libyaml's marks can be looked up.
struct YAMLText {
    let excerpt: Excerpt
    var lines: [[Unicode.Scalar]]

    init(_ excerpt: Excerpt) {
        self.excerpt = excerpt
        let text = ContentFile.normalised(excerpt.text)
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    /// The text, closed by a comment. Yams keeps a pointer into the string it is given, and texts of up to 15 bytes
    /// live in the string value itself, not at a lasting address.
    var padded: String {
        var text = String.UnicodeScalarView()
        for line in lines {
            text.append(contentsOf: line)
            text.append("\n")
        }
        return String(text) + "# end of the settings\n"
    }

    /// Line and column from 1.
    func scalar(_ line: Int, _ column: Int) -> Unicode.Scalar? {
        guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
        return lines[line - 1][column - 1]
    }

    /// The range in the file from a line and column, up to a position in this text, or one scalar long.
    func range(_ line: Int, _ column: Int, to end: (line: Int, column: Int)?) -> SourceRange {
        // Marks may lie in the comment that closes the padded text.
        let column = line > lines.count ? Int.max : max(1, column)
        let line = min(max(1, line), lines.count)
        let start = min(column, lines[line - 1].count + 1)
        let last = end ?? (line, start + 1)
        return SourceRange(
            file: excerpt.file, start: excerpt.position(line: line, column: start),
            end: excerpt.position(line: last.line, column: last.column))
    }

    func range(_ mark: Mark) -> SourceRange { range(mark.line, mark.column, to: nil) }

    /// Refuses, with a message, what would cost the parser unbounded time or stack.
    func isSafe(log: DiagnosticLog) -> Bool {
        guard excerpt.text.utf8.count <= largestContentFile else {
            log.error("too-large", "settings may take up at most 1 MiB", at: range(1, 1, to: nil))
            return false
        }
        for (index, line) in lines.enumerated() {
            if let column = line.firstIndex(where: \.isForbiddenInYAML) {
                let code = String(line[column].value, radix: 16, uppercase: true)
                let padding = String(repeating: "0", count: max(0, 4 - code.count))
                log.error(
                    "control-character", "the control character U+\(padding)\(code) is not allowed here; remove it",
                    at: range(index + 1, column + 1, to: nil))
                return false
            }
            if let column = Self.columnOfDeepNesting(in: line) {
                log.error("too-deep", Self.tooDeep, at: range(index + 1, column + 1, to: nil))
                return false
            }
        }
        if let place = placeOfAliasBomb() {
            log.error("yaml-anchor", Self.noAnchors, at: range(place.line, place.column, to: nil))
            return false
        }
        return true
    }

    static let tooDeep = "nested too deeply; at most \(deepestNesting) levels are allowed"
    static let noAnchors = "anchors and aliases are not allowed; write the value out, or put a text in quotes"

    /// Every level of block nesting moves the content of a line to the right, so the column bounds the depth.
    private static func columnOfDeepNesting(in line: [Unicode.Scalar], limit: Int = 256) -> Int? {
        var column = 0
        while column < line.count {
            let isIndicator =
                ["-", "?", ":"].contains(line[column]) && column + 1 < line.count
                && [" ", "\t"].contains(line[column + 1])
            guard [" ", "\t"].contains(line[column]) || isIndicator else { return nil }
            if column >= limit, isIndicator { return column }
            column += 1
        }
        return nil
    }

    /// Aliases of aliases can stand for a text of any length, which comparing keys would walk. Few of them cannot.
    private func placeOfAliasBomb(limit: Int = 16) -> (line: Int, column: Int)? {
        var anchors: [String: (line: Int, column: Int)] = [:]
        var aliases: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            for column in line.indices where line[column] == "&" || line[column] == "*" {
                let name = line[(column + 1)...].prefix { $0.isNameInYAML }
                guard !name.isEmpty else { continue }
                let text = String(String.UnicodeScalarView(name))
                if line[column] == "&" {
                    if anchors[text] == nil { anchors[text] = (index + 1, column + 1) }
                } else {
                    aliases[text, default: 0] += 1
                }
            }
        }
        let uses = anchors.keys.reduce(0) { $0 + (aliases[$1] ?? 0) }
        guard uses > limit else { return nil }
        return anchors.values.min { ($0.line, $0.column) < ($1.line, $1.column) }
    }
}

extension Unicode.Scalar {
    fileprivate var isForbiddenInYAML: Bool {
        switch value {
        case 0x9: false
        case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    fileprivate var isNameInYAML: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
    }
}
