import Diagnostics

extension Preprocessing {
    /// The settings as a card gives them, over a model's own; every mistake is logged.
    ///
    /// Where another `crop` is given and no `resize`, the model's own changes in the same proportion.
    static func decode(
        _ entries: [Setting.Entry], over standard: Preprocessing, at range: SourceRange?, log: DiagnosticLog
    ) -> Preprocessing? {
        let keys = Set(entries.map(\.key))
        let scalesResize = keys.contains("crop") && !keys.contains("resize")
        var start = standard
        if scalesResize { start.resize = nil }
        guard var settings = decode(entries, of: "the model's input", over: start, at: range, log: log) else {
            return nil
        }
        if scalesResize, let resize = standard.resize, let old = standard.crop.max(), let new = settings.crop.max() {
            settings.resize = new * resize / old
        }
        return settings
    }
}
