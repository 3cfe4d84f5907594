package import Diagnostics

/// What `Content/site.yaml` says; everything has a default, also the file.
package struct SiteSettings: Settings {
    package var title = "Gallery"
    package var description: String?
    /// Where the site will be published, without a slash at its end: for the sitemap, the feed and canonical links.
    package var baseURL: LocatedText?
    /// A language tag such as `en` or `pt-BR`.
    package var language = "en"
    /// Sections as written; `GallerySource.sections` holds them resolved.
    package var sections: [WrittenSetting] = []
    /// A line at the bottom of every page.
    package var footer: String?
    /// Who made the gallery.
    package var credit: String?

    package init() {}

    package static var fields: [SettingField<SiteSettings>] {
        [
            SettingField("title", \.title, "the gallery's title"),
            SettingField("description", \.description, "a sentence about the gallery"),
            SettingField("base-url", \.baseURL, "where the site will be published") { url in
                url.flatMap { baseURLComplaint($0.text) }
            },
            SettingField("language", \.language, "the language of the pages") { language in
                let parts = language.split(separator: "-", omittingEmptySubsequences: false)
                let isTag =
                    (2...3).contains(parts.first?.count ?? 0)
                    && parts.allSatisfy {
                        (1...8).contains($0.count) && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
                    }
                return isTag ? nil : "must be a language tag such as en or pt-BR"
            },
            SettingField("sections", \.sections, "folders of pages, or {title, pages}"),
            SettingField("footer", \.footer, "a line at the bottom of every page"),
            SettingField("credit", \.credit, "who made the gallery"),
        ]
    }

    /// What is wrong with an address that the site is to be published at.
    package static func baseURLComplaint(_ text: String) -> String? {
        let host = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2).first
        let isURL =
            (text.hasPrefix("https://") || text.hasPrefix("http://")) && host?.isEmpty == false
            && host?.hasPrefix("/") == false && !text.contains { $0.isWhitespace || "?#\"<>".contains($0) }
        return isURL ? nil : "must be an address such as https://example.org/gallery"
    }

    /// Reads the file; the defaults where something is wrong, all of it reported.
    init(_ file: ContentFile, log: DiagnosticLog) {
        let entries = parseYAML(file.source.text, in: file.source, log: log)?.entries(of: "site.yaml", log: log)
        self = entries.flatMap { SiteSettings.decode($0, of: "site.yaml", log: log) } ?? SiteSettings()
        // Mistakes elsewhere in the file do not hide those in the sections.
        if let written = entries?.first(where: { $0.key == "sections" })?.value, !written.isNull {
            sections = written.oneOrMore.map(WrittenSetting.init)
        }
        if let url = baseURL {
            let text = url.text.reversed().drop { $0 == "/" }.reversed()
            baseURL = LocatedText(String(text), at: url.range)
        }
    }
}
