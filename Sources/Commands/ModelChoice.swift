import Content
import Diagnostics
import Foundation
import Gallery
import Store

/// Finds the model a command names: a card of the gallery, or a file.
struct ModelChoice {
    private let gallery: GalleryOptions
    private let log: DiagnosticLog

    init(_ gallery: GalleryOptions, log: DiagnosticLog) {
        self.gallery = gallery
        self.log = log
    }

    /// - Returns: nil where the gallery has mistakes, which are in the log.
    func model(named name: String) throws(Diagnostic) -> LoadedModel? {
        let isPath = name.contains("/") || name.hasSuffix(".onnx")
        if isPath || !FileManager.default.fileExists(atPath: gallery.source + "/Content") {
            guard FileManager.default.fileExists(atPath: name) else {
                throw Diagnostic(
                    .error, "unknown-model",
                    isPath
                        ? "there is no file '\(name)'"
                        : "there is no file '\(name)', and no gallery in '\(gallery.source)'",
                    notes: [.init("name a model file, or a card of the gallery given by --source")])
            }
            return try FileModel(path: name).load(log: log)
        }
        guard let source = gallery.load(cardOf: name, log: log) else { return nil }
        return try gallery.lookUp { store throws(Diagnostic) in
            try GalleryBuild.model(named: name, in: source, store: store, log: log)
        }
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
