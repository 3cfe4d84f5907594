/// A value that a person wrote, in front matter or on the command line, and where.
package struct Setting: Sendable {
    package enum Value: Sendable {
        /// Plain text such as `3`, `true` or `soccer ball`; what it means is decided by whoever decodes it.
        case scalar(String, quoted: Bool)
        case list([Setting])
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package let key: String
        package let keyRange: SourceRange?
        package let value: Setting

        package init(key: String, keyRange: SourceRange?, value: Setting) {
            self.key = key
            self.keyRange = keyRange
            self.value = value
        }
    }

    package let value: Value
    package let range: SourceRange?

    package init(_ value: Value, at range: SourceRange?) {
        self.value = value
        self.range = range
    }

    /// A scalar without a place, as `--set key=value` gives it.
    package init(_ text: String) {
        self.init(.scalar(text, quoted: false), at: nil)
    }

    /// Whether nothing was written: an empty plain scalar, `~` or `null`.
    package var isNull: Bool {
        if case .scalar(let text, false) = value { ["", "~", "null", "Null", "NULL"].contains(text) } else { false }
    }

    package var kind: String {
        switch value {
        case .scalar(let text, _): isNull ? "nothing" : "'\(text)'"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    package func mismatch(expected: String) -> Diagnostic {
        Diagnostic(.error, "wrong-type", "expected \(expected), found \(kind)", at: range)
    }

    /// The text of a scalar, whatever it looks like.
    package func text() throws(Diagnostic) -> String {
        guard case .scalar(let text, _) = value, !isNull else { throw mismatch(expected: "text") }
        return text
    }

    package func list() throws(Diagnostic) -> [Setting] {
        guard case .list(let elements) = value else { throw mismatch(expected: "a list") }
        return elements
    }

    package func mapping() throws(Diagnostic) -> [Entry] {
        guard case .mapping(let entries) = value else { throw mismatch(expected: "a mapping") }
        return entries
    }

    /// The elements of a list, or the value itself where it is no list: `models: a` is `models: [a]`.
    package var oneOrMore: [Setting] {
        if case .list(let elements) = value { elements } else { [self] }
    }
}
