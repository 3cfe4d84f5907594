import Diagnostics
import Yams

/// Walks what Yams read and gives every value its range in the file.
struct YAMLWalk {
    let text: YAMLText
    let log: DiagnosticLog
    /// False once a value was met that cannot be read; entries with a wrong key are only left out.
    private(set) var isSound = true
    /// Where an anchored node was reported: aliases lead to the same node again.
    private var reported: Set<SourcePosition> = []

    private typealias Place = (line: Int, column: Int)

    init(text: YAMLText, log: DiagnosticLog) {
        self.text = text
        self.log = log
    }

    mutating func setting(of node: Node, depth: Int) -> Setting {
        read(node, depth: depth).setting
    }

    private mutating func read(_ node: Node, depth: Int) -> (setting: Setting, end: Place) {
        let start: Place = node.mark.map { ($0.line, $0.column) } ?? (1, 1)
        func made(_ value: Setting.Value, _ end: Place) -> (Setting, Place) {
            (Setting(value, at: text.range(start.line, start.column, to: end)), end)
        }
        if !isAllowed(text.scalar(start.line, start.column), at: start) { return made(.list([]), start) }
        guard depth <= deepestNesting else {
            refuse("too-deep", YAMLText.tooDeep, at: start)
            return made(.list([]), start)
        }
        switch node {
        case .scalar(let scalar):
            let style = scalar.style
            let end = end(of: scalar.string, style: style, from: start)
            return made(.scalar(scalar.string, quoted: style != .plain), end)
        case .sequence(let sequence):
            var elements: [Setting] = []
            var end: Place = (start.line, start.column + 1)
            for element in sequence {
                let (setting, after) = read(element, depth: depth + 1)
                elements.append(setting)
                end = after
            }
            return made(.list(elements), closing(start, open: "[", close: "]", after: end))
        case .mapping(let mapping):
            var entries: [Setting.Entry] = []
            var end: Place = (start.line, start.column + 1)
            for (key, value) in mapping {
                let (name, _) = read(key, depth: depth + 1)
                let (setting, after) = read(value, depth: depth + 1)
                end = after
                if let text = checkedKey(name) {
                    entries.append(Setting.Entry(key: text, keyRange: name.range, value: setting))
                }
            }
            return made(.mapping(entries), closing(start, open: "{", close: "}", after: end))
        case .alias:
            refuse("yaml-anchor", YAMLText.noAnchors, at: start)
            return made(.list([]), start)
        }
    }

    /// No plain value starts with these characters, so what does carries an anchor or a tag.
    private mutating func isAllowed(_ first: Unicode.Scalar?, at start: Place) -> Bool {
        switch first {
        case "&", "*":
            refuse("yaml-anchor", YAMLText.noAnchors, at: start)
            return false
        case "!":
            refuse("yaml-tag", "tags are not allowed; put a text that starts with '!' in quotes", at: start)
            return false
        default: return true
        }
    }

    private mutating func refuse(_ id: String, _ message: String, at start: Place) {
        isSound = false
        let range = text.range(start.line, start.column, to: nil)
        if reported.insert(range.start).inserted { log.error(id, message, at: range) }
    }

    private mutating func checkedKey(_ setting: Setting) -> String? {
        guard case .scalar(let key, let quoted) = setting.value else {
            // What stands where an anchor or a tag was refused is an empty list, and is reported already.
            if isSound { log.error("bad-key", "a key must be a text, found \(setting.kind)", at: setting.range) }
            return nil
        }
        if YAMLDuplicates.isHidden(key) { return nil }
        if key.isEmpty {
            log.error("bad-key", "a key is missing before ':'", at: setting.range)
            return nil
        }
        if key == "<<", !quoted {
            log.error("yaml-merge-key", "merge keys are not allowed; write the settings out", at: setting.range)
            return nil
        }
        return key
    }

    /// Where a scalar ends, exclusive. Of a block scalar the range holds the `|` or `>` with its indicators.
    private func end(of value: String, style: Node.Scalar.Style, from start: Place) -> Place {
        switch style {
        case .singleQuoted, .doubleQuoted: endOfQuoted(style, from: start)
        case .literal, .folded: endOfWord(from: start)
        default: endOfPlain(value, from: start)
        }
    }

    private func endOfWord(from start: Place) -> Place {
        var end = start
        while let scalar = text.scalar(end.line, end.column), scalar != " ", scalar != "\t" { end.column += 1 }
        return end
    }

    private func endOfQuoted(_ style: Node.Scalar.Style, from start: Place) -> Place {
        var place: Place = (start.line, start.column + 1)
        while place.line <= text.lines.count {
            guard let scalar = text.scalar(place.line, place.column) else {
                place = (place.line + 1, 1)
                continue
            }
            place.column += 1
            if style == .doubleQuoted, scalar == "\\" {
                place.column += 1
            } else if style == .doubleQuoted, scalar == "\"" {
                return place
            } else if style == .singleQuoted, scalar == "'" {
                guard text.scalar(place.line, place.column) == "'" else { return place }
                place.column += 1
            }
        }
        return (start.line, start.column + 1)
    }

    /// Follows the value through the text: a space of the value may be a line break with indentation in the text.
    private func endOfPlain(_ value: String, from start: Place) -> Place {
        var place = start
        var end = start
        for scalar in value.unicodeScalars {
            if scalar == " " || scalar == "\n" || scalar == "\t" {
                place = skippingSpace(from: place)
            } else {
                guard text.scalar(place.line, place.column) == scalar else { return end }
                place.column += 1
                end = place
            }
        }
        return end
    }

    private func skippingSpace(from start: Place) -> Place {
        var place = start
        while place.line <= text.lines.count {
            switch text.scalar(place.line, place.column) {
            case " ", "\t": place.column += 1
            case nil: place = (place.line + 1, 1)
            default: return place
            }
        }
        return start
    }

    /// The place after the bracket that closes a flow collection; for a block collection, where its last child ends.
    private func closing(
        _ start: Place, open: Unicode.Scalar, close: Unicode.Scalar, after last: Place
    ) -> Place {
        guard text.scalar(start.line, start.column) == open else { return last }
        var place = last
        while place.line <= text.lines.count {
            let scalar = text.scalar(place.line, place.column)
            if scalar == close { return (place.line, place.column + 1) }
            if scalar == nil || scalar == "#" { place = (place.line + 1, 1) } else { place.column += 1 }
        }
        return last
    }
}
