package import Diagnostics

/// What a fenced block `exhibit` asks to be shown: a grid of figures, one for each combination of the axes' values.
///
/// Axes give *targets*, in the plural (`classes: [a, b]`) or for one value in the singular (`class: a`, `kernel: L/3`).
/// An integer `kernel` is the option of that name; `layer` and `position` then belong to it and are options as well,
/// and the page's default `layers` and `kernels` do not apply. Keys that are neither axes, layout, texts nor
/// presentation are options of the method, which the method itself decodes.
package struct Exhibit: Sendable {
    /// Which of the page's exhibit blocks this is, counted from 0 in the order of the document.
    package let ordinal: Int
    /// From the fence that opens the block to the end of the one that closes it.
    package let range: SourceRange
    /// Unique on its page; `exhibit-N` for the N-th block where none is written.
    package let id: String
    /// Where the id is written, otherwise where the block says that it is an exhibit.
    package let idRange: SourceRange
    package let axes: Axes
    package let layout: Layout
    package let sweep: Sweep?
    package let caption: String?
    package let alt: String?
    package let credit: String?
    package let license: String?
    package let presentation: Presentation
    /// Options of every method of the exhibit.
    package let options: [Setting.Entry]
    /// Options of single methods, which come over `options`.
    package let methodOptions: [MethodOptions]
    /// What the figures are measured by.
    package let metrics: [MetricItem]
    /// The names of the methods' own numbers that a table shows beside the metrics.
    package let numbers: [LocatedText]
    /// The names of the metrics' maps that are shown below the figures.
    package let maps: [LocatedText]
    /// The names of the metrics' and the methods' curves that are plotted, and of numbers that are plotted over a sweep.
    package let plot: [LocatedText]
    /// Two names of numbers of the figures that are shown against each other; empty where none are.
    package let scatter: [LocatedText]
    package let show: Set<ExhibitPart>
    /// As written; nil leaves it to the number of kernels.
    package let arrangement: Arrangement?
    /// What is measured of its two models; nil where it does not compare.
    package let comparison: Comparison?
    /// What the exhibit's method stood for, where it was no method.
    package let preset: ExhibitPreset?

    /// Options of one of several methods: `options: {METHOD: {…}}`.
    package struct MethodOptions: Sendable {
        package let method: LocatedText
        package let entries: [Setting.Entry]
    }

    /// The keys that an exhibit takes for itself, for suggestions.
    package static let keys = ExhibitSettings.fields.map(\.name) + Presentation.fields.map(\.name)

    /// Whether a fenced block is an exhibit, by the first word of its info string.
    package static func isMarked(by info: String) -> Bool { firstWord(of: info) == "exhibit" }

    static func firstWord(of info: String) -> String {
        String(info.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
    }

    /// Whether an entry of an exhibit is an option of its method.
    static func isMethodOption(_ entry: Setting.Entry) -> Bool {
        !keys.contains(entry.key) || isInteger(entry) || entry.key == "scale" && !Presentation.takes(entry)
    }

    private static func isInteger(_ entry: Setting.Entry) -> Bool {
        guard entry.key == "kernel", case .scalar(let text, false) = entry.value.value else { return false }
        return Int(text) != nil
    }
}

extension Exhibit {
    /// Reads the entries of a block.
    ///
    /// - Parameter defaults: nil where the page's front matter is wrong: then nothing is reported as missing.
    /// - Returns: nil where something is wrong, all of it reported.
    init?(
        _ block: FencedBlock, ordinal: Int, defaults: Axes?, in file: ContentFile, paths: ContentPaths,
        log: DiagnosticLog
    ) {
        guard let asWritten = parseYAML(block.content, log: log)?.entries(of: "an exhibit", log: log) else {
            return nil
        }
        let (preset, entries) = ExhibitPreset.expand(asWritten)
        let takesKernel = entries.contains(where: Self.isInteger)
        let isOption = { (entry: Setting.Entry) in
            Self.isMethodOption(entry) || takesKernel && entry.key == "layer"
        }
        let presented = entries.filter { !isOption($0) && Presentation.takes($0) }
        let own = entries.filter { !isOption($0) && !Presentation.takes($0) }
        let written = ExhibitSettings.decode(own, of: "an exhibit", at: block.marker, log: log)
        let presentation = Presentation.decode(presented, of: "an exhibit", at: block.marker, log: log)
        let options = entries.filter(isOption)
        guard let written, let presentation else { return nil }

        let axes = Axes(written.axes, in: file, paths: paths, log: log)
            .over(defaults ?? Axes(), without: takesKernel ? [.layers, .kernels] : [])
        let sweep = written.sweep.map { Sweep.read($0.setting, log: log) }
        let hasLayers = axes.checkLayers(log: log)
        let comparison = written.compare.map {
            Comparison(
                $0.setting, models: defaults == nil ? nil : axes.models ?? Axis(items: [], range: nil), in: file,
                paths: paths, log: log)
        }
        let methods = axes.methods?.items.map(\.text) ?? []
        if methods.isEmpty, defaults != nil {
            log.error(
                "missing-method", "this exhibit has no method; add 'method: …', or 'methods: […]' to the front matter",
                at: block.marker)
        }
        let byMethod = written.options.map { Self.methodOptions($0.setting, methods: methods, log: log) }
        if case .some(nil) = sweep { return nil }
        if case .some(nil) = byMethod { return nil }
        if case .some(nil) = comparison { return nil }
        let fixed = sweep.flatMap { sweep in options.first { $0.key == sweep?.option.text } }
        if let fixed {
            log.error(
                "bad-sweep", "'\(fixed.key)' is both swept and given one value; keep one", at: fixed.keyRange)
        }
        let layout = Layout(
            rows: written.rows, columns: written.columns, tableRows: written.tableRows,
            tableColumns: written.tableColumns, axes: axes, sweep: sweep.flatMap { $0 }, isComplete: defaults != nil,
            log: log)
        guard let layout, hasLayers, !methods.isEmpty || defaults == nil, fixed == nil else { return nil }

        self.init(
            ordinal: ordinal, range: block.range, id: written.id?.text ?? "exhibit-\(ordinal + 1)",
            idRange: written.id?.range ?? block.marker, axes: axes, layout: layout, sweep: sweep.flatMap { $0 },
            caption: written.caption, alt: written.alt,
            credit: written.credit, license: written.license, presentation: presentation, options: options,
            methodOptions: byMethod.flatMap { $0 } ?? [], metrics: written.metrics.items,
            numbers: written.numbers.items, maps: written.maps.items, plot: written.plot.items,
            scatter: written.scatter.items, show: written.show.parts, arrangement: written.layout,
            comparison: comparison.flatMap { $0 }, preset: preset)
    }

    private static func methodOptions(
        _ setting: Setting, methods: [String], log: DiagnosticLog
    ) -> [MethodOptions]? {
        guard let entries = setting.entries(of: "'options'", log: log) else { return nil }
        var all: [MethodOptions] = []
        for entry in entries {
            guard methods.isEmpty || methods.contains(entry.key) else {
                log.error(
                    "unknown-method",
                    "'options' names '\(entry.key)', which is not among the exhibit's methods"
                        + didYouMean(entry.key, among: methods),
                    at: entry.keyRange)
                continue
            }
            guard let options = entry.value.entries(of: "the options of '\(entry.key)'", log: log) else { continue }
            all.append(MethodOptions(method: LocatedText(entry.key, at: entry.keyRange), entries: options))
        }
        return all.count == entries.count ? all : nil
    }
}
