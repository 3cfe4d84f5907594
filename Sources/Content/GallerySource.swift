package import Diagnostics
import Foundation

/// Everything that the folder of a gallery says, read and checked as far as it can be without knowing methods.
package struct GallerySource: Sendable {
    package let site: SiteSettings
    /// In the order of their paths.
    package let pages: [Page]
    /// In the order of their names.
    package let models: [ModelCard]
    package let sections: [Section]
    package let paths: ContentPaths

    /// The page whose text stands on the gallery's front page.
    package var home: Page? { pages.first(where: \.isHome) }

    /// Reads `Content/**/*.md`, `Content/models/*.md` and `Content/site.yaml`.
    ///
    /// Hidden files and folders, and files with other endings, are left aside. Whatever is wrong in any file is
    /// reported; the log's `hasErrors` says whether the result may be built.
    ///
    /// - Parameters:
    ///   - folder: the gallery's folder, as messages show it.
    ///   - granted: folders outside that may be read (`--allow-folder`).
    ///   - drafts: whether drafts belong to the site.
    /// - Returns: nil where there is no such folder, or no `Content` in it.
    package static func load(
        folder: String, granted: [String] = [], drafts: Bool = false, log: DiagnosticLog
    ) -> GallerySource? {
        guard let paths = ContentPaths(root: folder, granted: granted, log: log) else { return nil }
        let shown = ContentFolder.joined(folder == "." || folder.isEmpty ? "" : folder, "Content")
        guard let content = ContentFolder(paths.root + "/Content", shown: shown, paths: paths, log: log) else {
            return nil
        }
        var reader = GalleryReader(paths: paths, drafts: drafts, log: log)
        for entry in content.files { reader.read(entry) }
        let sections = Section.resolve(
            reader.site.sections, pages: reader.pages.map(\.name), folders: reader.folders, log: log)
        return GallerySource(
            site: reader.site, pages: reader.pages, models: reader.models, sections: sections, paths: paths)
    }
}

/// Sorts the files of a gallery into pages, model cards and settings.
private struct GalleryReader {
    let paths: ContentPaths
    let drafts: Bool
    let log: DiagnosticLog
    var site = SiteSettings()
    var pages: [Page] = []
    var models: [ModelCard] = []
    /// The names of the pages below each folder.
    var folders: [String: [String]] = [:]
    /// Where each page's and each card's name was taken.
    private var takenPages: [String: String] = [:]

    init(paths: ContentPaths, drafts: Bool, log: DiagnosticLog) {
        self.paths = paths
        self.drafts = drafts
        self.log = log
    }

    mutating func read(_ entry: ContentFolder.File) {
        let components = entry.components
        guard let last = components.last else { return }
        if components == ["site.yaml"] {
            if let file = ContentFile(path: entry.real, shown: entry.shown, log: log) {
                site = SiteSettings(file, log: log)
            }
            return
        }
        if components == ["site.yml"] {
            log.add(
                Diagnostic(
                    .warning, "unread-file", "this file is not read; rename it 'site.yaml'", at: .file(entry.shown)))
        }
        guard last.hasSuffix(".md") else { return }
        if components.first == "models", components.count > 1 {
            readModel(entry, name: String(last.dropLast(3)))
        } else {
            readPage(entry)
        }
    }

    private mutating func readModel(_ entry: ContentFolder.File, name: String) {
        guard entry.components.count == 2 else {
            log.add(
                Diagnostic(
                    .error, "misplaced-model", "model cards stand directly in 'Content/models'; move this one there",
                    at: .file(entry.shown)))
            return
        }
        let isName = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            isKebabCase($0.replacingOccurrences(of: "_", with: "-"))
        }
        guard isName else {
            log.add(
                Diagnostic(
                    .error, "bad-name",
                    "a model card's name must be words of a–z and 0–9 joined by hyphens, dots or underscores; rename it",
                    at: .file(entry.shown)))
            return
        }
        guard let file = ContentFile(path: entry.real, shown: entry.shown, log: log),
            let card = ModelCard(file, name: name, paths: paths, log: log)
        else { return }
        models.append(card)
    }

    private mutating func readPage(_ entry: ContentFolder.File) {
        guard let name = pageName(entry.components) else {
            log.add(
                Diagnostic(
                    .error, "bad-name", "this name holds no letter a–z or digit to make an address of; rename the file",
                    at: .file(entry.shown)))
            return
        }
        if let other = takenPages[name] {
            log.add(
                Diagnostic(
                    .error, "same-address", "this page has the address '\(name).html', as '\(other)' has; rename one",
                    at: .file(entry.shown)))
            return
        }
        takenPages[name] = entry.shown
        guard let file = ContentFile(path: entry.real, shown: entry.shown, log: log),
            let page = Page(file, name: name, paths: paths, drafts: drafts, log: log)
        else { return }
        pages.append(page)
        for depth in 1..<entry.components.count {
            folders[entry.components.prefix(depth).joined(separator: "/"), default: []].append(name)
        }
    }

    /// Folders become part of the name, so that all pages stand side by side: `a/b.md` is `a-b`, `a/index.md` is `a`.
    /// Other characters than a–z, 0–9, `.` and `_` become hyphens.
    private func pageName(_ components: [String]) -> String? {
        var parts = components
        if let last = parts.popLast() { parts.append(String(last.dropLast(3))) }
        if parts.count > 1, parts.last == "index" { parts.removeLast() }
        let words = parts.joined(separator: "-").lowercased().unicodeScalars.split { scalar in
            switch scalar {
            case "a"..."z", "0"..."9", ".", "_": false
            default: true
            }
        }
        let name = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
        return name.contains { $0 != "." } ? name : nil
    }
}
