/// How messages are written.
package enum DiagnosticFormat: String, Sendable, CaseIterable {
    /// For a person at a terminal, with the line and a marker below it.
    case text
    /// One JSON object a line.
    case json
    /// Workflow commands that GitHub shows beside the change.
    case github
}

extension Diagnostic {
    package func rendered(as format: DiagnosticFormat, colour: Bool = false) -> String {
        switch format {
        case .text: renderedAsText(colour: colour)
        case .json: json.canonicalText
        case .github: renderedForGitHub
        }
    }

    private func renderedAsText(colour: Bool) -> String {
        let paint = Paint(enabled: colour)
        var text = paint.bold(place.map { printable($0.description) + ": " } ?? "")
        text += paint.severity(severity) + paint.bold(printable(message))
        if case .text(let range) = place, let excerpt = range.excerpt(paint: paint) { text += "\n" + excerpt }
        for note in notes {
            text +=
                "\n" + paint.bold(note.place.map { printable($0.description) + ": " } ?? "  ") + paint.severity(.note)
            text += printable(note.message)
            if case .text(let range) = note.place, let excerpt = range.excerpt(paint: paint) { text += "\n" + excerpt }
        }
        return text
    }

    private var renderedForGitHub: String {
        func escaped(_ value: String, property: Bool = false) -> String {
            value.unicodeScalars.reduce(into: "") { result, scalar in
                switch scalar {
                case "%": result += "%25"
                case "\r": result += "%0D"
                case "\n": result += "%0A"
                case ":" where property: result += "%3A"
                case "," where property: result += "%2C"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        let command = severity == .note ? "notice" : severity.rawValue
        var properties: [String] = []
        switch place {
        case .text(let range):
            properties.append("file=" + escaped(range.file.path, property: true))
            properties.append("line=\(range.start.line)")
            properties.append("col=\(range.start.column)")
        case .file(let path): properties.append("file=" + escaped(path, property: true))
        case nil: break
        }
        let whole = ([message] + notes.map { "note: " + $0.message }).joined(separator: "\n")
        return "::\(command)\(properties.isEmpty ? "" : " " + properties.joined(separator: ","))::\(escaped(whole))"
    }

    package var json: JSON {
        var object: [String: JSON] = [
            "id": .string(id), "severity": .string(severity.rawValue), "message": .string(message),
        ]
        if let place { object["place"] = place.json }
        if !notes.isEmpty {
            object["notes"] = .array(
                notes.map { note in
                    var entry: [String: JSON] = ["message": .string(note.message)]
                    if let place = note.place { entry["place"] = place.json }
                    return .object(entry)
                })
        }
        return .object(object)
    }
}

extension Diagnostic.Place: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let range): "\(range.file.path):\(range.start.line):\(range.start.column)"
        case .file(let path): path
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .file(let path): .object(["file": .string(path)])
        case .text(let range):
            .object([
                "file": .string(range.file.path),
                "line": .number(Double(range.start.line)), "column": .number(Double(range.start.column)),
                "endLine": .number(Double(range.end.line)), "endColumn": .number(Double(range.end.column)),
            ])
        }
    }
}

extension SourceRange {
    /// The first line of the range with a marker below it, at most `width` characters of it.
    fileprivate func excerpt(paint: Paint, width: Int = 160) -> String? {
        guard let whole = file.line(start.line) else { return nil }
        let scalars = Array(whole.unicodeScalars.map(printable))
        let first = min(start.column - 1, scalars.count)
        let last = end.line == start.line ? min(end.column - 1, scalars.count) : scalars.count
        let skipped = first > width - 20 ? first - 20 : 0
        let shown = scalars.dropFirst(skipped).prefix(width)
        let number = String(start.line)
        let margin = String(repeating: " ", count: number.count)
        let text = (skipped > 0 ? "…" : "") + String(String.UnicodeScalarView(shown))
        let indent = String(repeating: " ", count: first - skipped + (skipped > 0 ? 1 : 0))
        let length = max(1, min(last, skipped + width) - first)
        let marker = "^" + String(repeating: "~", count: length - 1)
        return " \(number) | \(text)\n \(margin) | \(indent)\(paint.green(marker))"
    }
}

/// A tab as a space and other control characters as a mark, so that no file can steer the terminal it is quoted on.
private func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x09: " "
    case 0x00..<0x20, 0x7F..<0xA0: "\u{FFFD}"
    default: scalar
    }
}

private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map(printable)))
}

/// ANSI colours, or nothing.
private struct Paint {
    let enabled: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func green(_ text: String) -> String { wrap(text, "32") }

    func severity(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .note: wrap("note: ", "36")
        case .warning: wrap("warning: ", "1;33")
        case .error: wrap("error: ", "1;31")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        enabled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
