package import Diagnostics

/// A metric that an exhibit measures its figures by, as written: `abpc`, or `{abpc: {share: 0.5}}`.
package struct MetricItem: Sendable {
    package let name: LocatedText
    package let options: [Setting.Entry]
}

/// What of an exhibit a page shows.
package enum ExhibitPart: String, SettingValue, CaseIterable {
    case figures, tables, plots
}

/// The metrics as written: a list of names, each with its options where it has some.
struct MetricList: SettingValue {
    var items: [MetricItem] = []
    var range: SourceRange?

    static var expectation: String { "a list of metrics, each a name or {name: {option: value}}" }

    static func decode(_ setting: Setting) throws(Diagnostic) -> MetricList {
        var items: [MetricItem] = []
        var seen: Set<JSON> = []
        for element in setting.oneOrMore {
            guard seen.insert(WrittenSetting(element).json).inserted else {
                throw Diagnostic(.error, "listed-twice", "\(element.kind) is listed twice", at: element.range)
            }
            guard case .mapping(let entries) = element.value else {
                items.append(MetricItem(name: try LocatedText.decode(element), options: []))
                continue
            }
            for entry in entries {
                items.append(
                    MetricItem(name: LocatedText(entry.key, at: entry.keyRange), options: try options(of: entry)))
            }
        }
        guard !items.isEmpty else {
            throw Diagnostic(.error, "bad-value", "must not be an empty list", at: setting.range)
        }
        return MetricList(items: items, range: setting.range)
    }

    private static func options(of entry: Setting.Entry) throws(Diagnostic) -> [Setting.Entry] {
        if entry.value.isNull { return [] }
        guard case .mapping(let options) = entry.value.value else {
            throw entry.value.mismatch(expected: "the options of '\(entry.key)', {option: value}")
        }
        return options
    }

    var json: JSON {
        .array(
            items.map { item in
                item.options.isEmpty
                    ? item.name.json
                    : .object([item.name.text: WrittenSetting(Setting(.mapping(item.options), at: nil)).json])
            })
    }
}

/// The parts as written; all where nothing was.
struct PartList: SettingValue {
    var parts: Set<ExhibitPart> = Set(ExhibitPart.allCases)
    var range: SourceRange?

    static var expectation: String { "a list of 'figures', 'tables' and 'plots'" }

    static func decode(_ setting: Setting) throws(Diagnostic) -> PartList {
        let parts = try [ExhibitPart].decode(setting)
        guard !parts.isEmpty else {
            throw Diagnostic(.error, "bad-value", "must not be an empty list", at: setting.range)
        }
        return PartList(parts: Set(parts), range: setting.range)
    }

    var json: JSON { .array(ExhibitPart.allCases.filter(parts.contains).map(\.json)) }
}
