package import Diagnostics

/// A text that a person wrote, and where.
package struct LocatedText: SettingValue, Hashable {
    package let text: String
    package let range: SourceRange?

    package init(_ text: String, at range: SourceRange?) {
        self.text = text
        self.range = range
    }

    package static var expectation: String { "text" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> LocatedText {
        let text = try setting.text()
        guard !text.allSatisfy(\.isWhitespace) else {
            throw Diagnostic(.error, "bad-value", "must not be empty", at: setting.range)
        }
        return LocatedText(text, at: setting.range)
    }

    package var json: JSON { .string(text) }

    /// Two texts are equal wherever they stand.
    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// A value whose meaning is decided by another room, as it was written.
package struct WrittenSetting: SettingValue {
    package let setting: Setting

    package init(_ setting: Setting) { self.setting = setting }

    package static var expectation: String { "any value" }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> WrittenSetting { WrittenSetting(setting) }

    package var json: JSON { Self.json(of: setting) }

    private static func json(of setting: Setting) -> JSON {
        switch setting.value {
        case .scalar(let text, _): .string(text)
        case .list(let elements): .array(elements.map(json))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, json(of: $0.value)) }, uniquingKeysWith: { $1 }))
        }
    }
}
