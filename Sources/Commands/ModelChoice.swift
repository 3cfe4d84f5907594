import Content
import Diagnostics
import Foundation
import Gallery
import Models
import Store

/// Finds the model a command names: a card of the gallery, a model's file or folder, or a file of weights with its
/// architecture, as in `resnet50:weights.pth`.
struct ModelChoice {
    private static let otherForms = "a model file, a Hub folder, or ARCHITECTURE:WEIGHTS"
    /// What such a name can be, for a command's help.
    static let help = "A card's name, \(otherForms)."

    private let gallery: GalleryOptions
    private let log: DiagnosticLog

    init(_ gallery: GalleryOptions, log: DiagnosticLog) {
        self.gallery = gallery
        self.log = log
    }

    /// - Returns: nil where the gallery has mistakes, which are in the log.
    func model(named name: String) throws(Diagnostic) -> LoadedModel? {
        if let (architecture, weights) = try Self.weights(named: name) {
            return try FileModel(architecture: architecture, path: weights).load(log: log)
        }
        let isPath =
            name.contains("/") || [".onnx", ".safetensors", ".pth", ".pt", ".bin"].contains(where: name.hasSuffix)
        if isPath || !FileManager.default.fileExists(atPath: gallery.source + "/Content") {
            guard FileManager.default.fileExists(atPath: name) else {
                throw Diagnostic(
                    .error, "unknown-model",
                    isPath
                        ? "there is no file '\(name)'"
                        : "there is no file '\(name)', and no gallery in '\(gallery.source)'",
                    notes: [.init("name a card of the gallery given by --source, \(Self.otherForms)")])
            }
            return try FileModel(path: Self.trimmed(name)).load(log: log)
        }
        guard let source = gallery.load(cardOf: name, log: log) else { return nil }
        return try gallery.lookUp { store throws(Diagnostic) in
            try GalleryBuild.model(named: name, in: source, store: store, log: log)
        }
    }

    /// A folder's name without the slashes that completion puts behind it.
    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// The parts of `ARCHITECTURE:FILE`; nil for anything else, or where a file has the whole as its name.
    private static func weights(named name: String) throws(Diagnostic) -> (architecture: String, file: String)? {
        let files = FileManager.default
        guard let colon = name.firstIndex(of: ":"), !files.fileExists(atPath: name) else { return nil }
        let (architecture, file) = (String(name[..<colon]), String(name[name.index(after: colon)...]))
        guard files.fileExists(atPath: file) || ArchitectureCatalog.find(architecture) != nil else { return nil }
        guard !file.isEmpty else {
            throw Diagnostic(
                .error, "no-weights", "'\(name)' names an architecture, but no weights",
                notes: [.init("name the weights file after '\(name)'")])
        }
        return (try ArchitectureCatalog.architecture(named: architecture).name, file)
    }
}

extension GalleryOptions {
    /// Reads the gallery for one model card; mistakes elsewhere are not the business of a command about a model.
    ///
    /// - Returns: nil where the card could not be read, for the reasons in the log.
    func load(cardOf name: String, log: DiagnosticLog) -> GallerySource? {
        let all = DiagnosticLog()
        let source = load(log: all)
        if let source, source.models.contains(where: { $0.name == name }) || !all.hasErrors { return source }
        for diagnostic in all.all { log.add(diagnostic) }
        return nil
    }
}
