package import Diagnostics

/// What an exhibit of two models measures besides showing them side by side: `compare: models`, or a mapping such as
/// `compare: {images: photos, seeds: 3, top: 6}`.
package struct Comparison: Sendable {
    /// Images beyond the exhibit's own on which the models are compared.
    package let images: [ImageItem]
    /// How many further seeds tell what chance does to a method's maps; 0 for none.
    package let seeds: Int
    /// How many of the images are shown on which the models disagree most.
    package let top: Int
    /// The layers whose kernels are matched; nil for those of the kernels that the exhibit shows.
    package let layers: LayerTargets?
    /// The correlation from which on two kernels count as alike.
    package let threshold: Double
    package let range: SourceRange?

    /// - Parameter models: of the exhibit; nil where they are not known.
    /// - Returns: nil where something is wrong, all of it reported.
    init?(
        _ setting: Setting, models: Axis<LocatedText>?, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) {
        var entries: [Setting.Entry] = []
        switch setting.value {
        case .mapping(let written): entries = written
        case .scalar("models", _): break
        case .scalar, .list:
            log.error(
                "wrong-type",
                "'compare': expected 'models' or {images, seeds, top, layers, threshold}, found "
                    + setting.kind, at: setting.range)
            return nil
        }
        guard let written = ComparisonSettings.decode(entries, of: "'compare'", at: setting.range, log: log) else {
            return nil
        }
        if let models, models.items.count != 2 {
            log.error(
                "compare-models", "'compare' is of two models, and this exhibit has \(models.items.count)",
                at: setting.range, notes: [.init("name two in 'models'")])
            return nil
        }
        let errors = log.all.count
        images = ImageItem.resolve(written.images.items, in: file, paths: paths, log: log)
        layers = Self.layers(written.layers)
        Self.check(written.layers, of: models, log: log)
        guard log.all.dropFirst(errors).allSatisfy({ $0.severity != .error }) else { return nil }
        seeds = written.seeds
        top = written.top
        threshold = written.threshold
        range = setting.range
    }

    private static func layers(_ written: LayerList) -> LayerTargets? {
        if !written.byModel.isEmpty { return .byModel(written.byModel) }
        return written.everywhere.items.isEmpty ? nil : .everywhere(written.everywhere.items)
    }

    /// A layer of one model is compared with that at the same place in the other's list.
    private static func check(_ written: LayerList, of models: Axis<LocatedText>?, log: DiagnosticLog) {
        guard !written.byModel.isEmpty, let models else { return }
        let names = models.items.map(\.text)
        for list in written.byModel where !names.contains(list.model.text) {
            log.error(
                "unknown-model",
                "'layers' names '\(list.model.text)', which is not among the models compared"
                    + didYouMean(list.model.text, among: names),
                at: list.model.range)
        }
        let counts = names.map { name in written.byModel.first { $0.model.text == name }?.layers.count ?? 0 }
        if Set(counts).count > 1 {
            log.error(
                "missing-layers", "'layers' names \(counts[0]) of '\(names[0])' and \(counts[1]) of '\(names[1])'",
                at: written.range, notes: [.init("name as many of one as of the other; they are compared in order")])
        }
    }
}

/// The keys below `compare`.
private struct ComparisonSettings: Settings {
    var images = AxisList()
    var seeds = 3
    var top = 6
    var layers = LayerList()
    var threshold = 0.5

    static let fields: [SettingField<ComparisonSettings>] = [
        SettingField("images", \.images, "further images on which the models are compared"),
        SettingField("seeds", \.seeds, "further seeds that tell what chance does to a map; 0 for none") {
            (0...20).contains($0) ? nil : "must be from 0 to 20"
        },
        SettingField("top", \.top, "how many of the images are shown on which the models disagree most") {
            (0...50).contains($0) ? nil : "must be from 0 to 50"
        },
        SettingField("layers", \.layers, "the layers whose kernels are matched, for both models or {MODEL: layer}"),
        SettingField("threshold", \.threshold, "the correlation from which on two kernels count as alike") {
            $0 > 0 && $0 <= 1 ? nil : "must be above 0 and at most 1"
        },
    ]
}
