import Content
package import Diagnostics
import Foundation
import Models
import Networks
import Store

/// A model in a file of its own, with or without a card that says how to use it.
package struct FileModel: Sendable {
    private let name: String?
    private let path: String
    private let shown: String
    private let range: SourceRange?
    private let card: ModelCard?

    init(card: ModelCard, path: ContentPath, range: SourceRange?) {
        name = card.name
        self.path = path.absolute
        shown = path.shown
        self.range = range
        self.card = card
    }

    /// A file named on the command line: values from 0 to 1, classes by number.
    package init(path: String) {
        name = nil
        self.path = path
        shown = path
        range = nil
        card = nil
    }

    /// Reads the file and checks everything the card says of it.
    ///
    /// - Returns: nil where the card has mistakes, which are in the log.
    package func load(log: DiagnosticLog) throws(Diagnostic) -> LoadedModel? {
        if let expected = card?.sha256 {
            let digest = try Digest(ofFile: path).hex
            guard expected.text == digest else {
                throw Diagnostic(
                    .error, "wrong-digest", "'\(shown)' has the SHA-256 \(digest), not what the card says",
                    at: expected.range,
                    notes: [.init("the file is damaged or another version; mend the file or the card")])
            }
        }
        let mistakes = DiagnosticLog()
        let loaded = Model.load(
            name: name, file: path, input: card?.input ?? [], at: range, labels: labelsPath,
            output: card?.output?.text, log: mistakes)
        for mistake in mistakes.all { log.add(asked(mistake)) }
        guard let model = loaded else { return nil }
        let labelled = try labelNames.map { names throws(Diagnostic) in try model.labelled(names) } ?? model
        // Labels are what people read; they change no number.
        let files = try labelled.files.filter { $0.content != .labels }.map { file throws(Diagnostic) in
            ModelResult.FileDigest(
                path: file.path == path ? shown : URL(fileURLWithPath: file.path).lastPathComponent,
                sha256: try Digest(ofFile: file.path).hex)
        }
        return LoadedModel(
            card: card, model: labelled,
            identity: .object([
                "files": .array(files.map { .string($0.sha256) }),
                "preprocessing": labelled.preprocessing.settings.json,
                "output": .string(labelled.network.nodes[labelled.output].name),
            ]), files: files)
    }

    /// A mistake as the card's reader meets it: at the place that names the file, which goes by the name it has there.
    private func asked(_ mistake: Diagnostic) -> Diagnostic {
        guard case .file(let place) = mistake.place else { return mistake }
        var renamed = mistake
        if place == path { renamed.place = .file(shown) }
        if place == labelsPath, case .file(let labels, let range) = card?.labels {
            renamed.place = .file(labels.shown)
            return renamed.askedFor(at: range)
        }
        return renamed.askedFor(at: range)
    }

    private var labelsPath: String? {
        if case .file(let path, _) = card?.labels { path.absolute } else { nil }
    }

    private var labelNames: [String]? {
        if case .names(let names) = card?.labels { names.map(\.text) } else { nil }
    }
}
