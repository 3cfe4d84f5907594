import Diagnostics
import Foundation
import Methods
import Models
import Tensors
import Testing

/// A network of the fixtures as one exporter wrote it, with its images and what a library said of them.
struct FixtureModel {
    struct File: CustomTestStringConvertible {
        let net: String
        let name: String
        var testDescription: String { "\(net)/\(name)" }
    }

    static let nets = [
        "tiny_vgg", "tiny_resnet", "tiny_googlenet", "tiny_inception", "tiny_mobile", "tiny_mobile_se", "tiny_odd",
    ]

    static let files =
        nets.flatMap { [File(net: $0, name: "model_unfused.onnx"), File(net: $0, name: "model_default.onnx")] }
        + [File(net: "tiny_vgg", name: "model_external.onnx"), File(net: "tiny_odd", name: "model_unfolded.onnx")]
        + [File(net: "tiny_odd", name: "model_handwritten.onnx")]

    let model: Model
    /// Each 1 × C × H × W.
    let images: [Tensor]
    /// The class explained for each image.
    let targets: [Int]
    let baseline: Tensor
    private let folder: String
    private let entries: [JSON]

    init(_ file: File) throws {
        folder = "fixtures/nets/\(file.net)"
        model = try Model.load(file: SharedFiles.path("\(folder)/\(file.name)"))
        let input = try SharedFiles.npy("\(folder)/input.npy")
        images = (0..<input.shape[0]).map { input.image($0) }
        baseline = try SharedFiles.npy("\(folder)/baseline.npy")
        let manifest = try SharedFiles.json("\(folder)/manifest.json")
        targets = try #require(manifest["target"]?.integers)
        entries = try #require(manifest["entries"]?.arrayValue)
    }

    /// What a library found for each image, and how far from it a result may be, relative to the largest value; nil
    /// where the manifest has no such entry.
    struct Expected {
        let maps: [Tensor]
        let tolerance: Double
        let entry: JSON
    }

    /// - Parameter file: such as "gradient.npy".
    func expected(_ file: String) throws -> Expected? {
        guard let entry = entries.first(where: { $0["file"]?.stringValue == file }) else { return nil }
        let noise = try #require(entry["fp32_vs_fp64"]?["max_rel"]?.numberValue)
        let maps = try SharedFiles.npy("\(folder)/\(file)")
        return Expected(
            maps: images.indices.map { maps.image($0) }, tolerance: max(20 * noise, 2e-4), entry: entry)
    }

    /// The largest difference from what is expected over both images, relative to the largest value expected of both.
    func difference(_ maps: [Tensor], from expected: Expected) -> Double {
        var (worst, scale) = (0.0, 0.0)
        for (map, wanted) in zip(maps, expected.maps) {
            guard map.shape == wanted.shape else { return .infinity }
            for (found, value) in zip(map.elements, wanted.elements) {
                let difference = abs(Double(found) - Double(value))
                worst = difference.isNaN ? .infinity : max(worst, difference)
                scale = max(scale, abs(Double(value)))
            }
        }
        return worst / scale
    }

    /// The method's result for each image and its class.
    func results(
        _ method: any Method.Type, _ options: [String: String] = [:], files: [String: SuppliedFile] = [:]
    ) throws -> [MethodResult] {
        try zip(images, targets).map { image, target in
            try explain(model, image, .classIndex(target), by: method, options, files: files)
        }
    }
}

extension Tensor {
    /// One image of a batch, with a batch axis of 1.
    func image(_ index: Int) -> Tensor {
        let count = count / shape[0]
        return Tensor(shape: [1] + shape.dropFirst(), elements: elements[index * count..<(index + 1) * count])
    }
}

/// Runs a method with its options as people write them.
func explain(
    _ model: Model, _ input: Tensor, _ target: Target?, by method: any Method.Type, _ options: [String: String] = [:],
    files: [String: SuppliedFile] = [:], workers: Workers = .one
) throws -> MethodResult {
    let log = DiagnosticLog()
    let entries = options.sorted { $0.key < $1.key }
        .map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
    guard let method = ConfiguredMethod(method, options: entries, at: nil, log: log) else {
        throw log.all.first ?? Diagnostic(.error, "no-method", "no reason given")
    }
    return try method.run(
        MethodRequest(model: model, input: input, target: target, files: files, workers: workers))
}

extension MethodResult {
    func number(_ name: String) -> Double? { numbers.first { $0.name == name }?.value }

    func receipt(_ name: String) -> Receipt? { receipts.first { $0.name == name } }
}
