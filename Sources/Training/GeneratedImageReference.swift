package import Diagnostics

/// Images of a generated data set as an exhibit names them: `shapes/test/0..7`, or `shapes/test/3` for one.
package struct GeneratedImageReference: Sendable, Equatable {
    package let kind: GeneratedDataset.Kind
    package let split: GeneratedDataset.Split
    package let indices: ClosedRange<Int>

    /// Images that one reference may name.
    private static let limit = 10_000
    private static let form = "write DATASET/SPLIT/INDEX or DATASET/SPLIT/FIRST..LAST, such as 'shapes/test/0..7'"

    /// - Parameters:
    ///   - text: what follows `synthetic:`.
    ///   - range: where it was written.
    /// - Throws: an unknown data set or split, with a suggestion, or indices that make no range.
    package init(_ text: String, at range: SourceRange? = nil) throws(Diagnostic) {
        func failure(_ message: String) -> Diagnostic {
            Diagnostic(.error, "bad-generated-images", message, at: range, notes: [.init(Self.form)])
        }
        func decode<Value: SettingValue>(_ part: Substring, _: Value.Type) throws(Diagnostic) -> Value {
            try Value.decode(Setting(.scalar(String(part), quoted: false), at: range))
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw failure("'synthetic:\(text)' does not name data set, split and index") }
        kind = try decode(parts[0], GeneratedDataset.Kind.self)
        split = try decode(parts[1], GeneratedDataset.Split.self)
        let bounds = parts[2].split(separator: "..", omittingEmptySubsequences: false).map(Self.index)
        guard (1...2).contains(bounds.count), let first = bounds[0], let last = bounds[bounds.count - 1], first <= last
        else { throw failure("'\(parts[2])' is neither an index nor a range of indices") }
        guard last - first < Self.limit else {
            throw failure("'\(parts[2])' names \(last - first + 1) images, more than \(Self.limit)")
        }
        indices = first...last
    }

    /// A number of up to twelve digits without a sign.
    private static func index(_ text: Substring) -> Int? {
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
