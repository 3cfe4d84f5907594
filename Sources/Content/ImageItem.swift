package import Diagnostics

/// What an entry of `images` stands for.
package enum ImageReference: Hashable, Sendable {
    case file(ContentPath)
    /// `dataset:val/0..179` or `synthetic:hues`: made by another room, which knows the schemes.
    case generated(scheme: String, rest: String)
}

/// One picture of an exhibit, or one generated set of pictures.
package struct ImageItem: Sendable {
    package let reference: ImageReference
    /// The place that names the picture, or the folder it stands in.
    package let range: SourceRange?

    /// Resolves what was written; a folder becomes its pictures.
    static func resolve(
        _ written: [LocatedText], in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) -> [ImageItem] {
        var items: [ImageItem] = []
        var seen: Set<ImageReference> = []
        for text in written {
            for reference in references(text, in: file, paths: paths, log: log) {
                guard seen.insert(reference).inserted else {
                    log.error("listed-twice", "'\(reference.name)' is listed twice", at: text.range)
                    continue
                }
                items.append(ImageItem(reference: reference, range: text.range))
            }
        }
        return items
    }

    private static func references(
        _ text: LocatedText, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) -> [ImageReference] {
        if let colon = text.text.firstIndex(of: ":"), isScheme(text.text[..<colon]) {
            let scheme = String(text.text[..<colon])
            guard !["http", "https", "ftp", "file", "data"].contains(scheme) else {
                log.error(
                    "remote-picture", "pictures are read from the gallery's folder only; put the file there",
                    at: text.range)
                return []
            }
            let rest = String(text.text[text.text.index(after: colon)...])
            guard !rest.isEmpty else {
                log.error("bad-value", "say what after '\(scheme):'", at: text.range)
                return []
            }
            return [.generated(scheme: scheme, rest: rest)]
        }
        guard let path = paths.resolve(text, from: file.folder, expecting: .any, log: log) else { return [] }
        if ContentPaths.isFolder(path.absolute) {
            let errors = log.all.count
            let pictures = paths.pictures(in: path, at: text.range, log: log)
            if pictures.isEmpty, log.all.count == errors {
                log.error("no-pictures", "there is no PNG or JPEG file in the folder '\(text.text)'", at: text.range)
            }
            return pictures.map(ImageReference.file)
        }
        guard ContentPaths.isPicture(path.name) || ContentPaths.isPicture(text.text) else {
            log.error("not-a-picture", "'\(text.text)' is no PNG or JPEG file by its ending", at: text.range)
            return []
        }
        return [.file(path)]
    }

    /// A file whose name looks like a scheme is written `./name:more.png`.
    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

extension ImageReference {
    /// The reference as messages show it.
    package var name: String {
        switch self {
        case .file(let path): path.shown
        case .generated(let scheme, let rest): scheme + ":" + rest
        }
    }
}
