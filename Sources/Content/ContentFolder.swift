import Diagnostics

/// The Markdown and YAML files of content below a folder, in a fixed order.
struct ContentFolder {
    struct File {
        /// The names from the folder to the file.
        let components: [String]
        let real: String
        let shown: String
    }

    private(set) var files: [File] = []
    private var visited: Set<String>

    /// Links that lead out of the gallery are errors, as are those to a folder that is read already.
    ///
    /// - Returns: nil where there is no such folder.
    init?(_ path: String, shown: String, paths: ContentPaths, log: DiagnosticLog) {
        guard let real = ContentPaths.realPath(path), ContentPaths.isFolder(real) else {
            log.add(
                Diagnostic(
                    .error, "missing-folder", "there is no folder '\(shown)'; a gallery has its pages there",
                    at: .file(shown)))
            return nil
        }
        guard paths.contains(real) else {
            log.add(Self.outside(shown))
            return nil
        }
        visited = [real]
        visit(real, shown: shown, components: [], paths: paths, log: log)
    }

    static func joined(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    private mutating func visit(
        _ folder: String, shown: String, components: [String], paths: ContentPaths,
        log: DiagnosticLog
    ) {
        for name in ContentPaths.names(in: folder) where !name.hasPrefix(".") {
            let place = Self.joined(shown, name)
            guard let real = ContentPaths.realPath(folder + "/" + name) else {
                log.add(
                    Diagnostic(.error, "broken-link", "this link leads nowhere; mend or remove it", at: .file(place)))
                continue
            }
            let isFolder = ContentPaths.isFolder(real)
            guard isFolder || name.hasSuffix(".md") || name == "site.yaml" || name == "site.yml" else { continue }
            guard paths.contains(real) else {
                log.add(Self.outside(place))
                continue
            }
            let inner = components + [name]
            if isFolder {
                guard visited.insert(real).inserted else {
                    log.add(
                        Diagnostic(
                            .error, "link-loop", "this link leads to a folder that is read already; remove it",
                            at: .file(place)))
                    continue
                }
                visit(
                    real, shown: place, components: inner, paths: paths, log: log)
            } else {
                files.append(File(components: inner, real: real, shown: place))
            }
        }
    }

    private static func outside(_ shown: String) -> Diagnostic {
        Diagnostic(
            .error, "path-outside",
            "this link leads out of the gallery's folder; copy what it names into it, or allow its folder with "
                + "'--allow-folder'",
            at: .file(shown))
    }
}
