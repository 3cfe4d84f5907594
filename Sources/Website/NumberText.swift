import Foundation

/// Numbers as people read them, the same everywhere whatever the language of the machine.
enum NumberText {
    /// About three significant digits: `0.0132`, `17.3`, `1.2e-7`.
    static func short(_ value: Double) -> String { significant(value, 3) }

    /// About six significant digits.
    static func exact(_ value: Double) -> String { significant(value, 6) }

    /// With this many decimals, thousands apart from five digits on: `12 345.60`.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return significant(value, 3) }
        let parts = String(format: "%.*f", decimals, value.magnitude).split(separator: ".").map(String.init)
        let isNegative = value < 0 && parts.contains { $0.contains { $0 != "0" } }
        guard let whole = parts.first.flatMap(Int.init) else { return significant(value, 3) }
        let integer = whole < 10_000 ? String(whole) : grouped(whole)
        return (isNegative ? "−" : "") + ([integer] + parts.dropFirst()).joined(separator: ".")
    }

    /// The power of ten of the first digit: 2 for 345, −1 for 0.12; of a finite number that is not zero.
    static func exponent(of value: Double) -> Int { Int(log10(value.magnitude).rounded(.down)) }

    /// `97.8 %`; small probabilities keep a digit that tells them from nothing.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return signed("\(share)") }
        if share > 0, share < 0.0005 { return "< 0.1 %" }
        return String(format: "%.1f %%", share * 100).replacingOccurrences(of: " ", with: "\u{A0}")
    }

    /// `99.5th`, `91st`.
    static func ordinal(_ value: Double) -> String {
        let text = exact(value)
        guard let last = text.last, !text.contains("."), !["11", "12", "13"].contains(text.suffix(2)) else {
            return text + "th"
        }
        return text + (last == "1" ? "st" : last == "2" ? "nd" : last == "3" ? "rd" : "th")
    }

    /// `25 557 032`, with narrow spaces that do not break.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    private static func significant(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
        if value == 0 { return "0" }
        if value == value.rounded(), value.magnitude < 1e6 { return signed(String(Int(value))) }
        let magnitude = value.magnitude
        if magnitude >= 1e6 || magnitude < 1e-4 {
            let parts = String(format: "%.*e", digits - 1, value).split(separator: "e")
            guard parts.count == 2, let power = Int(parts[1]) else { return signed("\(value)") }
            return signed("\(trimmed(String(parts[0])))e\(power)")
        }
        let places = max(0, digits - 1 - Int(log10(magnitude).rounded(.down)))
        return signed(trimmed(String(format: "%.*f", places, value)))
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private static func signed(_ text: String) -> String { text.replacingOccurrences(of: "-", with: "−") }
}
