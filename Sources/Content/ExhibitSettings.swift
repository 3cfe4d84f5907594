import Diagnostics

/// The keys of an exhibit that are no method's options and no presentation.
struct ExhibitSettings: AxisSettings {
    var axes = WrittenAxes()
    var id: LocatedText?
    var rows: LocatedText?
    var columns: LocatedText?
    var sweep: WrittenSetting?
    var caption: String?
    var alt: String?
    var credit: String?
    var license: String?
    var options: WrittenSetting?
    var metrics = MetricList()
    var numbers = AxisList()
    var maps = AxisList()
    var plot = AxisList()
    var scatter = AxisList()
    var tableRows: LocatedText?
    var tableColumns: LocatedText?
    var compare: WrittenSetting?
    var show = PartList()
    var layout: Arrangement?

    static var fields: [SettingField<ExhibitSettings>] {
        axisFields + [
            SettingField("id", \.id, "the exhibit's name on the page") { id in
                id.map { isKebabCase($0.text) } ?? true ? nil : "must be words of a–z and 0–9 joined by hyphens"
            },
            SettingField("rows", \.rows, "the axis laid out downwards"),
            SettingField("columns", \.columns, "the axis laid out to the right"),
            SettingField("sweep", \.sweep, "an axis of values of one option"),
            SettingField("caption", \.caption, "the text below the figure"),
            SettingField("alt", \.alt, "what stands for the figure where it cannot be seen"),
            SettingField("credit", \.credit, "whose pictures are shown"),
            SettingField("license", \.license, "the licence of the pictures shown"),
            SettingField("options", \.options, "options by method"),
            SettingField("metrics", \.metrics, "what the figures are measured by"),
            SettingField("numbers", \.numbers, "the methods' own numbers that a table shows"),
            SettingField("maps", \.maps, "maps of the metrics, shown below the figures"),
            SettingField("plot", \.plot, "curves of the metrics or of the methods, or numbers over a sweep"),
            SettingField("scatter", \.scatter, "two numbers of the figures, across and up, as points"),
            SettingField("table-rows", \.tableRows, "the axis that the rows of the table tell apart"),
            SettingField("table-columns", \.tableColumns, "an axis along the top: a table for each number"),
            SettingField("compare", \.compare, "what is measured of two models besides showing them side by side"),
            SettingField("show", \.show, "what the page shows: figures, tables, plots"),
            SettingField("layout", \.layout, "whether kernels stand in full or on a contact sheet"),
        ]
    }

    func validate() throws(Diagnostic) {
        try validateAxes()
        func refuse(_ message: String, _ range: SourceRange?) -> Diagnostic {
            Diagnostic(.error, "nothing-to-show", message, at: range)
        }
        if let range = maps.range, metrics.items.isEmpty {
            throw refuse("'maps' shows maps of metrics; add 'metrics: […]'", range)
        }
        let hasTable = !metrics.items.isEmpty || !numbers.items.isEmpty
        if let first = scatter.items.first, scatter.items.count != 2 {
            throw Diagnostic(
                .error, "bad-value", "'scatter' takes two numbers, [ACROSS, UP], found \(scatter.items.count)",
                at: first.range)
        }
        for (key, axis) in [("table-rows", tableRows), ("table-columns", tableColumns)] where !hasTable {
            guard let axis else { continue }
            throw refuse("'\(key)' is for a table; add 'metrics: […]' or 'numbers: […]'", axis.range)
        }
        let parts = show.parts.filter { part in
            switch part {
            case .figures: true
            case .tables: hasTable || compare != nil
            case .plots: !plot.items.isEmpty || !scatter.items.isEmpty
            }
        }
        if parts.isEmpty {
            throw refuse(
                "there is nothing to show; add 'metrics: […]', 'numbers: […]' or 'plot: […]', or show figures",
                show.range)
        }
    }
}

/// Whether a text is words of a–z and 0–9 joined by single hyphens.
func isKebabCase(_ text: String) -> Bool {
    text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
        !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
