package import Diagnostics

/// How an exhibit's maps are coloured; never what is computed.
package struct Presentation: Settings {
    /// Which figures share one colour scale.
    package enum Scale: String, SettingValue, CaseIterable {
        case shared, model, each
    }

    /// The name of a colour map, `auto` for the one that fits the method; the website knows the names.
    package var colours = LocatedText("auto", at: nil)
    package var scale = Scale.model
    /// The percentile of magnitudes at which the scale ends.
    package var percentile = 99.5
    /// Whether a map lies over the picture that it explains.
    package var overlay = false
    /// Whether synthesised pictures are drawn over their own range of values.
    package var stretch = false

    package init() {}

    package static var fields: [SettingField<Presentation>] {
        [
            SettingField("colours", \.colours, "the colour map, or auto"),
            SettingField("scale", \.scale, "which figures share a colour scale"),
            SettingField("percentile", \.percentile, "the percentile of magnitudes at which the scale ends") {
                (0...100).contains($0) && $0 > 0 ? nil : "must be above 0 and at most 100"
            },
            SettingField("overlay", \.overlay, "whether a map lies over the picture that it explains"),
            SettingField(
                "stretch", \.stretch, "whether a synthesised picture is drawn from its darkest to its lightest value"),
        ]
    }

    /// Whether an entry is meant for the presentation. A `scale` in numbers is an option of the methods that scale
    /// their input.
    static func takes(_ entry: Setting.Entry) -> Bool {
        switch entry.key {
        case "colours", "percentile", "overlay", "stretch": return true
        case "scale":
            guard case .scalar(let text, _) = entry.value.value else { return false }
            return Double(text) == nil
        default: return false
        }
    }
}
