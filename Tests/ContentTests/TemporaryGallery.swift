import Content
import Diagnostics
import Foundation

/// A gallery in a new folder, with a neighbour outside it, removed when the value goes.
final class TemporaryGallery {
    let folder: String
    private let above: String

    init(_ files: [String: String] = [:]) throws {
        above = FileManager.default.temporaryDirectory.path + "/vitrine-content-" + UUID().uuidString
        folder = above + "/gallery"
        for inner in ["Content/images", "Content/empty", "Content/models", "../outside"] {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + inner, withIntermediateDirectories: true)
        }
        let standard = [
            "Content/images/tench.png", "Content/images/cock.JPG", "Content/models/tiny.onnx", "../secret.png",
            "../outside/secret.png",
        ]
        for path in standard { try write(Data(), to: path) }
        for (path, text) in files { try write(Data(text.utf8), to: path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: above) }

    func write(_ data: Data, to path: String) throws {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/" + path, withDestinationPath: target)
    }

    func load(drafts: Bool = false, granted: [String] = []) -> (source: GallerySource?, log: DiagnosticLog) {
        let log = DiagnosticLog()
        return (GallerySource.load(folder: folder, granted: granted, drafts: drafts, log: log), log)
    }

    /// Every message as a terminal shows it, with paths from the gallery's folder.
    func report(drafts: Bool = false) -> String {
        load(drafts: drafts).log.all.map { $0.rendered(as: .text) }.joined(separator: "\n")
            .replacingOccurrences(of: folder + "/", with: "")
    }

    /// The one page `Content/page.md` with this text, which must be right.
    static func page(_ text: String) throws -> Page? {
        let gallery = try TemporaryGallery(["Content/page.md": text])
        let (source, log) = gallery.load()
        return log.all.isEmpty ? source?.pages.first : nil
    }
}
