import Diagnostics

/// A group of pages under one title.
package struct Section: Sendable {
    package let title: String
    /// Names of pages, in order.
    package let pages: [String]
}

private struct SectionSettings: Settings {
    var title: LocatedText?
    var pages: [LocatedText] = []

    static var fields: [SettingField<SectionSettings>] {
        [
            SettingField("title", \.title, "the section's title"),
            SettingField("pages", \.pages, "its pages by name, in order"),
        ]
    }

    func validate() throws(Diagnostic) {
        if title == nil || pages.isEmpty {
            throw Diagnostic(.error, "bad-section", "a section needs 'title' and 'pages'", at: nil as SourceRange?)
        }
    }
}

extension Section {
    /// Resolves sections: `{title, pages: [NAME…]}`, or the name of a folder below `Content` with all its pages.
    ///
    /// - Parameters:
    ///   - pages: the name of every page there is, in order.
    ///   - folders: the names of the pages below each folder, in order.
    static func resolve(
        _ written: [WrittenSetting], pages: [String], folders: [String: [String]], log: DiagnosticLog
    ) -> [Section] {
        var sections: [Section] = []
        for setting in written.map(\.setting) {
            switch setting.value {
            case .scalar(let text, _) where !setting.isNull:
                guard let names = folders[text], !names.isEmpty else {
                    log.error(
                        "unknown-section",
                        "there is no folder 'Content/\(text)' with pages"
                            + didYouMean(text, among: folders.keys.sorted()),
                        at: setting.range)
                    continue
                }
                sections.append(Section(title: title(ofFolder: text), pages: names))
            case .mapping(let entries):
                guard let section = SectionSettings.decode(entries, of: "a section", at: setting.range, log: log),
                    let title = section.title
                else { continue }
                for page in section.pages where !pages.contains(page.text) {
                    log.error(
                        "unknown-page", "there is no page '\(page.text)'" + didYouMean(page.text, among: pages),
                        at: page.range)
                }
                sections.append(
                    Section(title: title.text, pages: section.pages.map(\.text).filter { pages.contains($0) }))
            default:
                log.add(setting.mismatch(expected: "the name of a folder, or {title, pages}"))
            }
        }
        return sections
    }

    private static func title(ofFolder name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        return last.prefix(1).uppercased() + last.dropFirst().map { $0 == "-" || $0 == "_" ? " " : $0 }
    }
}
