import Diagnostics
import Foundation
import Models
import Networks
import Pictures
import Tensors
import Testing

struct HubFolderTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let configuration = """
        {"architecture": "mobilenetv2_100", "num_classes": 3, "num_features": 1280, "pretrained_cfg": {"tag": "ra_in1k",
        "input_size": [3, 64, 64], "fixed_input_size": false, "interpolation": "bicubic", "crop_pct": 0.9,
        "crop_mode": "center", "mean": [0.5, 0.25, 0.125], "std": [0.5, 0.5, 0.25], "num_classes": 3,
        "pool_size": [7, 7]}, "label_names": ["n01440764", "b", "c"], "label_descriptions": {"n01440764": "tench"}}
        """

    /// A folder with weights for three classes.
    private func folder(_ configuration: String?, weights: String? = "model.safetensors") throws -> String {
        if let configuration { _ = try scratch.write(Data(configuration.utf8), "config.json") }
        if let weights {
            let parameters = try ArchitectureCatalog.architecture(named: "mobilenet-v2").description(classes: 3)
                .parameters
            _ = try scratch.write(
                SafetensorsFile.encode(parameters.map { ($0.name, HashedTensors.weight($0)) }), weights)
        }
        return scratch.folder.path
    }

    @Test func aFolderIsAModelByItself() throws {
        let path = try folder(Self.configuration)
        let model = try Model.load(file: path)
        #expect(model.architecture == "mobilenet-v2")
        let settings = model.preprocessing.settings
        #expect(settings.crop == [64, 64] && settings.resize == 71 && settings.interpolation == .bicubic)
        #expect(settings.mean == [0.5, 0.25, 0.125] && settings.std == [0.5, 0.5, 0.25])
        #expect(model.labels.names == ["tench", "b", "c"] && model.labels.wordNetIDs == ["n01440764", nil, nil])
        #expect(
            model.files == [
                ModelFile(.weights, path + "/model.safetensors"), ModelFile(.configuration, path + "/config.json"),
            ])
        #expect(ModelOrigin.path(path).principalFile == path + "/model.safetensors")
    }

    @Test func olderFilesSayItAtTheTop() throws {
        let path = try folder(
            #"{"architecture": "mobilenet_v2", "input_size": [3, 96, 96], "id2label": {"0": "x", "1": "y", "2": "z"}}"#,
            weights: "pytorch_model.bin")
        let model = try Model.load(file: path)
        #expect(model.network.inputShape == [3, 96, 96] && model.labels.names == ["x", "y", "z"])
        #expect(
            model.preprocessing.settings.resize == 109 && model.preprocessing.settings.mean == [0.485, 0.456, 0.406])
    }

    static let faults: [(String, String, String)] = [
        (
            #""architecture": "mobilenetv2_100""#, #""architecture": "mobilenetv2_10""#,
            "did you mean 'mobilenetv2_100'?"
        ),
        (#""architecture": "mobilenetv2_100""#, #""architectures": []"#, "names no 'architecture'"),
        ("[3, 64, 64]", "[3, 64, 96]", "'input_size' as [3,64,96]"),
        ("[3, 64, 64]", "[1, 64, 64]", "'input_size'"),
        ("[3, 64, 64]", "[3, 64, 1e300]", "'input_size'"),
        ("[3, 64, 64]", "[3, 64000, 64000]", "'crop_pct'"),
        (#""bicubic""#, #""nearest""#, "'interpolation' as \"nearest\""),
        ("0.9", "0", "'crop_pct' as 0"),
        ("0.9", "1e-300", "'crop_pct'"),
        (#""center""#, #""squash""#, "'crop_mode'"),
        ("[0.5, 0.25, 0.125]", "[0.5]", "'mean' as [0.5]"),
        ("[0.5, 0.5, 0.25]", "[0.5, 0, 0.25]", "'std'"),
        (#""num_classes": 3, "num_f"#, #""num_classes": 4, "num_f"#, "4 classes, and the weights are for 3"),
        (#"["n01440764", "b", "c"]"#, #"["n01440764", "b"]"#, "2 labels"),
        (#"["n01440764", "b", "c"]"#, #"[1, 2, 3]"#, "'label_names'"),
        (#""pretrained_cfg": {"#, #""pretrained_cfg": null, "cfg": {"#, "'pretrained_cfg' that is no object"),
        ("{", "[", "no JSON object"),
    ]

    @Test(arguments: faults)
    func whatCannotBeUsedIsSaid(_ part: String, _ replacement: String, _ complaint: String) throws {
        let changed = Self.configuration.replacingOccurrences(of: part, with: replacement)
        try #require(changed != Self.configuration)
        let path = try folder(changed)
        let error = diagnostic { _ = try Model.load(file: path) }
        #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
        #expect(place(of: error) == path + "/config.json")
        #expect(error?.notes.isEmpty == false)
    }

    @Test func aFolderMustBeWhole() throws {
        let empty = try folder(nil, weights: nil)
        #expect(diagnostic { _ = try Model.load(file: empty) }?.message == "the folder holds no 'config.json'")
        let half = try folder(Self.configuration, weights: nil)
        #expect(diagnostic { _ = try Model.load(file: half) }?.message.contains("no weights") == true)
    }
}
