import Content
package import Diagnostics
import Foundation
import Models
import Networks
import Store

/// A model in files of its own, with or without a card that says how to use it.
package struct FileModel: Sendable {
    private let name: String?
    private let origin: ModelOrigin
    private let shown: String
    private let range: SourceRange?
    private let card: ModelCard?

    /// - Parameter architecture: the network whose weights the path holds; nil where the path says everything.
    init(card: ModelCard, architecture: String? = nil, path: ContentPath, range: SourceRange?) {
        name = card.name
        origin = Self.origin(architecture, path.absolute)
        shown = path.shown
        self.range = range
        self.card = card
    }

    /// A model named on the command line, where nothing but the file says how it is to be used.
    package init(architecture: String? = nil, path: String) {
        name = nil
        origin = Self.origin(architecture, path)
        shown = path
        range = nil
        card = nil
    }

    private static func origin(_ architecture: String?, _ path: String) -> ModelOrigin {
        architecture.map { .architecture($0, weights: path) } ?? .path(path)
    }

    /// Reads the file and checks everything the card says of it.
    ///
    /// - Returns: nil where the card has mistakes, which are in the log.
    package func load(log: DiagnosticLog) throws(Diagnostic) -> LoadedModel? {
        if let expected = card?.sha256, let file = origin.principalFile {
            let digest = try Digest(ofFile: file).hex
            guard expected.text == digest else {
                throw Diagnostic(
                    .error, "wrong-digest", "'\(shown(file))' has the SHA-256 \(digest), not what the card says",
                    at: expected.range,
                    notes: [.init("the file is damaged or another version; mend the file or the card")])
            }
        }
        let mistakes = DiagnosticLog()
        let loaded = Model.load(
            name: name, origin, input: card?.input ?? [], at: range, labels: labelsPath,
            output: card?.output?.text, log: mistakes)
        for mistake in mistakes.all { log.add(asked(mistake)) }
        guard let model = loaded else { return nil }
        let labelled = try labelNames.map { names throws(Diagnostic) in try model.labelled(names) } ?? model
        var files: [ModelResult.FileDigest] = []
        var contents: [JSON] = []
        // Labels are what people read; they change no number.
        for file in labelled.files where file.content != .labels {
            let digest = try Digest(ofFile: file.path).hex
            files.append(ModelResult.FileDigest(path: shown(file.path), sha256: digest))
            // What a configuration says stands in the preprocessing and the architecture.
            if file.content != .configuration { contents.append(.string(digest)) }
        }
        var identity: [String: JSON] = [
            "files": .array(contents), "preprocessing": labelled.preprocessing.settings.json,
            "output": .string(labelled.network.nodes[labelled.output].name),
        ]
        if let architecture = labelled.architecture { identity["architecture"] = .string(architecture) }
        return LoadedModel(card: card, model: labelled, identity: .object(identity), files: files, argument: argument)
    }

    /// A file as people know it: by the path that was given, or inside the folder that was given, or by its name.
    private func shown(_ file: String) -> String {
        if file == origin.path { return shown }
        if file.hasPrefix(origin.path + "/") { return shown + file.dropFirst(origin.path.count) }
        return URL(fileURLWithPath: file).lastPathComponent
    }

    /// How the command line names a model without a card.
    private var argument: String {
        if case .architecture(let name, _) = origin { "\(name):\(shown)" } else { shown }
    }

    /// A mistake as the card's reader meets it: at the place that names the file, which goes by the name it has there.
    private func asked(_ mistake: Diagnostic) -> Diagnostic {
        guard case .file(let place) = mistake.place else { return mistake }
        var renamed = mistake
        if place == origin.path || place.hasPrefix(origin.path + "/") { renamed.place = .file(shown(place)) }
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
