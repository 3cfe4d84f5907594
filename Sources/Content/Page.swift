package import Diagnostics

/// A Markdown page of the gallery.
package struct Page: Sendable {
    package let source: SourceFile
    /// The real path of the folder that holds the file; paths on the page are relative to it.
    package let folder: String
    /// The page's name in claims and sections: its path below `Content` without `.md`, folders joined by hyphens.
    package let name: String
    /// From the front matter; where that has none, the text of the body's first heading, whatever its level.
    package let title: String
    /// Whether the title is the body's first heading, so that it is not to be printed twice.
    package let hasTitleInBody: Bool
    package let description: String?
    package let date: CalendarDate?
    package let isDraft: Bool
    /// False where the front matter has mistakes, so that title and defaults are not what was meant.
    package let hasSoundFrontMatter: Bool
    package let defaults: Axes
    /// The Markdown below the front matter, with `\n` between lines.
    package let body: String
    /// The line of the file, counted from 1, in which the body begins.
    package let bodyLine: Int
    /// In the order of their blocks. `Exhibit.ordinal` counts the body's code blocks for which
    /// `Exhibit.isMarked(by:)` holds, as cmark's iterator meets them: a renderer replaces the n-th by its figure.
    package let exhibits: [Exhibit]

    /// The name of the page's file in the site.
    package var address: String { name + ".html" }

    /// Whether this is `index.md`, the text of the gallery's front page.
    package var isHome: Bool { name == "index" }
}

/// The keys of a page's front matter.
struct PageSettings: AxisSettings {
    var axes = WrittenAxes()
    var title: LocatedText?
    var description: String?
    var date: CalendarDate?
    var draft = false

    static var fields: [SettingField<PageSettings>] {
        [
            SettingField("title", \.title, "the page's title; by default its first heading"),
            SettingField("description", \.description, "a sentence for lists, feeds and search"),
            SettingField("date", \.date, "when the page was published"),
            SettingField("draft", \.draft, "whether the page is left out of the site"),
        ] + axisFields
    }

    func validate() throws(Diagnostic) { try validateAxes() }
}

extension Page {
    /// Reads a page and reports every mistake in it. Of a draft that is left out, only the front matter is read.
    ///
    /// - Returns: nil where the page is a draft left out or has no title; a wrong exhibit is missing from the page's
    ///   exhibits.
    init?(_ file: ContentFile, name: String, paths: ContentPaths, drafts: Bool, log: DiagnosticLog) {
        guard let matter = FrontMatter(of: file.source, log: log) else { return nil }
        let settings = matter.entries.flatMap { PageSettings.decode($0, of: "a page", log: log) }
        if let settings, settings.draft, !drafts { return nil }
        let outline = MarkdownOutline(of: matter.body, in: file.source, bodyLine: matter.bodyLine, log: log)
        let defaults = settings.map { Axes($0.axes, in: file, paths: paths, log: log) } ?? Axes()
        let exhibits = Self.exhibits(
            outline.exhibits, defaults: settings == nil ? nil : defaults, in: file, paths: paths, log: log)
        guard let title = settings?.title ?? outline.heading ?? (settings == nil ? LocatedText(name, at: nil) : nil)
        else {
            log.error(
                "missing-title", "this page has no title; add 'title: …' between lines '---' at its top, or a heading",
                at: SourceRange(file: file.source, line: 1, column: 1))
            return nil
        }
        self.init(
            source: file.source, folder: file.folder, name: name, title: title.text,
            hasTitleInBody: settings?.title == nil,
            description: settings?.description, date: settings?.date, isDraft: settings?.draft ?? false,
            hasSoundFrontMatter: settings != nil, defaults: defaults,
            body: matter.body, bodyLine: matter.bodyLine, exhibits: exhibits)
    }

    /// - Parameter defaults: nil where the front matter is wrong, so that what it would have given is not known.
    private static func exhibits(
        _ blocks: [FencedBlock], defaults: Axes?, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) -> [Exhibit] {
        var exhibits: [Exhibit] = []
        var first: [String: SourceRange] = [:]
        for (ordinal, block) in blocks.enumerated() {
            guard block.isClosed else {
                log.error("open-block", "this exhibit is not closed; end it with a line of its fence", at: block.marker)
                continue
            }
            guard
                let exhibit = Exhibit(
                    block, ordinal: ordinal, defaults: defaults, in: file, paths: paths, log: log)
            else { continue }
            if let first = first[exhibit.id] {
                log.error(
                    "duplicate-id", "there are two exhibits '\(exhibit.id)' on this page; rename one",
                    at: exhibit.idRange, notes: [.init("the first is here", at: .text(first))])
                continue
            }
            first[exhibit.id] = exhibit.idRange
            exhibits.append(exhibit)
        }
        return exhibits
    }
}
