import Diagnostics
import Yams

/// Finds and reports keys written twice.
///
/// Yams stops at the first mapping with a duplicate and tells where the key stands first. To report the second place,
/// and whatever else is wrong in the text, the second key is hidden under a private name and the text is read again.
struct YAMLDuplicates {
    private var count = 0
    private var attempts = 0

    var isEmpty: Bool { count == 0 }

    static func isHidden(_ key: String) -> Bool {
        key.unicodeScalars.first.map { hiding.contains($0.value) } ?? false
    }

    /// Unicode's private use area, which YAML allows in a plain key.
    private static let hiding: ClosedRange<UInt32> = 0xE000...0xF8FE
    private static let trial: Unicode.Scalar = "\u{F8FF}"
    private static let longestSearched = 1 << 14
    private static let mostAttempts = 128

    /// Reports the key and hides its second occurrence.
    ///
    /// - Returns: whether the text can be read again.
    mutating func hide(_ name: String?, firstAt mark: Mark, in text: inout YAMLText, log: DiagnosticLog) -> Bool {
        let key = Array((name ?? "").unicodeScalars)
        let first = text.range(mark.line, mark.column, to: (mark.line, mark.column + max(1, key.count)))
        let usesPrivate = isEmpty && text.excerpt.text.unicodeScalars.contains { (0xE000...0xF8FF).contains($0.value) }
        let second =
            key.isEmpty || usesPrivate || text.excerpt.text.utf8.count > Self.longestSearched
            ? nil : place(of: key, after: mark, in: text)
        guard let second, let cover = Unicode.Scalar(Self.hiding.lowerBound + UInt32(count)) else {
            log.error("duplicate-key", "the key '\(name ?? "")' is written more than once; keep one", at: first)
            return false
        }
        log.error(
            "duplicate-key", "the key '\(name ?? "")' is written twice; keep one",
            at: text.range(second.line, second.column, to: (second.line, second.column + key.count)),
            notes: [.init("it stands here first", at: .text(first))])
        text.cover(second, count: key.count, with: cover)
        count += 1
        return count < Self.hiding.count
    }

    private mutating func place(
        of key: [Unicode.Scalar], after mark: Mark, in text: YAMLText
    ) -> (line: Int, column: Int)? {
        let quoted = ["\"", "'"].contains(text.scalar(mark.line, mark.column)) ? 1 : 0
        let first = (line: mark.line, column: mark.column + quoted)
        for line in mark.line...max(mark.line, text.lines.count) {
            let start = line == mark.line ? first.column + key.count : 1
            for column in stride(from: start, through: text.lines[line - 1].count - key.count + 1, by: 1)
            where text.holds(key, at: (line, column)) {
                guard attempts < Self.mostAttempts else { return nil }
                attempts += 1
                // Under one and the same new name the two are duplicates again if they are keys of one mapping.
                var renamed = text
                renamed.cover(first, count: key.count, with: Self.trial)
                renamed.cover((line, column), count: key.count, with: Self.trial)
                if renamed.hasDuplicate(String(repeating: Character(Self.trial), count: key.count)) {
                    return (line, column)
                }
            }
        }
        return nil
    }
}

extension YAMLText {
    fileprivate mutating func cover(_ place: (line: Int, column: Int), count: Int, with scalar: Unicode.Scalar) {
        for offset in 0..<count where lines[place.line - 1].indices.contains(place.column - 1 + offset) {
            lines[place.line - 1][place.column - 1 + offset] = scalar
        }
    }

    /// Whether the words of `key` and then a colon stand here.
    fileprivate func holds(_ key: [Unicode.Scalar], at place: (line: Int, column: Int)) -> Bool {
        let line = lines[place.line - 1]
        let start = place.column - 1
        guard start + key.count < line.count, line[start..<(start + key.count)].elementsEqual(key) else { return false }
        if start > 0, !" \t{[,\"'".unicodeScalars.contains(line[start - 1]) { return false }
        return line[(start + key.count)...].first { !" \t\"'".unicodeScalars.contains($0) } == ":"
    }

    fileprivate func hasDuplicate(_ name: String) -> Bool {
        do {
            _ = try Yams.Parser(yaml: padded, encoding: .utf8).singleRoot()
            return false
        } catch YamlError.duplicatedKeysInMapping(let names, _) {
            return names.contains(name)
        } catch {
            return false
        }
    }
}
