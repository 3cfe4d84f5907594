import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

struct ArchitectureTests {
    static let haveNames = SharedFiles.exist("tensor-names/torchvision_vgg16.txt")

    @Test(
        .enabled(if: haveNames, "the lists of tensors are not here"),
        arguments: [
            "vgg16", "vgg19", "resnet50", "googlenet", "inception_v3",
        ])
    func tensorsAreTorchvisions(_ name: String) throws {
        let text = String(decoding: try SharedFiles.data("tensor-names/torchvision_\(name).txt"), as: UTF8.self)
        let listed = text.split(separator: "\n").filter { line in
            !line.contains("num_batches_tracked") && !line.hasPrefix("aux") && !line.hasPrefix("AuxLogits")
        }.map { line in line.split(separator: " ").dropLast().joined() }
        let parameters = try ArchitectureCatalog.architecture(named: name).description().parameters
        #expect(listed.count > 30)
        #expect(parameters.map { "\($0.name)\($0.shape)".filter { $0 != " " } } == listed)
    }

    /// The counts of parameters that torchvision documents, auxiliary heads not counted.
    @Test(arguments: [
        ("vgg16", 138_357_544), ("vgg16_bn", 138_365_992), ("vgg19", 143_667_240), ("vgg19_bn", 143_678_248),
        ("resnet18", 11_689_512), ("resnet34", 21_797_672), ("resnet50", 25_557_032), ("resnet101", 44_549_160),
        ("googlenet", 6_624_904), ("squeezenet1_1", 1_235_496), ("mobilenet-v2", 3_504_872),
        ("inception-v3", 23_834_568),
    ])
    func parametersAreAsManyAsDocumented(_ name: String, _ count: Int) throws {
        #expect(try ArchitectureCatalog.architecture(named: name).description().parameterCount == count)
    }

    @Test func everyNameIsFoundAndNoneTwice() throws {
        let names = ArchitectureCatalog.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        for name in names { #expect(ArchitectureCatalog.find(name) != nil, "\(name)") }
        #expect(try ArchitectureCatalog.architecture(named: "Inception_V3").name == "inception-v3")
        #expect(try ArchitectureCatalog.architecture(named: "mobilenetv2_100").name == "mobilenet-v2")
        let error = diagnostic { _ = try ArchitectureCatalog.architecture(named: "resnet51") }
        #expect(error?.id == "unknown-architecture")
        #expect(error?.message.contains("did you mean 'resnet50'?") == true)
    }

    @Test func layersAreNamedAfterModules() throws {
        func network(_ name: String) throws -> Network {
            try ArchitectureCatalog.architecture(named: name).description(size: Extent(96)).network {
                Tensor(shape: $0.shape, repeating: 1)
            }
        }
        let resnet = try network("resnet50")
        #expect(resnet.nodes[try resnet.node(named: "layer1.0.add")].operation is Sum)
        #expect(try resnet.node(named: "layer4") == resnet.node(named: "layer4.2.relu3"))
        #expect(resnet.nodes[try resnet.node(named: "layer3.0.downsample.0")].shape == [1024, 6, 6])
        #expect(resnet.nodes[resnet.output].name == "fc")
        let googlenet = try network("googlenet")
        #expect(googlenet.nodes[try googlenet.node(named: "inception4d")].operation is Concatenation)
        #expect(try googlenet.node(named: "inception3a.branch2") == googlenet.node(named: "inception3a.branch2.1.relu"))
        let mobile = try network("mobilenet-v2")
        #expect(mobile.nodes[try mobile.node(named: "features.2.conv.1.0")].operation is Convolution)
        #expect(mobile.nodes[try mobile.node(named: "features.3.add")].operation is Sum)
        #expect(diagnostic { _ = try mobile.node(named: "features.2.add") }?.id == "unknown-layer")
    }

    /// Windows as PyTorch's documentation of AdaptiveAvgPool2d defines them, worked out one by one.
    @Test(arguments: [(1, 1), (2, 3), (5, 7), (7, 14), (8, 9), (16, 20)])
    func adaptivePoolTakesPyTorchsWindows(_ height: Int, _ width: Int) throws {
        let pool = AdaptiveAveragePool(size: Extent(7))
        var builder = NetworkBuilder(inputShape: [2, height, width])
        let output = try builder.add("pool", pool, Network.input)
        let network = builder.build(output: output)
        let image = HashedTensors.uniform("image", shape: [3, 2, height, width])
        let cotangent = HashedTensors.uniform("cotangent", shape: [3, 2, 7, 7])
        let execution = Execution(network, batch: 3, reads: [network.output], for: .gradient)
        try execution.forward(image, workers: Workers(2))
        let result = execution.value(of: network.output)
        let gradient = execution.inputGradient(from: [network.output: cotangent], workers: Workers(2))
        var expectedGradient = [Double](repeating: 0, count: image.count)
        for plane in 0..<6 {
            for y in 0..<7 {
                for x in 0..<7 {
                    let rows =
                        Int((Double(y * height) / 7).rounded(.down))..<Int((Double((y + 1) * height) / 7).rounded(.up))
                    let columns =
                        Int((Double(x * width) / 7).rounded(.down))..<Int((Double((x + 1) * width) / 7).rounded(.up))
                    let places = rows.flatMap { row in columns.map { (plane * height + row) * width + $0 } }
                    let mean = places.reduce(0.0) { $0 + Double(image[$1]) } / Double(places.count)
                    let output = (plane * 7 + y) * 7 + x
                    #expect(abs(Double(result[output]) - mean) <= 1e-6)
                    for place in places { expectedGradient[place] += Double(cotangent[output]) / Double(places.count) }
                }
            }
        }
        #expect(relativeDifference(gradient.elements, expectedGradient.map(Float.init)) <= 1e-6)
    }

    @Test func aSmallInputIsRefusedWithTheLayer() throws {
        let error = diagnostic {
            _ = try ArchitectureCatalog.architecture(named: "inception-v3").description(size: Extent(40))
        }
        #expect(error?.message.hasPrefix("layer 'Mixed_6a.") == true, "\(error?.message ?? "")")
        #expect(error?.notes.first?.message.contains("40×40") == true)
    }
}
