import Content
import Diagnostics
import Foundation
import Gallery
import Store

/// A gallery in a folder of its own with one small trained network, `small`, and what builds of it give.
final class SmallBuild: Sendable {
    let folder: String

    /// - Parameter page: of `Content/page.md`, below a title.
    init(page: String, card: String = "") throws {
        folder = FileManager.default.temporaryDirectory.path + "/vitrine-gallery-" + UUID().uuidString
        try write(Data(Self.card(more: card).utf8), to: "Content/models/small.md")
        try write(Data("---\ntitle: Page\nmodels: [small]\n---\n\(page)\n".utf8), to: "Content/page.md")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Inputs of 3 × 16 × 16; the labels are those of the drawn shapes.
    static func card(more: String = "", kernels: Int = 4) -> String {
        """
        ---
        title: Small
        model:
          training: {train: 60, test: 12, size: 16, channels: [\(kernels)], kernels: [3], epochs: 1, batch: 12}
        \(more)
        ---
        """
    }

    func write(_ data: Data, to path: String) throws {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func page(_ text: String) throws {
        try write(Data("---\ntitle: Page\nmodels: [small]\n---\n\(text)\n".utf8), to: "Content/page.md")
    }

    func store() throws -> ResultStore { try ResultStore(directory: folder + "/cache") }

    struct Outcome {
        let results: GalleryResults?
        let report: GalleryBuild.Report
        let log: DiagnosticLog

        func exhibit(_ id: String) -> ExhibitResult? {
            results?.exhibits[ExhibitReference(page: "page", exhibit: id)]
        }

        var messages: [String] { log.all.map(\.message) }
    }

    func build(
        threads: Int = 2, mode: ComputeMode = .missing, monitor: any BuildMonitor = SilentMonitor(),
        interruption: Interruption = Interruption()
    ) throws -> Outcome {
        let log = DiagnosticLog()
        guard let source = GallerySource.load(folder: folder, log: log), !log.hasErrors else {
            return Outcome(results: nil, report: .init(), log: log)
        }
        let built = try GalleryBuild(
            source: source, store: try store(), mode: mode, resources: Resources(threads: threads), monitor: monitor,
            interruption: interruption, log: log
        ).run()
        return Outcome(results: built?.results, report: built?.report ?? .init(), log: log)
    }

    func survey() throws -> GalleryBuild.Survey {
        let log = DiagnosticLog()
        let source = GallerySource.load(folder: folder, log: log)
        guard let source else { throw Diagnostic(.error, "test", "the gallery cannot be read") }
        return try GalleryBuild(source: source, store: try store(), resources: Resources(threads: 1), log: log).survey()
    }

    /// The trained model.
    func model() throws -> LoadedModel {
        let log = DiagnosticLog()
        let source = GallerySource.load(folder: folder, log: log)
        guard let source,
            let model = try GalleryBuild.model(named: "small", in: source, store: try store(), log: log)
        else { throw Diagnostic(.error, "test", "the model cannot be loaded") }
        return model
    }
}
