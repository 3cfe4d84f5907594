import Content
import Diagnostics
import Foundation
import Gallery

/// Where links between the gallery's files lead, and which fragments were asked for.
final class LinkTable {
    private let paths: ContentPaths
    private let addresses: Set<String>
    private let kernels: KernelIndex
    private var modelNames: [String: String] = [:]
    fileprivate let log: DiagnosticLog
    let draughtsman: Draughtsman
    /// The pages of the site by the real paths of their Markdown files.
    private var pages: [String: String] = [:]
    private var folders: [String: String] = [:]
    private var names: [String: Set<String>] = [:]
    private var asked: [(address: String, fragment: String, range: SourceRange)] = []

    init(_ source: GallerySource, map: SiteMap, draughtsman: Draughtsman, log: DiagnosticLog) {
        paths = source.paths
        addresses = map.addresses
        kernels = map.kernels
        self.log = log
        self.draughtsman = draughtsman
        for page in source.pages { place(page.source, at: page.address) }
        let models = Set(map.models.map(\.card.name))
        for card in source.models {
            place(card.file, at: models.contains(card.name) ? SiteMap.model(card.name) : nil)
            modelNames[SiteMap.model(card.name)] = card.name
        }
    }

    private func place(_ file: SourceFile, at address: String?) {
        guard let real = Self.realPath(of: file, in: paths) else { return }
        folders[file.path] = String(real[..<(real.lastIndex(of: "/") ?? real.endIndex)])
        pages[real] = address
    }

    /// Messages show a file's path from where the command ran; below `Content` it is that of the gallery.
    private static func realPath(of file: SourceFile, in paths: ContentPaths) -> String? {
        let parts = file.path.split(separator: "/")
        for index in parts.indices where parts[index] == "Content" {
            let path = LocatedText(parts[index...].joined(separator: "/"), at: nil)
            let found = paths.resolve(path, from: paths.root, expecting: .file, log: DiagnosticLog())
            if let found { return found.absolute }
        }
        return nil
    }

    /// The links of a text that stands in a file and is shown at an address.
    func links(in file: SourceFile, shownAt address: String) -> DocumentLinks {
        DocumentLinks(table: self, folder: folders[file.path] ?? paths.root, address: address)
    }

    /// Tells the table which fragments an address has.
    func define(_ ids: Set<String>, at address: String) { names[address, default: []].formUnion(ids) }

    /// Reports fragments that no page has, when all pages are known.
    func checkFragments() {
        for link in asked {
            guard let ids = names[link.address], !ids.contains(link.fragment) else { continue }
            log.error(
                "broken-link",
                "'\(link.address)' has no part '\(link.fragment)'" + didYouMean(link.fragment, among: ids.sorted()),
                at: link.range)
        }
    }

    fileprivate func ask(_ fragment: String?, of address: String, at range: SourceRange) {
        if let fragment, !fragment.isEmpty { asked.append((address, fragment, range)) }
    }

    /// The address of the page that a path leads to, or of the picture.
    fileprivate func address(of path: String, from folder: String, at range: SourceRange) -> String? {
        let plain = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        if addresses.contains(plain) || kernels.mayCome(plain) { return plain }
        if plain.hasSuffix(".html") {
            log.error(
                "broken-link", "the site has no page '\(plain)'" + didYouMean(plain, among: addresses.sorted()),
                at: range)
            return nil
        }
        guard let file = paths.resolve(LocatedText(path, at: range), from: folder, expecting: .file, log: log) else {
            return nil
        }
        if let address = pages[file.absolute] { return address }
        guard !file.name.hasSuffix(".md") else {
            log.error("broken-link", "'\(path)' is no page of this site", at: range)
            return nil
        }
        return published(file, at: range)?.path
    }

    /// The page of a kernel, where a fragment of its model's page is written as `layer/channel`.
    fileprivate func kernelPage(of address: String, _ fragment: String?) -> String? {
        guard let model = modelNames[address], let fragment = fragment?.removingPercentEncoding,
            let slash = fragment.lastIndex(of: "/"), let channel = Int(fragment[fragment.index(after: slash)...])
        else { return nil }
        return kernels.linkAddress(
            of: KernelReference(model: model, layer: String(fragment[..<slash]), channel: channel))
    }

    fileprivate func picture(at path: String, from folder: String, at range: SourceRange) -> DrawnPicture? {
        guard let file = paths.resolve(LocatedText(path, at: range), from: folder, expecting: .file, log: log) else {
            return nil
        }
        return published(file, at: range)
    }

    private func published(_ file: ContentPath, at range: SourceRange) -> DrawnPicture? {
        guard let data = FileManager.default.contents(atPath: file.absolute) else {
            log.error("unreadable-file", "'\(file.shown)' cannot be read; check its permissions", at: range)
            return nil
        }
        do {
            return try draughtsman.publish(data, at: file.shown)
        } catch {
            log.add(error.askedFor(at: range))
            return nil
        }
    }
}

/// The links of one text.
struct DocumentLinks: ProseLinks {
    fileprivate let table: LinkTable
    fileprivate let folder: String
    fileprivate let address: String
    fileprivate var log: DiagnosticLog { table.log }

    func address(of destination: String, at range: SourceRange) -> String? {
        let parts = LinkDestination(destination)
        if let scheme = parts.scheme {
            if LinkDestination.allowedSchemes.contains(scheme) { return LinkDestination.encoded(destination) }
            log.warning(
                "unsafe-link", "links of '\(scheme):' are dropped; links lead to pages, http, https and mailto",
                at: range)
            return nil
        }
        if destination.hasPrefix("//") { return LinkDestination.encoded(destination) }
        guard !parts.path.isEmpty else {
            guard let fragment = parts.fragment else {
                log.error("broken-link", "this link leads nowhere; say where it leads", at: range)
                return nil
            }
            table.ask(fragment, of: address, at: range)
            return LinkDestination.encoded("#" + fragment)
        }
        guard let target = table.address(of: parts.path, from: folder, at: range) else { return nil }
        if let page = table.kernelPage(of: target, parts.fragment) { return LinkDestination.encoded(page) }
        table.ask(parts.fragment, of: target, at: range)
        return LinkDestination.encoded(target + (parts.fragment.map { "#" + $0 } ?? ""))
    }

    func picture(at destination: String, at range: SourceRange) -> DrawnPicture? {
        let parts = LinkDestination(destination)
        guard parts.scheme == nil, !destination.hasPrefix("//") else {
            log.error(
                "remote-picture", "pictures are read from the gallery's folder only; put the file there", at: range)
            return nil
        }
        return table.picture(at: parts.path, from: folder, at: range)
    }
}
