package import Diagnostics
import Foundation
import Store

/// A folder that a site is written into. What other hands put there is neither replaced nor removed.
package struct SiteFolder: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// What a build did to the folder.
    package struct Changes: Sendable, Hashable {
        package var written = 0
        package var unchanged = 0
        package var removed = 0

        package init(written: Int = 0, unchanged: Int = 0, removed: Int = 0) {
            self.written = written
            self.unchanged = unchanged
            self.removed = removed
        }
    }

    /// Writes what has changed, each file as a whole, and removes what earlier builds wrote and this one does not.
    ///
    /// A list of the files, written before the first of them and again at the end, says what is ours, also after a
    /// kill at any instant.
    ///
    /// Throws `no-permission`, `disk-full` and the like, `foreign-file` where a file of others is in the way, or
    /// `bad-manifest`.
    package func write(_ files: SiteFiles, log: DiagnosticLog) throws(Diagnostic) -> Changes {
        do throws(Diagnostic) {
            try createFolder(at: path)
            let earlier = try SiteManifest(readingFrom: path)
            let present = SiteManifest(files)
            for name in files.paths { try checkOwnership(of: name, earlier, present) }
            try writeAtomically(earlier.merged(with: present).encoded, to: file(SiteManifest.name), onlyIfChanged: true)
            var changes = Changes()
            for name in files.paths {
                guard let data = files[name] else { continue }
                if let slash = name.lastIndex(of: "/") { try createFolder(at: file(String(name[..<slash]))) }
                if try writeAtomically(data, to: file(name), onlyIfChanged: true) {
                    changes.written += 1
                } else {
                    changes.unchanged += 1
                }
            }
            let stale = earlier.paths.filter { present.digests[$0] == nil }
            changes.removed = remove(stale, of: earlier, log: log)
            removeLeftovers(in: Set((files.paths + earlier.paths).map(Self.folder)))
            try writeAtomically(present.encoded, to: file(SiteManifest.name), onlyIfChanged: true)
            return changes
        } catch {
            throw error.withOutputAdvice
        }
    }

    /// Removes the files that builds wrote, the list of them, and folders that are empty then.
    ///
    /// - Returns: how many files were removed.
    package func remove(log: DiagnosticLog) throws(Diagnostic) -> Int {
        let manifest = try SiteManifest(readingFrom: path)
        let removed = remove(manifest.paths, of: manifest, log: log)
        unlink(file(SiteManifest.name))
        return removed
    }

    /// The folder of a path within the site; empty for the site itself.
    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
    }

    /// Removes what builds that were killed had half-written.
    private func removeLeftovers(in folders: Set<String>) {
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []
            for name in names where TemporaryName(name).map({ !$0.isWriterAlive }) ?? false {
                let leftover = folder.isEmpty ? name : folder + "/" + name
                if isReachedWithoutLinks(leftover) { unlink(file(leftover)) }
            }
        }
    }

    private func file(_ name: String) -> String { path + "/" + name }

    /// A file that is there must be ours, or hold what it is to hold anyway.
    private func checkOwnership(
        of name: String, _ earlier: SiteManifest, _ present: SiteManifest
    ) throws(Diagnostic) {
        guard earlier.digests[name] == nil, FileManager.default.fileExists(atPath: file(name)) else { return }
        guard let found = try? Digest(ofFile: file(name)), present.digests[name]?.contains(found) == true else {
            throw Diagnostic(
                .error, "foreign-file",
                "something that no build wrote is where a file of the site belongs; move it away", at: .file(file(name))
            )
        }
    }

    private func remove(_ names: [String], of manifest: SiteManifest, log: DiagnosticLog) -> Int {
        var removed = 0
        var folders: Set<String> = []
        for name in names where isReachedWithoutLinks(name) {
            guard FileManager.default.fileExists(atPath: file(name)) else { continue }
            guard let found = try? Digest(ofFile: file(name)), manifest.digests[name]?.contains(found) == true else {
                log.add(
                    Diagnostic(
                        .warning, "changed-file", "this file was changed after it was built, so it is left here",
                        at: .file(file(name))))
                continue
            }
            guard unlink(file(name)) == 0 else {
                log.add(
                    Diagnostic(
                        .warning, "not-removed", "this file of an earlier build cannot be removed",
                        at: .file(file(name))
                    ))
                continue
            }
            removed += 1
            var parts = name.split(separator: "/").dropLast()
            while !parts.isEmpty {
                folders.insert(parts.joined(separator: "/"))
                parts = parts.dropLast()
            }
        }
        // The longest first: a folder within another one; those that hold something stay.
        for folder in folders.sorted(by: { ($0.utf8.count, $0) > ($1.utf8.count, $1) }) { rmdir(file(folder)) }
        return removed
    }

    /// Whether neither the file nor a folder on the way to it is a link, which would lead elsewhere.
    private func isReachedWithoutLinks(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return parts.indices.allSatisfy { index in
            var status = stat()
            return lstat(file(parts[...index].joined(separator: "/")), &status) == 0
                && status.st_mode & S_IFMT != S_IFLNK
        }
    }
}

extension Diagnostic {
    fileprivate var withOutputAdvice: Diagnostic {
        guard ["disk-full", "no-permission", "not-a-folder", "foreign-file"].contains(id) else { return self }
        var advised = self
        advised.notes.append(Note("'--output FOLDER' writes the site elsewhere"))
        return advised
    }
}
