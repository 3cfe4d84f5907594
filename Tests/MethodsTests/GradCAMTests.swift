import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct GradCAMTests {
    /// A layer of captum's, by the name it has in each export.
    struct Layer: CustomTestStringConvertible {
        let net: String
        let file: String
        let unfused: String
        let exported: String
        var isDefault = false
        var testDescription: String { "\(net) \(file)" }
    }

    private static let map = "grad_cam_last_map.npy"
    private static let convolution = "grad_cam_last_conv.npy"

    static let layers = [
        Layer(net: "tiny_vgg", file: map, unfused: "/features/features.9/MaxPool", exported: "max_pool2d_1"),
        Layer(net: "tiny_vgg", file: convolution, unfused: "/features/features.7/Conv", exported: "conv2d_3"),
        Layer(
            net: "tiny_resnet", file: map, unfused: "/layer2/relu3/Relu", exported: "relu_5", isDefault: true),
        Layer(net: "tiny_googlenet", file: map, unfused: "/relu2/Relu", exported: "relu_7", isDefault: true),
        Layer(net: "tiny_googlenet", file: convolution, unfused: "/conv2/Conv", exported: "conv2d_7"),
        Layer(net: "tiny_inception", file: map, unfused: "/conv7x1/act/Relu", exported: "relu_10", isDefault: true),
        Layer(net: "tiny_mobile", file: map, unfused: "/head/act/Clip", exported: "hardtanh_5", isDefault: true),
        Layer(
            net: "tiny_mobile_se", file: map, unfused: "/project2/act/HardSwish", exported: "hardswish_2",
            isDefault: true),
        Layer(net: "tiny_odd", file: map, unfused: "/relu3/Relu", exported: "relu_2", isDefault: true),
        Layer(net: "tiny_odd", file: convolution, unfused: "/conv3/Conv", exported: "conv2d_2"),
    ]

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: layers, [true, false])
    func agreesWithFixtures(_ layer: Layer, isUnfused: Bool) throws {
        let fixture = try FixtureModel(
            .init(net: layer.net, name: isUnfused ? "model_unfused.onnx" : "model_default.onnx"))
        let expected = try #require(try fixture.expected(layer.file))
        let options = ["layer": isUnfused ? layer.unfused : layer.exported, "relu": "false", "upsample": "false"]
        let results = try fixture.results(GradCAM.self, options)
        let difference = fixture.difference(results.map(\.map), from: expected)
        #expect(difference < expected.tolerance, "\(difference)")

        var open = options
        open["layer"] = nil
        let chosen = try fixture.results(GradCAM.self, open)
        if layer.isDefault { #expect(chosen.map(\.map) == results.map(\.map)) }
        let positive = try fixture.results(GradCAM.self, options.merging(["relu": "true"]) { $1 })
        for (one, all) in zip(positive, results) { #expect(one.map.elements == all.map.elements.map { max($0, 0) }) }
    }

    /// Convolutions with a batch norm behind them, which models merge: here a second reader keeps each as it is. The
    /// other export of these networks has the batch norms merged already.
    @Test(
        .enabled(if: SharedFiles.haveNets, "the fixtures are not here"),
        arguments: [
            ("tiny_resnet", "/layer2/conv3/Conv"), ("tiny_inception", "/conv7x1/conv/Conv"),
            ("tiny_mobile", "/head/conv/Conv"), ("tiny_mobile_se", "/project2/conv/Conv"),
        ])
    func agreesBeforeBatchNorms(net: String, layer: String) throws {
        let fixture = try FixtureModel(.init(net: net, name: "model_unfused.onnx"))
        let expected = try #require(try fixture.expected(Self.convolution))
        let network = try #require(fixture.model.unfolded)
        var builder = NetworkBuilder(inputShape: network.inputShape)
        for node in network.nodes.dropFirst() {
            try builder.add(node.name, try #require(node.operation), inputs: node.inputs, aliases: node.aliases)
        }
        try builder.add("second reader", Identity(), try network.node(named: layer))
        let model = try Model(name: net, network: builder.build(output: network.output))
        let options = ["layer": layer, "relu": "false", "upsample": "false"]
        let maps = try zip(fixture.images, fixture.targets).map {
            try explain(model, $0, .classIndex($1), by: GradCAM.self, options).map
        }
        let difference = fixture.difference(maps, from: expected)
        #expect(difference < expected.tolerance, "\(difference)")
    }

    /// Pools do not count, so that VGG's last map is the activation before its last pool.
    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"))
    func stopsBeforeThePool() throws {
        let fixture = try FixtureModel(.init(net: "tiny_vgg", name: "model_default.onnx"))
        let (open, named) = (try fixture.results(GradCAM.self), try fixture.results(GradCAM.self, ["layer": "relu_3"]))
        #expect(open.map(\.map) == named.map(\.map))
    }

    /// captum's test network: 4 × 4 values in order, a convolution of ones with biases −50 and −75, ReLU, one dense layer.
    private func ofCaptum() throws -> Model {
        var builder = NetworkBuilder(inputShape: [1, 4, 4])
        try builder.add(
            "conv1",
            Convolution(
                weight: Tensor(shape: [2, 1, 3, 3], repeating: 1), bias: Tensor(shape: [2], elements: [-50, -75]),
                window: Window(kernel: Extent(3))), 0)
        try builder.add("relu1", Rectifier(), 1)
        try builder.add("flat", Flatten(), 2)
        let weight = Tensor(shape: [1, 8], elements: [1, 1, 1, 1, 1, -1, -1, -1])
        try builder.add("fc", Dense(weight: weight, bias: nil), 3)
        return try Model(name: "captum", network: builder.build(output: 4))
    }

    @Test(arguments: [("conv1", [11.25, 13.5, 20.25, 22.5]), ("relu1", [0, 4, 28, 32.5])] as [(String, [Float])])
    func byHand(layer: String, expected: [Float]) throws {
        let input = Tensor(shape: [1, 1, 4, 4], elements: (0..<16).map(Float.init))
        let options = ["layer": layer, "upsample": "false"]
        let result = try explain(try ofCaptum(), input, .classIndex(0), by: GradCAM.self, options)
        #expect(result.map.shape == [1, 1, 2, 2])
        #expect(result.map.elements == expected)
    }

    /// 2 × 3 to larger maps, as torch's `interpolate(mode="bilinear", align_corners=False)` does it.
    @Test func enlargesAsTorch() throws {
        for (size, stride, expected) in Self.enlarged {
            var builder = NetworkBuilder(inputShape: [1, size.0, size.1])
            let window = Window(kernel: Extent(1), stride: Extent(height: stride.0, width: stride.1))
            try builder.add(
                "conv", Convolution(weight: Tensor(shape: [1, 1, 1, 1], repeating: 1), bias: nil, window: window), 0)
            try builder.add("flat", Flatten(), 1)
            try builder.add("fc", Dense(weight: Tensor(shape: [1, 6], repeating: 1), bias: nil), 2)
            let model = try Model(name: "picks", network: builder.build(output: 3))
            var input = Tensor(shape: [1, 1, size.0, size.1])
            for (index, value) in [3, -1, 4, 1, -5, 9].enumerated() {
                input[index / 3 * stride.0 * size.1 + index % 3 * stride.1] = Float(value)
            }
            let result = try explain(model, input, .classIndex(0), by: GradCAM.self, ["relu": "false"])
            #expect(result.map.shape == [1, 1, size.0, size.1])
            for (found, value) in zip(result.map.elements, expected) { #expect(abs(found - value) < 1e-5) }
            #expect(result.map.count == expected.count)
        }
    }

    private static let enlarged: [(size: (Int, Int), stride: (Int, Int), values: [Float])] = [
        (
            (4, 6), (2, 2),
            [
                3, 2, 0, 0.25, 2.75, 4, 2.5, 1.375, -0.875, -0.1875, 3.4375, 5.25, 1.5, 0.125, -2.625, -1.0625, 4.8125,
                7.75, 1, -0.5, -3.5, -1.5, 5.5, 9,
            ]
        ),
        ((3, 5), (2, 2), [3, 1.4, -1, 2.000001, 4, 2, -2.086163e-07, -3, 2.700001, 6.5, 1, -1.4, -5, 3.400002, 9]),
        (
            (7, 3), (5, 1),
            [
                3, -1, 4, 3, -1, 4, 2.571429, -1.857143, 5.071429, 2, -3, 6.5, 1.428571, -4.142858, 7.928572, 1, -5, 9,
                1, -5, 9,
            ]
        ),
    ]

    @Test(arguments: [
        ("flat", "no rows and columns"), ("fc", "no rows and columns"), ("conv2", "did you mean 'conv1'?"),
    ])
    func refusesLayersWithoutAMap(layer: String, message: String) throws {
        let failure = #expect(throws: Diagnostic.self) {
            try explain(
                try ofCaptum(), Tensor(shape: [1, 1, 4, 4]), .classIndex(0), by: GradCAM.self, ["layer": layer])
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }

    @Test func refusesALayerBehindTheKernel() throws {
        let failure = #expect(throws: Diagnostic.self) {
            try explain(
                try ofCaptum(), Tensor(shape: [1, 1, 4, 4]), .kernel(layer: "conv1", channel: 0, position: nil),
                by: GradCAM.self, ["layer": "relu1"])
        }
        #expect(failure?.message.contains("does not lie before 'conv1'") == true, "\(failure?.message ?? "none")")
    }

    @Test func refusesANetworkWithoutConvolutions() throws {
        let model = try SmallModel.linear(weights: [Float](repeating: 1, count: 192), size: 8)
        let failure = #expect(throws: Diagnostic.self) {
            try explain(model, Tensor(shape: [1, 3, 8, 8]), .classIndex(0), by: GradCAM.self)
        }
        #expect(failure?.id == "no-map")
    }

    /// Grad-CAM's stored map enlarged, times the stored map of guided backpropagation.
    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: layers)
    func guided(_ layer: Layer) throws {
        let fixture = try FixtureModel(.init(net: layer.net, name: "model_unfused.onnx"))
        guard let guided = try fixture.expected("guided_backprop.npy") else {
            // captum leaves ReLU6 as it is: its numbers would be the plain gradient.
            #expect(layer.net == "tiny_mobile")
            return
        }
        let cam = try #require(try fixture.expected(layer.file))
        let smooth = layer.net == "tiny_mobile_se" ? ["smooth-activations": "gradient"] : [:]
        let results = try fixture.results(GuidedGradCAM.self, smooth.merging(["layer": layer.unfused]) { $1 })
        for (image, result) in results.enumerated() {
            let (map, signal) = (cam.maps[image], guided.maps[image])
            let (height, width) = (signal.shape[2], signal.shape[3])
            let largest = map.elements.max() ?? 0
            let scale = signal.elements.reduce(0) { max($0, abs($1)) } * largest
            #expect(result.map.shape == signal.shape)
            for index in 0..<signal.count {
                let place = index % (height * width)
                let weight = bilinear(
                    map, (Double(place / width) + 0.5) / Double(height), (Double(place % width) + 0.5) / Double(width))
                let expected = Double(signal[index]) * weight
                // Relative errors of factors add up.
                let tolerance = cam.tolerance + guided.tolerance
                #expect(abs(Double(result.map[index]) - expected) < tolerance * Double(scale))
            }
        }
    }

    /// The positive part of a map at a place, as shares of its height and width.
    private func bilinear(_ map: Tensor, _ y: Double, _ x: Double) -> Double {
        let (rows, columns) = (map.shape[2], map.shape[3])
        var sum = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                let down = min(max(y * Double(rows) - 0.5, 0), Double(rows - 1))
                let right = min(max(x * Double(columns) - 0.5, 0), Double(columns - 1))
                let share = max(0, 1 - abs(down - Double(row))) * max(0, 1 - abs(right - Double(column)))
                sum += share * max(0, Double(map[row * columns + column]))
            }
        }
        return sum
    }
}
