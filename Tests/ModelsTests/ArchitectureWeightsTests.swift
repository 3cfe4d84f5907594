import Diagnostics
import Foundation
import Models
import Networks
import Pictures
import Tensors
import Testing

/// Files of weights against what an architecture expects of them.
struct ArchitectureWeightsTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func parameters(_ name: String, classes: Int = 1000) throws -> [NetworkDescription.Parameter] {
        try ArchitectureCatalog.architecture(named: name).description(classes: classes).parameters
    }

    private func write(_ tensors: [(name: String, value: Tensor)]) throws -> WeightsFile {
        try WeightsFile(path: scratch.write(SafetensorsFile.encode(tensors), "weights.safetensors"))
    }

    private func squeezenet(classes: Int = 5) throws -> [(name: String, value: Tensor)] {
        try parameters("squeezenet1_1", classes: classes).map { ($0.name, HashedTensors.weight($0)) }
    }

    @Test func everyFaultIsNamedInOneMessage() throws {
        var tensors = try squeezenet()
        tensors.removeAll { $0.name == "features.3.squeeze.bias" }
        tensors.append(("features.99.weight", Tensor(shape: [1])))
        let first = try #require(tensors.firstIndex { $0.name == "features.0.weight" })
        tensors[first].value = Tensor(shape: [64, 3, 5, 5])
        let file = try write(tensors)
        let architecture = try ArchitectureCatalog.architecture(named: "squeezenet1_1")
        let error = diagnostic { _ = try architecture.network(weights: file) }
        #expect(error?.id == "weights-mismatch")
        #expect(
            error?.message == """
                the weights do not fit squeezenet1_1: 1 tensor is missing ('features.3.squeeze.bias'); \
                1 tensor is surplus ('features.99.weight'); 1 tensor is of another shape \
                ('features.0.weight' is [64, 3, 5, 5] instead of [64, 3, 3, 3])
                """)
        #expect(place(of: error) == file.path)
        #expect(!architecture.fits(file))
    }

    @Test func longListsAreCut() throws {
        let file = try write(squeezenet())
        let error = diagnostic {
            _ = try ArchitectureCatalog.architecture(named: "resnet18").network(weights: file)
        }
        let message = try #require(error?.message)
        #expect(
            message.contains("102 tensors are missing ('conv1.weight', 'bn1.weight', 'bn1.bias', 'bn1.running_mean', "))
        #expect(message.contains("52 tensors are surplus ("))
        #expect(message.utf8.count < 600)
        #expect(error?.notes.map(\.message) == ["they fit squeezenet1_1"])
    }

    @Test func theClassifierTellsHowManyClasses() throws {
        let file = try write(squeezenet(classes: 5))
        let network = try ArchitectureCatalog.architecture(named: "squeezenet1_1").network(
            weights: file, size: Extent(48))
        #expect(network.nodes[network.output].shape == [5])
        #expect(network.inputShape == [3, 48, 48])
        let model = try Model.load(architecture: "squeezenet1.1", weights: file.path)
        #expect(
            model.classCount == 5 && model.architecture == "squeezenet1_1" && model.network.inputShape == [3, 224, 224])
        #expect(
            model.preprocessing.settings.resize == 256 && model.preprocessing.settings.mean == [0.485, 0.456, 0.406])
        #expect(model.files == [ModelFile(.weights, file.path)])
    }

    @Test func whatOnlyTrainingUsesIsPassedOver() throws {
        var tensors = try parameters("googlenet").map { ($0.name, Tensor(shape: $0.shape, repeating: 1)) }
        tensors.append(("aux1.fc1.weight", Tensor(shape: [2, 2])))
        tensors.append(("aux2.conv.bn.bias", Tensor(shape: [2])))
        tensors.append(("conv1.bn.num_batches_tracked", Tensor(shape: [])))
        let file = try write(tensors)
        #expect(try ArchitectureCatalog.architecture(named: "googlenet").network(weights: file).parameterCount > 0)
        #expect(ArchitectureCatalog.all.filter { $0.fits(file) }.map(\.name) == ["googlenet"])
    }

    @Test func devicesInParallelLeaveAPrefix() throws {
        let file = try write(squeezenet().map { ("module." + $0.name, $0.value) })
        let network = try ArchitectureCatalog.architecture(named: "squeezenet1_1").network(weights: file)
        let first = try #require(network.nodes[1].operation as? Convolution)
        #expect(first.weight == HashedTensors.weight("features.0.weight", shape: [64, 3, 3, 3]))
    }

    /// timm's names in timm's order stand for torchvision's in torchvision's order.
    @Test func timmsMobileNetIsTheSame() throws {
        let ours = try parameters("mobilenet-v2", classes: 3)
        var theirs: [String] = []
        func normalized(_ convolution: String, _ norm: String) {
            theirs.append(convolution + ".weight")
            theirs += ["weight", "bias", "running_mean", "running_var"].map { "\(norm).\($0)" }
        }
        normalized("conv_stem", "bn1")
        normalized("blocks.0.0.conv_dw", "blocks.0.0.bn1")
        normalized("blocks.0.0.conv_pw", "blocks.0.0.bn2")
        for (stage, count) in [2, 3, 4, 3, 3, 1].enumerated() {
            for block in 0..<count {
                let name = "blocks.\(stage + 1).\(block)"
                normalized("\(name).conv_pw", "\(name).bn1")
                normalized("\(name).conv_dw", "\(name).bn2")
                normalized("\(name).conv_pwl", "\(name).bn3")
            }
        }
        normalized("conv_head", "bn2")
        theirs += ["classifier.weight", "classifier.bias"]
        try #require(theirs.count == ours.count)
        let file = try write(zip(theirs, ours).map { ($0, HashedTensors.weight($1)) })
        let architecture = try ArchitectureCatalog.architecture(named: "mobilenetv2_100")
        let found = try architecture.network(weights: file, size: Extent(32))
        let expected = try architecture.description(size: Extent(32), classes: 3).network { HashedTensors.weight($0) }
        for (node, other) in zip(found.nodes, expected.nodes) {
            let parameters = (node.operation?.parameters ?? []).map(\.value)
            #expect(node.name == other.name && parameters == (other.operation?.parameters ?? []).map(\.value))
        }
        let both = try write(
            zip(theirs, ours).map { ($0, Tensor(shape: $1.shape)) } + [(ours[0].name, Tensor(shape: ours[0].shape))])
        #expect(
            diagnostic { _ = try architecture.network(weights: both) }?.message.contains("1 tensor is surplus") == true)
    }

    /// timm keeps VGG's dense layers as convolutions. The file is sparse: 550 MB that are almost all zeros.
    @Test func timmsHeadIsReshapedNotTransposed() throws {
        let modules = ["classifier.0": "pre_logits.fc1", "classifier.3": "pre_logits.fc2", "classifier.6": "head.fc"]
        let shapes = [
            "pre_logits.fc1.weight": [4096, 512, 7, 7], "pre_logits.fc2.weight": [4096, 4096, 1, 1],
        ]
        var header: [String] = []
        var places: [String: Int] = [:]
        var offset = 0
        for parameter in try parameters("vgg16") {
            let parts = parameter.name.split(separator: ".")
            let module = parts.dropLast().joined(separator: ".")
            let name = "\(modules[module] ?? module).\(parts[parts.count - 1])"
            let shape = shapes[name] ?? parameter.shape
            let end = offset + 4 * shape.reduce(1, *)
            header.append(#""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(offset),\#(end)]}"#)
            places[name] = offset
            offset = end
        }
        var text = "{" + header.joined(separator: ",") + "}"
        text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
        let path = try scratch.write(
            withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Data($0) } + Data(text.utf8))
        let file = try FileHandle(forUpdating: URL(filePath: path))
        let start = try #require(places["pre_logits.fc1.weight"]) + 8 + text.utf8.count
        let element = 7 * 512 * 49 + 300 * 49 + 5 * 7 + 2
        try file.seek(toOffset: UInt64(start + 4 * element))
        try file.write(contentsOf: withUnsafeBytes(of: Float(1.25).bitPattern.littleEndian) { Data($0) })
        try file.truncate(atOffset: UInt64(8 + text.utf8.count + offset))
        try file.close()

        let weights = try WeightsFile(path: path)
        let architecture = try ArchitectureCatalog.architecture(named: "vgg16")
        let network = try architecture.network(weights: weights)
        let dense = try #require(network.nodes[try network.node(named: "classifier.0")].operation as? Dense)
        #expect(dense.weight.shape == [4096, 25088])
        #expect(dense.weight[element] == 1.25)
        let error = diagnostic { _ = try architecture.network(weights: weights, size: Extent(256)) }
        #expect(error?.id == "input-size")
    }

    @Test func aFileOfWeightsAloneAsksForItsArchitecture() throws {
        let path = try write(squeezenet()).path
        let error = diagnostic { _ = try Model.load(file: path) }
        #expect(error?.id == "missing-architecture")
        #expect(error?.notes.first?.message.contains("they fit squeezenet1_1") == true)
        let other = try scratch.write(Data("no weights at all".utf8), "other.pth")
        #expect(diagnostic { _ = try WeightsFile(path: other) }?.id == "unknown-weights-format")
    }

    @Test func weightsThatAreNotFiniteAreRefused() throws {
        var tensors = try squeezenet()
        tensors[3].value[2] = .nan
        let file = try write(tensors)
        let error = diagnostic {
            _ = try ArchitectureCatalog.architecture(named: "squeezenet1_1").network(weights: file)
        }
        #expect(error?.id == "weights-not-finite" && error?.message.contains(tensors[3].name) == true)
    }

    @Test func aCardsInputIsLaidOverTheArchitectures() throws {
        let path = try write(squeezenet()).path
        func load(_ input: [(String, Setting)]) throws -> Model {
            let log = DiagnosticLog()
            let entries = input.map { Setting.Entry(key: $0.0, keyRange: nil, value: $0.1) }
            let model = Model.load(.architecture("squeezenet1_1", weights: path), input: entries, log: log)
            #expect(log.all.isEmpty, "\(log.all)")
            return try #require(model)
        }
        let plain = try load([]).preprocessing.settings
        #expect(plain.crop == [224, 224] && plain.resize == 256 && plain.std == [0.229, 0.224, 0.225])
        let larger = try load([("crop", Setting("320")), ("interpolation", Setting("bicubic"))])
        #expect(larger.network.inputShape == [3, 320, 320])
        #expect(larger.preprocessing.settings.resize == 365 && larger.preprocessing.settings.interpolation == .bicubic)
        #expect(larger.preprocessing.settings.mean == [0.485, 0.456, 0.406])
        #expect(try load([("resize", Setting("232"))]).preprocessing.settings.resize == 232)
    }
}
