import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Store
import Website

/// Options that say where and how the site is written.
struct SiteOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the site is written (default: Site in the gallery).", valueName: "folder"))
    var output: String?

    @Option(
        help: ArgumentHelp("Where the site will be published; by default what site.yaml says.", valueName: "address"))
    var baseURL: String?

    @Flag(name: .customLong("allow-html"), help: "Let HTML in Markdown reach the pages.")
    var allowHTML = false

    func validate() throws {
        if let baseURL, let complaint = SiteSettings.baseURLComplaint(baseURL) {
            throw ValidationError("--base-url \(complaint)")
        }
    }

    /// Refuses to write the site over what the gallery is made of.
    func checkOutput(of gallery: GalleryOptions) throws(Diagnostic) {
        func real(_ path: String) -> String {
            URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
        }
        let site = real(folder(of: gallery))
        for taken in [gallery.source, gallery.source + "/Content", gallery.source + "/Templates", gallery.storePath] {
            guard site == real(taken) || taken != gallery.source && (site + "/").hasPrefix(real(taken) + "/") else {
                continue
            }
            throw Diagnostic(
                .error, "output-in-source", "the site cannot be written into '\(taken)', which the gallery is made of",
                at: .file(folder(of: gallery)), notes: [.init("choose another folder with --output")])
        }
    }

    func folder(of gallery: GalleryOptions) -> String {
        output ?? (gallery.source == "." ? "" : gallery.source + "/") + "Site"
    }

    /// Renders the site without writing it; nil where the theme has mistakes, which are in the log.
    func render(_ results: GalleryResults, of gallery: GalleryOptions, store: ResultStore?, log: DiagnosticLog)
        -> Website?
    {
        let templates = (gallery.source == "." ? "" : gallery.source + "/") + "Templates"
        let own = FileManager.default.fileExists(atPath: templates) ? templates : nil
        guard let theme = Theme(overriddenBy: own, shownAs: templates, log: log) else { return nil }
        return Website.render(
            results, theme: theme, store: store, options: .init(baseURL: baseURL, allowsHTML: allowHTML), log: log)
    }

    struct Written {
        let pages: Int
        let files: Int
        let changed: Int
    }

    /// Renders the site and writes what has changed of it.
    ///
    /// - Returns: nil where pages or theme have mistakes, which are in the log; nothing is written then.
    func write(
        _ results: GalleryResults, of gallery: GalleryOptions, store: ResultStore, log: DiagnosticLog
    ) throws(Diagnostic) -> Written? {
        let before = log.all.count
        guard let website = render(results, of: gallery, store: store, log: log) else { return nil }
        guard !log.all.dropFirst(before).contains(where: { $0.severity == .error }) else { return nil }
        let changes = try SiteFolder(folder(of: gallery)).write(website.files, log: log)
        return Written(
            pages: website.files.paths.count { $0.hasSuffix(".html") }, files: website.files.paths.count,
            changed: changes.written + changes.removed)
    }
}
