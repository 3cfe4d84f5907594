package import Diagnostics

/// Where a model comes from.
package enum ModelSource: Sendable {
    /// A file that holds graph and weights.
    case file(ContentPath, range: SourceRange?)
    /// One of our architectures with weights from a file.
    case architecture(LocatedText, weights: ContentPath, range: SourceRange?)
    /// A recipe by which the build trains the model.
    case training([Setting.Entry], range: SourceRange?)
}

/// The names of a model's classes.
package enum ModelLabels: Sendable {
    /// A line per class, or a configuration that holds them.
    case file(ContentPath, range: SourceRange?)
    case names([LocatedText])
}

/// What `Content/models/NAME.md` says of a model.
package struct ModelCard: Sendable {
    package let file: SourceFile
    /// The file's name without `.md`, by which pages call the model.
    package let name: String
    /// By default the name.
    package let title: String
    package let description: String?
    package let license: String?
    package let source: String?
    package let credit: String?
    package let model: ModelSource
    /// 64 lower-case hexadecimal digits that the file, or the weights, must have as their SHA-256.
    package let sha256: LocatedText?
    /// The preprocessing as written, which the models' own settings decode.
    package let input: [Setting.Entry]
    package let labels: ModelLabels?
    /// The node with the class scores.
    package let output: LocatedText?
    /// Pictures with known classes, by which the preprocessing is checked.
    package let probe: AccuracyProbe?
    /// The card's text.
    package let body: String
    package let bodyLine: Int
}

private struct ModelCardSettings: Settings {
    var title: LocatedText?
    var description: String?
    var license: String?
    var source: String?
    var credit: String?
    var model: WrittenSetting?
    var probe: WrittenSetting?

    static var fields: [SettingField<ModelCardSettings>] {
        [
            SettingField("title", \.title, "the model's name for readers"),
            SettingField("description", \.description, "a sentence for lists"),
            SettingField("license", \.license, "the licence of the weights"),
            SettingField("source", \.source, "where the weights were found"),
            SettingField("credit", \.credit, "who trained the model"),
            SettingField("model", \.model, "file, or architecture and weights, or a training recipe"),
            SettingField("probe", \.probe, "a folder of labelled images, and the accuracy to be found on them"),
        ]
    }
}

private struct ModelSettings: Settings {
    var file: LocatedText?
    var architecture: LocatedText?
    var weights: LocatedText?
    var training: WrittenSetting?
    var sha256: LocatedText?
    var input: WrittenSetting?
    var labels: WrittenSetting?
    var output: LocatedText?

    static var fields: [SettingField<ModelSettings>] {
        [
            SettingField("file", \.file, "the file or folder that holds the model"),
            SettingField("architecture", \.architecture, "the name of an architecture"),
            SettingField("weights", \.weights, "the file with the architecture's weights"),
            SettingField("training", \.training, "the recipe by which the model is trained"),
            SettingField("sha256", \.sha256, "the digest that the file must have") { digest in
                guard let text = digest?.text else { return nil }
                let isDigest = text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
                return isDigest ? nil : "must be 64 hexadecimal digits"
            },
            SettingField("input", \.input, "the preprocessing"),
            SettingField("labels", \.labels, "a file with the classes' names, or the list itself"),
            SettingField("output", \.output, "the node with the class scores"),
        ]
    }

    func validate() throws(Diagnostic) {
        if let sources = [
            file.map { ("file", $0.range) }, architecture.map { ("architecture", $0.range) },
            training.map { ("training", $0.setting.range) },
        ].compactMap({ $0 }).dropFirst().first {
            throw Diagnostic(
                .error, "bad-model", "'\(sources.0)' is one source too many; keep one of file, architecture, training",
                at: sources.1)
        }
        if file == nil, architecture == nil, training == nil {
            throw Diagnostic(
                .error, "bad-model", "a model needs 'file', or 'architecture' and 'weights', or 'training'",
                at: nil as SourceRange?)
        }
        if let architecture, weights == nil {
            throw Diagnostic(
                .error, "bad-model", "an architecture needs 'weights: …'", at: architecture.range)
        }
        if let weights, architecture == nil {
            throw Diagnostic(.error, "bad-model", "'weights' goes with 'architecture'", at: weights.range)
        }
        if let sha256, training != nil {
            throw Diagnostic(
                .error, "bad-model", "'sha256' is checked of a file; a trained model has none", at: sha256.range)
        }
    }
}

extension ModelCard {
    /// Reads a card and reports every mistake in it.
    init?(_ file: ContentFile, name: String, paths: ContentPaths, log: DiagnosticLog) {
        guard let matter = FrontMatter(of: file.source, log: log) else { return nil }
        guard let front = matter.entries else { return nil }
        let card = ModelCardSettings.decode(front, of: "a model card", log: log)
        let written = front.first { $0.key == "model" }?.value
        guard let written, !written.isNull else {
            log.error(
                "missing-model", "this card names no model; add 'model: {file: …}' to its front matter",
                at: SourceRange(file: file.source, line: 1, column: 1))
            return nil
        }
        guard let entries = written.entries(of: "'model'", log: log),
            let settings = ModelSettings.decode(entries, of: "'model'", at: written.range, log: log)
        else { return nil }
        let source = settings.source(in: file, paths: paths, log: log)
        let input = settings.input.map { $0.setting.entries(of: "'input'", log: log) } ?? .some([])
        let labels = settings.labels.map { Self.labels($0.setting, in: file, paths: paths, log: log) }
        let probe = card?.probe.map { AccuracyProbe.read($0.setting, in: file, paths: paths, log: log) }
        guard let card, let source, let input else { return nil }
        if case .some(nil) = labels { return nil }
        if case .some(nil) = probe { return nil }
        self.init(
            file: file.source, name: name, title: card.title?.text ?? name, description: card.description,
            license: card.license, source: card.source, credit: card.credit, model: source,
            sha256: settings.sha256.map { LocatedText($0.text.lowercased(), at: $0.range) }, input: input,
            labels: labels.flatMap { $0 }, output: settings.output, probe: probe.flatMap { $0 },
            body: matter.body, bodyLine: matter.bodyLine)
    }

    private static func labels(
        _ setting: Setting, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) -> ModelLabels? {
        if case .list(let elements) = setting.value {
            // Two classes may have one name: ImageNet has two cranes.
            let names = log.attempt(at: setting.range) { () throws(Diagnostic) in
                var names: [LocatedText] = []
                for element in elements { names.append(try LocatedText.decode(element)) }
                return names
            }
            guard let names, !names.isEmpty else {
                if names != nil { log.error("bad-value", "'labels' must not be an empty list", at: setting.range) }
                return nil
            }
            return .names(names)
        }
        guard let text = log.attempt(at: setting.range, { () throws(Diagnostic) in try LocatedText.decode(setting) })
        else { return nil }
        return paths.resolve(text, from: file.folder, expecting: .file, log: log).map { .file($0, range: text.range) }
    }
}

extension ModelSettings {
    fileprivate func source(in file: ContentFile, paths: ContentPaths, log: DiagnosticLog) -> ModelSource? {
        if let path = self.file {
            guard let found = paths.resolve(path, from: file.folder, expecting: .any, log: log),
                paths.allowsContents(of: found, at: path.range, log: log)
            else { return nil }
            return .file(found, range: path.range)
        }
        if let architecture, let weights {
            return paths.resolve(weights, from: file.folder, expecting: .file, log: log)
                .map { .architecture(architecture, weights: $0, range: weights.range) }
        }
        guard let training else { return nil }
        return training.setting.entries(of: "'training'", log: log)
            .map { .training($0, range: training.setting.range) }
    }
}
