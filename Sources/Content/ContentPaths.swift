package import Diagnostics
import Foundation

/// A file or folder that content names, inside the gallery or a folder granted on the command line.
package struct ContentPath: Hashable, Sendable {
    /// The real path: absolute, without symbolic links.
    package let absolute: String
    /// The path from the gallery's folder where it lies inside, otherwise the real path; for messages and pages.
    package let shown: String

    package var name: String { absolute.split(separator: "/").last.map(String.init) ?? absolute }
}

/// Keeps what content names inside the gallery's folder, whatever `..` and symbolic links say.
package struct ContentPaths: Sendable {
    package enum Kind: Sendable {
        case file, folder, any
    }

    /// The real path of the gallery's folder.
    package let root: String
    private let roots: [[String]]

    /// - Parameter granted: folders outside that may be read too (`--allow-folder`). Only the command line grants.
    /// - Returns: nil where a folder does not exist, which is reported.
    package init?(root: String, granted: [String] = [], log: DiagnosticLog) {
        var real: [String] = []
        for folder in [root] + granted {
            guard let path = Self.realPath(folder), Self.isFolder(path) else {
                log.add(Diagnostic(.error, "missing-folder", "there is no folder '\(folder)'", at: .file(folder)))
                continue
            }
            real.append(path)
        }
        guard real.count == granted.count + 1 else { return nil }
        self.root = real[0]
        roots = real.map(Self.components)
    }

    /// Finds what `relative` names, starting at the folder of the file that names it.
    ///
    /// - Parameter folder: the real path of that folder.
    /// - Returns: nil where it leads out, is missing or is of another kind, which is reported at the text's place.
    package func resolve(
        _ relative: LocatedText, from folder: String, expecting kind: Kind, log: DiagnosticLog
    ) -> ContentPath? {
        guard !relative.text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            log.error("bad-path", "a path cannot hold control characters", at: relative.range)
            return nil
        }
        let path = relative.text.hasPrefix("/") ? relative.text : folder + "/" + relative.text
        guard let real = Self.realPath(path) else {
            reportMissing(relative, path: path, log: log)
            return nil
        }
        guard contains(real) else {
            reportOutside(relative, log: log)
            return nil
        }
        switch (kind, Self.isFolder(real)) {
        case (.file, true):
            log.error("wrong-kind", "expected a file, but '\(relative.text)' is a folder", at: relative.range)
            return nil
        case (.folder, false):
            log.error("wrong-kind", "expected a folder, but '\(relative.text)' is a file", at: relative.range)
            return nil
        case (_, false) where !Self.isRegularFile(real):
            log.error("wrong-kind", "'\(relative.text)' is neither a file nor a folder", at: relative.range)
            return nil
        default:
            return contentPath(real)
        }
    }

    /// The pictures that stand directly in a folder, sorted by name: PNG and JPEG by their endings, no hidden files.
    package func pictures(in folder: ContentPath, at range: SourceRange?, log: DiagnosticLog) -> [ContentPath] {
        var pictures: [ContentPath] = []
        for name in Self.names(in: folder.absolute) where Self.isPicture(name) {
            let written = LocatedText(name, at: range)
            if let path = resolve(written, from: folder.absolute, expecting: .file, log: log) { pictures.append(path) }
        }
        return pictures
    }

    /// The folders that stand directly in a folder with the names they have there, sorted; no hidden ones.
    package func folders(
        in folder: ContentPath, at range: SourceRange?, log: DiagnosticLog
    ) -> [(name: String, path: ContentPath)] {
        var folders: [(name: String, path: ContentPath)] = []
        for name in Self.names(in: folder.absolute) where !name.hasPrefix(".") {
            guard Self.realPath(folder.absolute + "/" + name).map(Self.isFolder) ?? false else { continue }
            let written = LocatedText(name, at: range)
            if let path = resolve(written, from: folder.absolute, expecting: .folder, log: log) {
                folders.append((name, path))
            }
        }
        return folders
    }

    /// Whether everything that stands directly in a folder may be read too; the first link that leads out is reported.
    package func allowsContents(of path: ContentPath, at range: SourceRange?, log: DiagnosticLog) -> Bool {
        guard Self.isFolder(path.absolute) else { return true }
        for name in Self.names(in: path.absolute) {
            guard let real = Self.realPath(path.absolute + "/" + name), !contains(real) else { continue }
            reportOutside(LocatedText(path.name + "/" + name, at: range), log: log)
            return false
        }
        return true
    }

    static let pictureEndings = ["png", "jpg", "jpeg"]

    static func isPicture(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
        return pictureEndings.contains(name[name.index(after: dot)...].lowercased())
    }

    /// The names in a folder in the order of their bytes; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a real path is one of the allowed folders or lies below one.
    func contains(_ real: String) -> Bool {
        let components = Self.components(real)
        return roots.contains { components.starts(with: $0) }
    }

    func contentPath(_ real: String) -> ContentPath {
        let components = Self.components(real)
        let isInside = components.starts(with: roots[0])
        let inner = components.dropFirst(roots[0].count).joined(separator: "/")
        return ContentPath(absolute: real, shown: isInside ? (inner.isEmpty ? "." : inner) : real)
    }

    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isFolder(_ path: String) -> Bool { type(of: path) == .typeDirectory }

    static func isRegularFile(_ path: String) -> Bool { type(of: path) == .typeRegular }

    private static func type(of path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init)
    }

    private func reportOutside(_ relative: LocatedText, log: DiagnosticLog) {
        log.error(
            "path-outside",
            "'\(relative.text)' leads out of the gallery's folder; copy the file into it, or allow its folder with "
                + "'--allow-folder'",
            at: relative.range)
    }

    /// Says nothing about what exists outside: a missing path is "outside" if its nearest existing folder is.
    private func reportMissing(_ relative: LocatedText, path: String, log: DiagnosticLog) {
        var rest = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard let name = rest.popLast() else { return reportOutside(relative, log: log) }
        var isParent = true
        while true {
            if let real = Self.realPath("/" + rest.joined(separator: "/")) {
                guard contains(real), name != ".." else { return reportOutside(relative, log: log) }
                let siblings = isParent ? Self.names(in: real).filter { !$0.hasPrefix(".") } : []
                let closest = suggestion(for: name, among: siblings)
                let parents = relative.text.split(separator: "/", omittingEmptySubsequences: false)
                    .reversed().drop(while: \.isEmpty).dropFirst().reversed()
                let advice = closest.map { "; did you mean '\((parents + [Substring($0)]).joined(separator: "/"))'?" }
                log.error(
                    "missing-file", "there is no file or folder '\(relative.text)'" + (advice ?? ""),
                    at: relative.range)
                return
            }
            isParent = false
            if rest.popLast() == nil { return reportOutside(relative, log: log) }
        }
    }
}
