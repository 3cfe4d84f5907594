import Networks
import Tensors
import Testing

@Suite struct ReceptiveFieldTests {
    // Known networks

    struct Known: Sendable, CustomTestStringConvertible {
        let label: String
        let layer: String
        let size: Int
        let stride: Int
        var start: Int?
        let network: @Sendable () throws -> Network

        var testDescription: String { "\(label) \(layer)" }
    }

    /// With a start: the box of pixels that the gradient of a unit in the middle reaches in torchvision's network, all
    /// weights one and maxima replaced by means. Without one: the table of the article by Araujo, Norris and Sim.
    static let known = [
        Known(label: "VGG16", layer: "features.16", size: 44, stride: 8, start: -18, network: Skeleton.vgg16),
        Known(label: "VGG16", layer: "features.30", size: 212, stride: 32, start: -90, network: Skeleton.vgg16),
        Known(label: "ResNet50", layer: "layer1", size: 35, stride: 4, start: -17, network: Skeleton.resnet50),
        Known(label: "ResNet50", layer: "layer2", size: 91, stride: 8, start: -45, network: Skeleton.resnet50),
        Known(label: "ResNet50", layer: "layer3", size: 267, stride: 16, start: -133, network: Skeleton.resnet50),
        Known(label: "ResNet50", layer: "layer4", size: 427, stride: 32, start: -213, network: Skeleton.resnet50),
        Known(label: "ResNet101", layer: "layer4", size: 971, stride: 32, start: -485, network: Skeleton.resnet101),
        Known(label: "GoogLeNet", layer: "maxpool2", size: 27, stride: 8, start: -7, network: Skeleton.googlenet),
        Known(label: "GoogLeNet", layer: "3b", size: 59, stride: 8, start: -23, network: Skeleton.googlenet),
        Known(label: "GoogLeNet", layer: "4e", size: 235, stride: 16, start: -103, network: Skeleton.googlenet),
        Known(label: "GoogLeNet", layer: "5b", size: 379, stride: 32, start: -167, network: Skeleton.googlenet),
        Known(label: "ResNet50 v1", layer: "layer4", size: 483, stride: 32, network: Skeleton.resnet50First),
        Known(label: "ResNet101 v1", layer: "layer4", size: 1027, stride: 32, network: Skeleton.resnet101First),
    ]

    @Test(arguments: known)
    func knownNetworks(_ known: Known) throws {
        let network = try known.network()
        let field = network.receptiveFields[try network.node(named: known.layer)]
        for axis in [field.rows, field.columns] {
            #expect(axis.size == known.size && axis.stride == known.stride)
            if let start = known.start {
                #expect(axis.start == start && axis.center == Double(start) + Double(known.size - 1) / 2)
            }
        }
        #expect(!field.isWholeImage)
    }

    // Against gradients

    /// With positive weights the gradient of a unit is positive exactly at the pixels it depends on.
    @Test(arguments: UInt64(0)..<40)
    func gradientsReachTheField(_ seed: UInt64) throws {
        let network = try PositiveNetwork(seed: seed).network
        let fields = network.receptiveFields
        for id in stride(from: network.output, to: Network.input, by: -4) {
            let (name, height, width) = (network.nodes[id].name, network.nodes[id].shape[1], network.nodes[id].shape[2])
            let middle = (height / 2, width / 2)
            let box = try #require(try reached(network, id, middle))
            #expect(box.rows == pixels(fields[id].rows, middle.0), "\(name)")
            #expect(box.columns == pixels(fields[id].columns, middle.1), "\(name)")
            // A unit at the border reads less: where its field leaves the image or a layer before it, there is padding.
            guard let part = try reached(network, id, (0, width - 1)) else { continue }
            let (rows, columns) = (pixels(fields[id].rows, 0), pixels(fields[id].columns, width - 1))
            #expect(rows.lowerBound <= part.rows.lowerBound && part.rows.upperBound <= rows.upperBound, "\(name)")
            #expect(
                columns.lowerBound <= part.columns.lowerBound && part.columns.upperBound <= columns.upperBound,
                "\(name)")
        }
    }

    private func pixels(_ axis: ReceptiveField.Axis, _ place: Int) -> ClosedRange<Int> {
        let start = axis.start + place * axis.stride
        return start...start + axis.size - 1
    }

    private func reached(
        _ network: Network, _ id: NodeID, _ place: (Int, Int)
    ) throws -> (rows: ClosedRange<Int>, columns: ClosedRange<Int>)? {
        let execution = Execution(network, reads: [id], for: .gradient, isDirect: true)
        try execution.forward(Tensor(shape: [1] + network.inputShape, repeating: 1), workers: .one)
        let shape = network.nodes[id].shape
        var cotangent = Tensor(shape: [1] + shape)
        for channel in 0..<shape[0] { cotangent[(channel * shape[1] + place.0) * shape[2] + place.1] = 1 }
        let gradient = execution.inputGradient(from: [id: cotangent], workers: .one)
        let width = network.inputShape[2]
        let hits = (0..<gradient.count).filter { gradient[$0] != 0 }
        let (rows, columns) = (hits.map { $0 / width }, hits.map { $0 % width })
        guard let top = rows.min(), let bottom = rows.max(), let left = columns.min(), let right = columns.max() else {
            return nil
        }
        return (top...bottom, left...right)
    }

    // Operators that read everything

    @Test func whatReadsTheWholeImage() throws {
        var builder = NetworkBuilder(inputShape: [2, 20, 24])
        let conv = try builder.add("conv", Skeleton.convolution(2, 2, 3, padding: 1), Network.input)
        let squeeze = try builder.add("squeeze", GlobalAveragePool(), conv)
        let gate = try builder.add("gate", Sigmoid(), squeeze)
        try builder.add("excite", Product(), conv, gate)
        let rows = try builder.add("rows", Softmax(axis: 1), conv)
        let flat = try builder.add("flat", Flatten(), rows)
        let dense = try builder.add("dense", Dense(weight: Tensor(shape: [6, 960]), bias: nil), flat)
        try builder.add("joined", Concatenation(axis: 0), dense, dense)
        try builder.add("shuffled", Reshape(shape: [2, 1, 20, 24]), conv)
        let turned = try builder.add("turned", Reshape(shape: [2, 24, 20]), conv)
        let network = builder.build(output: turned)
        let fields = network.receptiveFields
        func field(_ name: String) throws -> ReceptiveField { fields[try network.node(named: name)] }
        for name in ["squeeze", "gate", "excite", "flat", "dense", "joined", "turned", "rows"] {
            #expect(try field(name).isWholeImage, "\(name)")
            #expect(try field(name).rows.size == 20 && field(name).columns.size == 24, "\(name)")
            #expect(try field(name).rows.stride == 0 && field(name).columns.center == 11.5, "\(name)")
        }
        #expect(try field("conv") == field("shuffled"))
        #expect(try field("conv").rows == field("conv").columns && field("conv").rows.size == 3)
    }

    /// A pool over all of a layer that leaves pixels unread does not read the whole image.
    @Test func unreadPixelsAreNotCounted() throws {
        var builder = NetworkBuilder(inputShape: [1, 10, 11])
        let conv = try builder.add("conv", Skeleton.convolution(1, 1, 2, stride: 3), Network.input)
        let pool = try builder.add("pool", GlobalAveragePool(), conv)
        let fields = builder.build(output: pool).receptiveFields
        #expect(fields[pool].rows.size == 8 && fields[pool].columns.size == 11)
        #expect(!fields[pool].isWholeImage)
    }

    @Test func absurdStridesDoNotOverflow() throws {
        var builder = NetworkBuilder(inputShape: [1, 3, 3])
        var last = Network.input
        for index in 0..<12 {
            let pool = AveragePool(
                window: .of((1, 1), stride: (65_536, 65_536), padding: (2, 2, 2, 2)), countsPadding: true)
            last = try builder.add("\(index)", pool, last)
        }
        let field = builder.build(output: last).receptiveFields[last]
        #expect(field.rows.size == 1 && field.rows.stride > 1 << 20 && field.rows.start < -1 << 20)
    }
}

/// Small networks of convolutions with positive weights, means, sums and concatenations, of one channel each.
private struct PositiveNetwork {
    let network: Network

    init(seed: UInt64) throws {
        var stream = RandomStream(seed: seed, purpose: "positive network")
        var builder = NetworkBuilder(inputShape: [1, 140, 132])
        var last = Network.input
        var strides = 1
        for index in 0..<7 {
            let before = last
            switch stream.integer(below: 5) {
            case 0 where strides < 4:
                strides *= 2
                let size = 1 + stream.integer(below: 3)
                let window = Window.of(
                    (size, 2), stride: (2, 2), padding: (0, 0, size > 1 ? 1 : 0, 1), ceil: index % 2 == 0)
                last = try builder.add("\(index) pool", AveragePool(window: window, countsPadding: false), last)
            case 1:
                let pad = Padding(top: stream.integer(below: 4) - 2, left: 1, bottom: 1, right: -1)
                last = try builder.add("\(index) pad", Pad(padding: pad), last)
            case 2, 3:
                // Two ways that shift and spread differently, and meet again.
                let one = try builder.add("\(index) a", Self.convolution((3, 2), padding: (0, 1, 2, 0)), before)
                let other = try builder.add(
                    "\(index) b", Self.convolution((2, 2), padding: (2, 1, 0, 1), dilation: (2, 2)), before)
                last =
                    index % 2 == 0
                    ? try builder.add("\(index) sum", Sum(), one, other, before)
                    : try Self.joined(&builder, index, one, other)
            default:
                let dilation = 1 + stream.integer(below: 2)
                last = try builder.add(
                    "\(index) convolution",
                    Self.convolution((2, 3), padding: (1, 0, 1, 1), dilation: (dilation, dilation)), last)
            }
        }
        network = builder.build(output: last)
    }

    private static func joined(
        _ builder: inout NetworkBuilder, _ index: Int, _ one: NodeID, _ other: NodeID
    ) throws -> NodeID {
        let both = try builder.add("\(index) both", Concatenation(), one, other)
        let weight = Tensor(shape: [1, 2, 1, 1], repeating: 1)
        return try builder.add(
            "\(index) joined", Convolution(weight: weight, bias: nil, window: .of((1, 1))), both)
    }

    private static func convolution(
        _ kernel: (Int, Int), padding: (Int, Int, Int, Int), dilation: (Int, Int) = (1, 1)
    ) -> Convolution {
        Convolution(
            weight: Tensor(shape: [1, 1, kernel.0, kernel.1], repeating: 1), bias: nil,
            window: .of(kernel, padding: padding, dilation: dilation))
    }
}

/// The windows of published networks, with one channel.
private enum Skeleton {
    static func convolution(
        _ inputs: Int, _ outputs: Int, _ kernel: Int, stride: Int = 1, padding: Int = 0
    ) -> Convolution {
        Convolution(
            weight: Tensor(shape: [outputs, inputs, kernel, kernel], repeating: 1), bias: nil,
            window: Window(
                kernel: Extent(kernel), stride: Extent(stride), padding: Padding(padding)))
    }

    private static func pool(_ kernel: Int, stride: Int, padding: Int = 0, ceil: Bool = false) -> MaxPool {
        MaxPool(
            window: Window(
                kernel: Extent(kernel), stride: Extent(stride), padding: Padding(padding), ceilMode: ceil))
    }

    @Sendable static func vgg16() throws -> Network {
        var builder = NetworkBuilder(inputShape: [1, 224, 224])
        var last = Network.input
        for convolutions in [2, 2, 3, 3, 3] {
            for _ in 0..<convolutions {
                last = try builder.add("features.\(last)", convolution(1, 1, 3, padding: 1), last)
                last = try builder.add("features.\(last)", Rectifier(), last)
            }
            last = try builder.add("features.\(last)", pool(2, stride: 2), last)
        }
        return builder.build(output: last)
    }

    @Sendable static func resnet50() throws -> Network { try resnet([3, 4, 6, 3], stridesFirst: false) }
    @Sendable static func resnet101() throws -> Network { try resnet([3, 4, 23, 3], stridesFirst: false) }
    @Sendable static func resnet50First() throws -> Network { try resnet([3, 4, 6, 3], stridesFirst: true) }
    @Sendable static func resnet101First() throws -> Network { try resnet([3, 4, 23, 3], stridesFirst: true) }

    /// - Parameter stridesFirst: whether a block strides in its 1×1 convolution, as the paper has it, or in its 3×3.
    private static func resnet(_ blocks: [Int], stridesFirst: Bool) throws -> Network {
        var builder = NetworkBuilder(inputShape: [1, 224, 224])
        let stem = try builder.add("conv1", convolution(1, 1, 7, stride: 2, padding: 3), Network.input)
        var last = try builder.add("maxpool", pool(3, stride: 2, padding: 1), stem)
        for (stage, count) in blocks.enumerated() {
            for block in 0..<count {
                let name = "layer\(stage + 1).\(block)"
                let stride = stage > 0 && block == 0 ? 2 : 1
                let one = try builder.add(
                    name + ".conv1", convolution(1, 1, 1, stride: stridesFirst ? stride : 1), last)
                let two = try builder.add(
                    name + ".conv2", convolution(1, 1, 3, stride: stridesFirst ? 1 : stride, padding: 1), one)
                let way = try builder.add(name + ".downsample", convolution(1, 1, 1, stride: stride), last)
                last = try builder.add(
                    block == count - 1 ? "layer\(stage + 1)" : name, Sum(), two, way)
            }
        }
        return builder.build(output: last)
    }

    @Sendable static func googlenet() throws -> Network {
        var builder = NetworkBuilder(inputShape: [1, 224, 224])
        var last = try builder.add("conv1", convolution(1, 1, 7, stride: 2, padding: 3), Network.input)
        last = try builder.add("maxpool1", pool(3, stride: 2, ceil: true), last)
        last = try builder.add("conv2", convolution(1, 1, 1), last)
        last = try builder.add("conv3", convolution(1, 1, 3, padding: 1), last)
        last = try builder.add("maxpool2", pool(3, stride: 2, ceil: true), last)
        for (stage, modules) in [(3, "ab"), (4, "abcde"), (5, "ab")] {
            for module in modules {
                let name = "\(stage)\(module)"
                let channels = builder.nodes[last].shape[0]
                let one = try builder.add(name + ".1", convolution(channels, 1, 1), last)
                let three = try builder.add(name + ".2", convolution(channels, 1, 3, padding: 1), last)
                // torchvision's "5×5" branch is one of 3×3.
                let five = try builder.add(name + ".3", convolution(channels, 1, 3, padding: 1), last)
                let pooled = try builder.add(name + ".4", pool(3, stride: 1, padding: 1, ceil: true), last)
                last = try builder.add(name, Concatenation(), inputs: [one, three, five, pooled])
            }
            guard stage < 5 else { break }
            last = try builder.add(
                "maxpool\(stage)", pool(stage == 3 ? 3 : 2, stride: 2, ceil: true), last)
        }
        return builder.build(output: last)
    }
}
