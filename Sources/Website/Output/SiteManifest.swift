import Diagnostics
import Foundation
import Store

/// The list of files that builds wrote into an output folder: what a build may replace and remove, and nothing else.
struct SiteManifest {
    /// The name of the list in the output folder.
    static let name = ".vitrine-manifest.json"

    /// By path, the digests that a file may have if it is still ours: two while a build is replacing it.
    private(set) var digests: [String: Set<Digest>]

    init(_ files: SiteFiles) {
        digests = [:]
        for path in files.paths {
            if let data = files[path] { digests[path] = [Digest(of: data)] }
        }
    }

    /// Reads the list of a folder; empty where there is none.
    ///
    /// Throws `bad-manifest` for one that cannot be understood: without it nothing can be told to be ours.
    init(readingFrom folder: String) throws(Diagnostic) {
        let path = folder + "/" + Self.name
        digests = [:]
        guard FileManager.default.fileExists(atPath: path) else { return }
        let bad = Diagnostic(
            .error, "bad-manifest", "this list of the site's files cannot be read; remove it, and the site's files",
            at: .file(path))
        guard let data = FileManager.default.contents(atPath: path), let json = try? JSON(parsing: data),
            json["version"]?.integerValue == 1, let entries = json["files"]?.arrayValue
        else { throw bad }
        for entry in entries {
            guard let path = entry["path"]?.stringValue, Self.isSafe(path),
                let digest = entry["sha256"]?.stringValue.flatMap(Digest.init(hex:))
            else { throw bad }
            digests[path, default: []].insert(digest)
        }
    }

    var paths: [String] { digests.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// This list and another one.
    func merged(with other: SiteManifest) -> SiteManifest {
        var merged = self
        merged.digests.merge(other.digests) { $0.union($1) }
        return merged
    }

    var encoded: Data {
        let entries = paths.flatMap { path in
            (digests[path] ?? []).sorted().map { digest in
                JSON.object(["path": .string(path), "sha256": .string(digest.hex)])
            }
        }
        return Data(JSON.object(["version": .integer(1), "files": .array(entries)]).prettyText.utf8)
    }

    /// Whether a path stays in its folder, whatever somebody wrote into the list.
    private static func isSafe(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !path.contains("\0")
    }
}
