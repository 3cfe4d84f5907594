import Diagnostics

/// A folder of pictures with known classes, and the share of them that the model is said to get right.
package struct AccuracyProbe: Sendable {
    package let images: LocatedText
    package let folder: ContentPath
    package let accuracy: Double
}

private struct ProbeSettings: Settings {
    var images: LocatedText?
    var accuracy: Double?

    static var fields: [SettingField<ProbeSettings>] {
        [
            SettingField("images", \.images, "a folder of pictures, in folders named by class or named by WordNet id"),
            SettingField("accuracy", \.accuracy, "the share of them that the model gets right") {
                $0.map { (0...1).contains($0) } ?? true ? nil : "must be from 0 to 1"
            },
        ]
    }

    func validate() throws(Diagnostic) {
        if images == nil || accuracy == nil {
            throw Diagnostic(.error, "bad-probe", "a probe needs 'images' and 'accuracy'", at: nil as SourceRange?)
        }
    }
}

extension AccuracyProbe {
    /// Reads `{images: FOLDER, accuracy: SHARE}`; nil where something is wrong, all of it reported.
    static func read(
        _ setting: Setting, in file: ContentFile, paths: ContentPaths, log: DiagnosticLog
    ) -> AccuracyProbe? {
        guard let entries = setting.entries(of: "'probe'", log: log),
            let probe = ProbeSettings.decode(entries, of: "'probe'", at: setting.range, log: log),
            let images = probe.images, let accuracy = probe.accuracy,
            let folder = paths.resolve(images, from: file.folder, expecting: .folder, log: log)
        else { return nil }
        return AccuracyProbe(images: images, folder: folder, accuracy: accuracy)
    }
}
