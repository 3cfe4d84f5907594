import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

/// Small networks exported by torch, with values computed by torch in double precision.
@Suite(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"))
struct FixtureNetTests {
    struct File: CustomTestStringConvertible {
        let net: String
        let name: String
        /// The tensor that the manifest's objectives read, by the name it has in this file.
        let objective: String
        var testDescription: String { "\(net)/\(name)" }
    }

    static let files = [
        File(net: "tiny_vgg", name: "model_unfused.onnx", objective: "/features/features.6/Relu_output_0"),
        File(net: "tiny_vgg", name: "model_default.onnx", objective: "relu_2"),
        File(net: "tiny_vgg", name: "model_external.onnx", objective: "relu_2"),
        File(net: "tiny_resnet", name: "model_unfused.onnx", objective: "/layer2/relu1/Relu_output_0"),
        File(net: "tiny_resnet", name: "model_default.onnx", objective: "relu_3"),
        File(net: "tiny_googlenet", name: "model_unfused.onnx", objective: "/inception/Concat_output_0"),
        File(net: "tiny_googlenet", name: "model_default.onnx", objective: "cat"),
        File(net: "tiny_inception", name: "model_unfused.onnx", objective: "/mixed_a/Concat_output_0"),
        File(net: "tiny_inception", name: "model_default.onnx", objective: "cat"),
        File(net: "tiny_mobile", name: "model_unfused.onnx", objective: "/block1/depthwise/act/Clip_output_0"),
        File(net: "tiny_mobile", name: "model_default.onnx", objective: "hardtanh_2"),
        File(net: "tiny_mobile_se", name: "model_unfused.onnx", objective: "/se2/Mul_output_0"),
        File(net: "tiny_mobile_se", name: "model_default.onnx", objective: "mul_1"),
        File(net: "tiny_odd", name: "model_unfused.onnx", objective: "/relu3/Relu_output_0"),
        File(net: "tiny_odd", name: "model_unfolded.onnx", objective: "/relu3/Relu_output_0"),
        File(net: "tiny_odd", name: "model_default.onnx", objective: "relu_2"),
        File(net: "tiny_odd", name: "model_handwritten.onnx", objective: "r3"),
    ]

    /// What one file is compared with.
    private struct Case {
        let folder: String
        let model: Model
        let input: Tensor
        let manifest: JSON
        let file: JSON

        init(_ file: File) throws {
            folder = "fixtures/nets/\(file.net)"
            model = try Model.load(file: SharedFiles.path("\(folder)/\(file.name)"))
            input = try SharedFiles.npy("\(folder)/input.npy")
            let manifest = try SharedFiles.json("\(folder)/manifest.json")
            self.manifest = manifest
            self.file = try #require(manifest["onnx"]?.arrayValue?.first { $0["file"]?.stringValue == file.name })
        }

        /// The manifest's entry with the tolerance the fixtures' notes state.
        func entry(_ file: String) throws -> (entry: JSON, expected: Tensor, tolerance: Double) {
            let entry = try #require(manifest["entries"]?.arrayValue?.first { $0["file"]?.stringValue == file })
            let noise = try #require(entry["fp32_vs_fp64"]?["max_rel"]?.numberValue)
            return (entry, try SharedFiles.npy("\(folder)/\(file)"), max(20 * noise, 2e-4))
        }
    }

    @Test(arguments: files)
    func logitsAndActivations(_ file: File) throws {
        let one = try Case(file)
        let logits = try one.entry("logits.npy")
        #expect(
            relativeDifference(try one.model.value(for: one.input).elements, logits.expected.elements)
                < logits.tolerance)
        for number in 1...3 {
            let activation = try one.entry("activation_\(number).npy")
            let layer = try #require(activation.entry["layer"]?.stringValue)
            let tensor = try #require(one.file["activation_tensors"]?[layer]?.stringValue)
            let found = try one.model.value(of: tensor, for: one.input)
            #expect(found.shape == activation.expected.shape)
            #expect(relativeDifference(found.elements, activation.expected.elements) < activation.tolerance, "\(layer)")
        }
    }

    @Test(arguments: files)
    func gradientOfLogits(_ file: File) throws {
        let one = try Case(file)
        let gradient = try one.entry("gradient.npy")
        let found = try Self.gradientOfLogits(one, isDirect: false)
        #expect(relativeDifference(found, gradient.expected.elements) < gradient.tolerance)
    }

    /// Without transforms, gradients are those of torch but for the rounding of single precision.
    @Test(arguments: files)
    func directGradientsAreExact(_ file: File) throws {
        let one = try Case(file)
        let gradient = try one.entry("gradient.npy")
        let found = try Self.gradientOfLogits(one, isDirect: true)
        #expect(relativeDifference(found, gradient.expected.elements) < 1e-4)
        let logits = try one.model.value(for: one.input, isDirect: true)
        #expect(relativeDifference(logits.elements, try one.entry("logits.npy").expected.elements) < 1e-5)
    }

    private static func gradientOfLogits(_ one: Case, isDirect: Bool) throws -> [Float] {
        let targets = try #require(one.manifest["target"]?.integers)
        return try one.model.gradient(for: one.input, isDirect: isDirect) { logits in
            var cotangent = Tensor(shape: logits.shape)
            for (image, target) in targets.enumerated() { cotangent[image * logits.shape[1] + target] = 1 }
            return cotangent
        }.elements
    }

    @Test(arguments: files)
    func gradientsOfObjectives(_ file: File) throws {
        let one = try Case(file)
        let channel = try one.entry("objective_channel_gradient.npy")
        let index = try #require(channel.entry["channel"]?.integerValue)
        let ofChannel = try one.model.gradient(of: file.objective, for: one.input) { activation in
            Self.cotangent(activation.shape) { $0 == index ? 1 / Float(activation.shape[2] * activation.shape[3]) : 0 }
        }
        #expect(relativeDifference(ofChannel.elements, channel.expected.elements) < channel.tolerance)

        let neuron = try one.entry("objective_neuron_gradient.npy")
        let place = try #require(neuron.entry["neuron"]?.integers)
        let ofNeuron = try one.model.gradient(of: file.objective, for: one.input) { activation in
            Self.cotangent(activation.shape) { [$0, $1, $2] == place ? 1 : 0 }
        }
        #expect(relativeDifference(ofNeuron.elements, neuron.expected.elements) < neuron.tolerance)
    }

    private static func cotangent(_ shape: [Int], _ value: (Int, Int, Int) -> Float) -> Tensor {
        var elements: [Float] = []
        for _ in 0..<shape[0] {
            for channel in 0..<shape[1] {
                for row in 0..<shape[2] { elements += (0..<shape[3]).map { value(channel, row, $0) } }
            }
        }
        return Tensor(shape: shape, elements: elements)
    }

    private static func cotangent(_ shape: [Int], _ value: (Int) -> Float) -> Tensor {
        cotangent(shape) { channel, _, _ in value(channel) }
    }

    @Test func foldingBatchNormalizationIsMeasured() throws {
        let one = try Case(Self.file("tiny_resnet", "model_unfused.onnx"))
        #expect(one.model.unfolded != nil)
        #expect(one.model.unfolded?.nodes.count == one.model.network.nodes.count + 7)
        let change = try one.model.foldingChange(one.input, workers: .one)
        #expect(change > 0 && change < 2e-6)
    }

    @Test func externalDataIsListed() throws {
        let one = try Case(Self.file("tiny_vgg", "model_external.onnx"))
        let folder = SharedFiles.path(one.folder)
        #expect(
            one.model.files == [
                ModelFile(.graph, "\(folder)/model_external.onnx"),
                ModelFile(.weights, "\(folder)/model_external.onnx.data"),
            ])
    }

    @Test func decomposedNormalizationIsOneLayer() throws {
        let network = try Case(Self.file("tiny_googlenet", "model_default.onnx")).model.network
        let kinds = network.nodes.compactMap { $0.operation?.kind }
        let written = try Case(Self.file("tiny_googlenet", "model_unfused.onnx")).model.network
        #expect(kinds.sorted() == written.nodes.compactMap { $0.operation?.kind }.sorted())
        let layer = network.nodes[try network.node(named: "div")]
        #expect(layer.name == "node_div")
        let operation = try #require(layer.operation as? LocalResponseNormalization)
        #expect(operation.size == 5 && operation.alpha == 1e-4 && operation.beta == 0.75 && operation.k == 1)
        for part in ["node_mul", "view", "pad", "node_avg_pool3d", "squeeze", "mul_1", "add", "node_pow_1"] {
            let error = diagnostic { _ = try network.node(named: part) }
            #expect(error?.message == "layer '\(part)' was merged with the layer behind it; ask for 'node_div'")
        }
    }

    @Test func everyGraphIsInTheTable() throws {
        let folder = SharedFiles.folder.appending(path: "fixtures/nets")
        var graphs: Set<String> = []
        for net in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: net).path)
            else { continue }
            for name in names where name.hasSuffix(".onnx") { graphs.insert("\(net)/\(name)") }
        }
        #expect(graphs == Set(Self.files.map(\.testDescription)))
    }

    private static func file(_ net: String, _ name: String) throws -> File {
        try #require(files.first { $0.net == net && $0.name == name })
    }
}
