package import Diagnostics
import Foundation
import Pictures

/// A folder as downloaded from the Hugging Face Hub: `config.json` as timm writes it, and the weights.
///
/// It says which architecture, and how pictures are prepared: the shorter side is resized to ⌊size ∕ crop_pct⌋, as timm
/// does for evaluation.
package struct HubFolder: Sendable {
    package let path: String
    package let architecture: Architecture
    package let preprocessing: Preprocessing
    /// nil where the configuration does not name the classes.
    package let labels: Labels?
    /// nil where the configuration does not say.
    package let classCount: Int?
    package let configuration: String
    /// `model.safetensors`, else `pytorch_model.bin`.
    package let weights: String

    private static let configurationName = "config.json"
    private static let weightNames = ["model.safetensors", "pytorch_model.bin"]
    private static let sizeLimit = 16 << 20

    /// The file with the weights of such a folder; nil where there is none.
    package static func weightsPath(in folder: String) -> String? {
        weightNames.map { "\(folder)/\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Throws `bad-hub-folder` or `unknown-architecture`.
    package init(path: String) throws(Diagnostic) {
        let configuration = "\(path)/\(Self.configurationName)"
        guard FileManager.default.fileExists(atPath: configuration) else {
            throw Diagnostic(
                .error, "bad-hub-folder", "the folder holds no '\(Self.configurationName)'", at: .file(path),
                notes: [.init("name a model file, or a folder as downloaded from the Hugging Face Hub")])
        }
        guard let weights = Self.weightsPath(in: path) else {
            throw Diagnostic(
                .error, "bad-hub-folder",
                "the folder holds no weights: neither " + Self.weightNames.map { "'\($0)'" }.joined(separator: " nor "),
                at: .file(path), notes: [.init("download the whole folder")])
        }
        let json = try Self.read(configuration)
        let settings = try HubConfiguration(json: json, path: configuration)
        self.path = path
        self.configuration = configuration
        self.weights = weights
        architecture = try settings.architecture()
        preprocessing = try settings.preprocessing(over: architecture.preprocessing)
        labels = try settings.labels()
        classCount = settings.classCount
    }

    private static func read(_ path: String) throws(Diagnostic) -> JSON {
        let file = try MappedFile(path: path)
        guard file.count <= sizeLimit, let text = file.text(in: 0..<file.count),
            let json = try? JSON(parsing: Data(text.utf8)), json.objectValue != nil
        else {
            throw Diagnostic(
                .error, "bad-hub-folder", "the file is no JSON object of at most \(sizeLimit >> 20) MiB",
                at: .file(path), notes: [.init("download it again")])
        }
        return json
    }
}

/// What timm's `config.json` says of a network.
private struct HubConfiguration {
    let json: JSON
    let path: String

    /// Older files keep the settings at the top.
    private let settings: JSON

    init(json: JSON, path: String) throws(Diagnostic) {
        self.json = json
        self.path = path
        settings = json["pretrained_cfg"] ?? json
        guard settings.objectValue != nil else {
            throw failure("has a 'pretrained_cfg' that is no object", "download it again")
        }
    }

    func architecture() throws(Diagnostic) -> Architecture {
        guard let name = (json["architecture"] ?? settings["architecture"])?.stringValue else {
            throw failure("names no 'architecture'", "only folders that timm wrote can be read; export others to ONNX")
        }
        do {
            return try ArchitectureCatalog.architecture(named: name)
        } catch {
            throw Diagnostic(error.severity, error.id, error.message, at: .file(path), notes: error.notes)
        }
    }

    var classCount: Int? { (json["num_classes"] ?? settings["num_classes"])?.integerValue }

    func preprocessing(over standard: Preprocessing) throws(Diagnostic) -> Preprocessing {
        var result = standard
        var side = standard.crop[0]
        if let size = settings["input_size"] {
            let extents = (size.arrayValue ?? []).compactMap(\.integerValue)
            guard extents.count == 3, extents[0] == 3, extents[1] == extents[2], (1...65_536).contains(extents[1])
            else { throw unusable("input_size", size, "three channels and a square, such as [3, 224, 224]") }
            side = extents[1]
        }
        if let mode = settings["crop_mode"], mode.stringValue != "center" {
            throw unusable("crop_mode", mode, "'center'")
        }
        result.crop = [side, side]
        let share = settings["crop_pct"] ?? .number(0.875)
        guard let part = share.numberValue, part > 0, part <= 1, Double(side) / part <= 65_536 else {
            throw unusable("crop_pct", share, "a number above 0 and at most 1")
        }
        result.resize = Int(Double(side) / part)
        if let name = settings["interpolation"] {
            guard let interpolation = name.stringValue.flatMap(Interpolation.init(rawValue:)) else {
                throw unusable(
                    "interpolation", name, Interpolation.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
            }
            result.interpolation = interpolation
        }
        result.mean = try numbers("mean") ?? result.mean
        result.std = try numbers("std") ?? result.std
        guard result.std.allSatisfy({ $0 >= 1e-6 }) else {
            throw unusable("std", settings["std"] ?? .null, "positive numbers")
        }
        return result
    }

    /// `label_names` with `label_descriptions`, or `id2label`.
    func labels() throws(Diagnostic) -> Labels? {
        if json["id2label"] != nil { return try Labels.labels(json, path) }
        guard let list = (json["label_names"] ?? settings["label_names"])?.arrayValue else { return nil }
        let names = list.compactMap(\.stringValue)
        guard names.count == list.count, !names.isEmpty else {
            throw failure("has 'label_names' that are no list of names", "download it again")
        }
        let descriptions = json["label_descriptions"] ?? settings["label_descriptions"]
        return Labels(
            names: names.map { descriptions?[$0]?.stringValue ?? $0 },
            wordNetIDs: names.map { Labels.isWordNetID($0) ? $0 : nil })
    }

    private func numbers(_ key: String) throws(Diagnostic) -> [Double]? {
        guard let value = settings[key] else { return nil }
        let numbers = (value.arrayValue ?? []).compactMap(\.numberValue)
        guard numbers.count == 3, numbers.allSatisfy({ abs($0) <= 1e6 }) else {
            throw unusable(key, value, "three numbers")
        }
        return numbers
    }

    private func unusable(_ key: String, _ value: JSON, _ expectation: String) -> Diagnostic {
        failure(
            "gives '\(key)' as \(value.canonicalText), where \(expectation) can be used",
            "describe the model in a card, with 'architecture', 'weights' and 'input'")
    }

    private func failure(_ reason: String, _ wayOut: String) -> Diagnostic {
        Diagnostic(
            .error, "bad-hub-folder", "the configuration " + reason, at: .file(path), notes: [.init(wayOut)])
    }
}
