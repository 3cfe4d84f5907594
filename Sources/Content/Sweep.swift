package import Diagnostics
import Foundation

/// An axis made of the values of one option: `sweep: {start-gray: {from: 0, to: 250, by: 10, and: [255]}}`.
package struct Sweep: Sendable {
    package let option: LocatedText
    /// The values in order, each once, at most `Sweep.mostValues`.
    package let values: [Setting]

    package static let mostValues = 1000

    /// - Parameter entries: the mapping below `sweep`, which must hold one option.
    static func read(_ setting: Setting, log: DiagnosticLog) -> Sweep? {
        guard let entries = setting.entries(of: "'sweep'", log: log) else { return nil }
        guard let entry = entries.first, entries.count == 1 else {
            log.error(
                "bad-sweep", "'sweep' takes one option, found \(entries.count)",
                at: entries.dropFirst().first?.keyRange ?? setting.range)
            return nil
        }
        guard Exhibit.isMethodOption(entry) else {
            log.error(
                "bad-sweep",
                AxisName(key: entry.key).map { "'\(entry.key)' is an axis of its own; write '\($0.rawValue): […]'" }
                    ?? "'\(entry.key)' is no option of a method, which alone can be swept",
                at: entry.keyRange)
            return nil
        }
        guard let values = values(of: entry.value, option: entry.key, log: log) else { return nil }
        return Sweep(option: LocatedText(entry.key, at: entry.keyRange), values: values)
    }

    private static func values(of setting: Setting, option: String, log: DiagnosticLog) -> [Setting]? {
        let values: [Setting]
        switch setting.value {
        case .list(let elements): values = elements
        case .mapping(let entries):
            guard let range = SweepRange.decode(entries, of: "the sweep of '\(option)'", at: setting.range, log: log),
                let expanded = log.attempt(at: setting.range, { () throws(Diagnostic) in try range.values(setting) })
            else { return nil }
            values = expanded
        case .scalar:
            log.add(setting.mismatch(expected: "a list of values, or {from, to, by}").placed(at: setting.range))
            return nil
        }
        guard !values.isEmpty, values.count <= mostValues else {
            log.error("bad-sweep", "a sweep has 1 to \(mostValues) values, found \(values.count)", at: setting.range)
            return nil
        }
        var seen: Set<JSON> = []
        for value in values where !seen.insert(WrittenSetting(value).json).inserted {
            log.error("listed-twice", "\(value.kind) is listed twice", at: value.range)
            return nil
        }
        return values
    }
}

/// Values in equal steps, in decimal arithmetic so that 0.1, 0.2, 0.3 are what they say.
private struct SweepRange: Settings {
    var from: SweepNumber?
    var to: SweepNumber?
    var by: SweepNumber?
    var and: [WrittenSetting] = []

    static var fields: [SettingField<SweepRange>] {
        [
            SettingField("from", \.from, "the first value"),
            SettingField("to", \.to, "the bound, itself a value if a step meets it"),
            SettingField("by", \.by, "the step"),
            SettingField("and", \.and, "further values at the end"),
        ]
    }

    func validate() throws(Diagnostic) {
        if from == nil || to == nil || by == nil {
            throw Diagnostic(.error, "bad-sweep", "a sweep needs 'from', 'to' and 'by'", at: nil as SourceRange?)
        }
    }

    func values(_ setting: Setting) throws(Diagnostic) -> [Setting] {
        guard let from = from?.value, let to = to?.value, let by = by?.value else { return [] }
        guard by != 0, (to >= from) == (by > 0) || to == from else {
            let found = NSDecimalNumber(decimal: by).stringValue
            throw Diagnostic(
                .error, "bad-sweep", "steps of \(found) do not lead from 'from' to 'to'", at: setting.range)
        }
        var values: [Setting] = []
        var value = from
        while by > 0 ? value <= to : value >= to {
            guard values.count < Sweep.mostValues else {
                throw Diagnostic(
                    .error, "bad-sweep", "a sweep has 1 to \(Sweep.mostValues) values; take larger steps",
                    at: setting.range)
            }
            values.append(
                Setting(.scalar(NSDecimalNumber(decimal: value).stringValue, quoted: false), at: setting.range))
            value += by
        }
        let swept = Set(values.map { WrittenSetting($0).json })
        return values + and.filter { !swept.contains($0.json) }.map(\.setting)
    }
}

/// A number in decimal digits, exact up to 15 of them.
private struct SweepNumber: SettingValue {
    let value: Decimal

    static var expectation: String { "a number" }

    static func decode(_ setting: Setting) throws(Diagnostic) -> SweepNumber {
        let number = try Double.decode(setting)
        let text = try setting.text()
        let isDecimal = text.allSatisfy { "0123456789.+-eE".contains($0) }
        guard isDecimal, number == 0 || (1e-15...1e15).contains(number.magnitude),
            let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), !value.isNaN
        else { throw setting.mismatch(expected: "a decimal number of moderate size") }
        return SweepNumber(value: value)
    }

    var json: JSON { .number(NSDecimalNumber(decimal: value).doubleValue) }
}
