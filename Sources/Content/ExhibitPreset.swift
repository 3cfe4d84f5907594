import Diagnostics

/// An exhibit that stands for several settings at once: `method: NAME`, where NAME is no method but a preset.
///
/// Every setting that the exhibit writes itself comes over the preset's.
package enum ExhibitPreset: String, CaseIterable, Sendable {
    /// Figures 2–4 of Li et al. 2021: a drawing from every gray, its entropies, and which start is the best.
    case initialGraySweep = "initial-gray-sweep"

    package var summary: String {
        switch self {
        case .initialGraySweep:
            "Transformation-invariant drawings from grays between black and white, what their entropy says of them, and "
                + "the start that it recommends."
        }
    }

    /// What it draws by.
    package var method: String {
        switch self {
        case .initialGraySweep: "transformation-invariant"
        }
    }

    /// The preset that an exhibit's entries name as their method, and the entries that it stands for.
    static func expand(_ entries: [Setting.Entry]) -> (preset: ExhibitPreset?, entries: [Setting.Entry]) {
        for (index, entry) in entries.enumerated() where ["method", "methods"].contains(entry.key) {
            let names = entry.value.oneOrMore
            guard names.count == 1, let name = try? names[0].text(), let preset = ExhibitPreset(rawValue: name) else {
                continue
            }
            var expanded = entries
            expanded[index] = Setting.Entry(
                key: "method", keyRange: entry.keyRange,
                value: Setting(.scalar(preset.method, quoted: false), at: names[0].range))
            let written = Set(entries.map(\.key))
            let measures = entries.first { $0.key == "metrics" }.map { preset.metrics(in: $0.value) }
            for (key, value) in preset.settings(measuring: measures, at: names[0].range) where !written.contains(key) {
                expanded.append(Setting.Entry(key: key, keyRange: entry.keyRange, value: value))
            }
            return (preset, expanded)
        }
        return (nil, entries)
    }

    /// The names of metrics as written.
    private func metrics(in setting: Setting) -> Set<String> {
        Set(
            setting.oneOrMore.flatMap { element -> [String] in
                if case .mapping(let entries) = element.value { return entries.map(\.key) }
                return (try? element.text()).map { [$0] } ?? []
            })
    }

    /// - Parameter measured: the metrics that the exhibit itself writes, whose maps and numbers alone can be shown; nil
    ///   for those of the preset.
    private func settings(measuring measured: Set<String>?, at range: SourceRange?) -> [(String, Setting)] {
        func word(_ text: String) -> Setting { Setting(.scalar(text, quoted: false), at: range) }
        func list(_ words: [String]) -> Setting { Setting(.list(words.map(word)), at: range) }
        func mapping(_ pairs: [(String, Setting)]) -> Setting {
            Setting(.mapping(pairs.map { Setting.Entry(key: $0.0, keyRange: range, value: $0.1) }), at: range)
        }
        switch self {
        case .initialGraySweep:
            let metrics = ["gray-change", "entropy-2d", "second-order-entropy"]
            func isMeasured(_ metric: String) -> Bool { measured?.contains(metric) ?? true }
            let maps = [
                ("gray", "entropy-2d"), ("entropy-2d", "entropy-2d"), ("second-order-entropy", "second-order-entropy"),
            ]
            .filter { isMeasured($0.1) }.map(\.0)
            let plots = ["gray-change", "second-order-entropy"].filter(isMeasured)
            let grays = mapping([
                ("from", word("0")), ("to", word("250")), ("by", word("10")), ("and", list(["255"])),
            ])
            return [("sweep", mapping([("start-gray", grays)])), ("metrics", list(metrics))]
                + (maps.isEmpty ? [] : [("maps", list(maps))]) + (plots.isEmpty ? [] : [("plot", list(plots))])
                + [("show", list(["figures", "plots"]))]
        }
    }
}
