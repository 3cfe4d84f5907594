/// A type whose values people write as settings.
package protocol SettingValue: Sendable {
    /// What a message and the documentation call the type, with its article: "a number", "'logit' or 'probability'".
    static var expectation: String { get }
    static func decode(_ setting: Setting) throws(Diagnostic) -> Self
    /// The value as it enters keys and records.
    var json: JSON { get }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    package static var expectation: String {
        let names = allCases.map { "'\($0.rawValue)'" }
        return names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }

    package static func decode(_ setting: Setting) throws(Diagnostic) -> Self {
        let text = try setting.scalarText(expected: expectation)
        if let value = Self(rawValue: text) { return value }
        throw Diagnostic(
            .error, "unknown-value",
            "expected \(expectation), found '\(text)'" + didYouMean(text, among: allCases.map(\.rawValue)),
            at: setting.range)
    }

    package var json: JSON { .string(rawValue) }
}

extension Setting {
    fileprivate func scalarText(expected: String) throws(Diagnostic) -> String {
        guard case .scalar(let text, _) = value, !isNull else { throw mismatch(expected: expected) }
        return text
    }
}

extension String: SettingValue {
    package static var expectation: String { "text" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> String { try setting.text() }
    package var json: JSON { .string(self) }
}

extension Bool: SettingValue {
    package static var expectation: String { "true or false" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> Bool {
        switch try setting.scalarText(expected: expectation) {
        case "true", "True", "TRUE", "yes", "on": return true
        case "false", "False", "FALSE", "no", "off": return false
        default: throw setting.mismatch(expected: expectation)
        }
    }
    package var json: JSON { .bool(self) }
}

extension Int: SettingValue {
    package static var expectation: String { "a whole number" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> Int {
        let text = try setting.scalarText(expected: expectation)
        guard let value = Int(text.filter { $0 != "_" }) else { throw setting.mismatch(expected: expectation) }
        // Keys and records hold numbers as JSON does, which is exact up to 2⁵³.
        guard value.magnitude < 1 << 53 else {
            throw setting.mismatch(expected: "a whole number below 9007199254740992")
        }
        return value
    }
    package var json: JSON { .integer(self) }
}

extension Double: SettingValue {
    package static var expectation: String { "a number" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> Double {
        let text = try setting.scalarText(expected: expectation)
        guard let value = Double(text), value.isFinite else { throw setting.mismatch(expected: "a finite number") }
        return value
    }
    package var json: JSON { .number(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    package static var expectation: String { Wrapped.expectation + ", or nothing" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> Wrapped? {
        if setting.isNull { return nil }
        return try Wrapped.decode(setting)
    }
    package var json: JSON { self?.json ?? .null }
}

extension Array: SettingValue where Element: SettingValue {
    package static var expectation: String { "a list, each \(Element.expectation)" }
    package static func decode(_ setting: Setting) throws(Diagnostic) -> [Element] {
        var values: [Element] = []
        for element in setting.oneOrMore { values.append(try Element.decode(element)) }
        return values
    }
    package var json: JSON { .array(map(\.json)) }
}
