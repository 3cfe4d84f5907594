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
        ]
    }

    func validate() throws(Diagnostic) { try validateAxes() }
}

/// Whether a text is words of a–z and 0–9 joined by single hyphens.
func isKebabCase(_ text: String) -> Bool {
    text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
        !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
