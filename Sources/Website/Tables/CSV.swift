import Foundation

/// Rows of fields as comma-separated values (RFC 4180, with line feeds), UTF-8.
struct CSV {
    private(set) var text = ""

    init(_ heading: [String]) { add(heading.map(Field.text)) }

    enum Field {
        case text(String)
        /// With all its digits; nil and what is no number leave the field empty.
        case number(Double?)
        case count(Int)
    }

    mutating func add(_ fields: [Field]) {
        text += fields.map(Self.written).joined(separator: ",") + "\n"
    }

    var data: Data { Data(text.utf8) }

    private static func written(_ field: Field) -> String {
        switch field {
        case .number(let value): value.map { $0.isFinite ? "\($0)" : "" } ?? ""
        case .count(let count): String(count)
        case .text(let text): quoted(harmless(text))
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }

    /// Spreadsheets run what begins like a formula; an apostrophe before it makes it text to them. Numbers stay as they
    /// are.
    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(text) == nil
        else { return text }
        return "'" + text
    }
}
