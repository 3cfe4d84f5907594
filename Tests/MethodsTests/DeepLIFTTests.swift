import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct DeepLIFTTests {
    /// The squeeze-and-excitation network is refused, because its gates multiply two layers.
    private static let files = FixtureModel.files.filter { $0.net != "tiny_mobile_se" }
    private static let hasNormalization = ["tiny_googlenet"]

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: files)
    func agreesWithFixtures(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let expected = try #require(try fixture.expected("deeplift_baseline.npy"))
        let results = try fixture.results(
            DeepLIFT.self, ["reference": "baseline.npy"], files: ["reference": .tensor(fixture.baseline)])
        let difference = fixture.difference(results.map(\.map), from: expected)
        #expect(difference < expected.tolerance, "\(difference)")
    }

    /// With a reference of zeros a max pool's windows are tied for it but at borders, and rounding picks the winner: what
    /// moves a value's share to its neighbours keeps the sum. The manifest says how much a shift of the reference by 1e-7
    /// changes, up to 0.68 of the largest value; values are held to that, sums to the tolerance of the fixtures.
    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: files)
    func agreesWithFixturesOfZeros(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let expected = try #require(try fixture.expected("deeplift_zero.npy"))
        let results = try fixture.results(DeepLIFT.self, ["reference": "zero"])
        let unrest = try #require(expected.entry["change_if_baseline_moves_1e-7"]?["max_rel"]?.numberValue)
        let difference = fixture.difference(results.map(\.map), from: expected)
        #expect(difference < max(expected.tolerance, 1.5 * unrest), "\(difference)")
        // What a normalization hands on depends on where values go, so that its sum moves with the winners.
        if Self.hasNormalization.contains(file.net) { return }
        for (result, sum) in zip(results, try #require(expected.entry["sum_per_image"]?.numbers)) {
            #expect(abs(try #require(result.number("attribution-sum")) - sum) < 1e-4 * abs(sum))
        }
    }

    @Test(
        .enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: files,
        ["zero", "black", "gray", "mean", "blur", "baseline.npy"])
    func addsUp(_ file: FixtureModel.File, reference: String) throws {
        let fixture = try FixtureModel(file)
        let normalizes = Self.hasNormalization.contains(file.net)
        for lrn in normalizes ? ["gradient", "norm", "pass"] : ["gradient"] {
            let results = try fixture.results(
                DeepLIFT.self, ["reference": reference, "lrn": lrn], files: ["reference": .tensor(fixture.baseline)])
            for result in results {
                if normalizes, lrn == "gradient" {
                    #expect(result.receipts.isEmpty && result.number("completeness-gap") != nil)
                } else {
                    #expect(result.number("completeness-gap") == nil)
                    let gap = try #require(result.receipt("completeness-gap")?.value)
                    #expect(abs(gap) < 1e-4, "\(lrn): \(gap)")
                }
            }
        }
    }

    /// From a kernel and a neuron as well.
    @Test(
        .enabled(if: SharedFiles.haveNets, "the fixtures are not here"),
        arguments: ["tiny_vgg", "tiny_resnet", "tiny_inception"], [true, false])
    func addsUpForKernels(net: String, isNeuron: Bool) throws {
        let fixture = try FixtureModel(.init(net: net, name: "model_default.onnx"))
        let layer = ["tiny_vgg": "relu_3", "tiny_resnet": "relu_2", "tiny_inception": "cat"][net] ?? ""
        let shape = fixture.model.network.nodes[try fixture.model.network.node(named: layer)].shape
        for channel in 0..<shape[0] {
            let result = try explain(
                fixture.model, fixture.images[0],
                .kernel(layer: layer, channel: channel, position: isNeuron ? .init(row: 2, column: 3) : nil),
                by: DeepLIFT.self, ["reference": "gray"])
            #expect(abs(try #require(result.receipt("completeness-gap")?.value)) < 1e-4)
        }
    }

    @Test(
        .enabled(if: SharedFiles.haveNets, "the fixtures are not here"),
        arguments: ["model_unfused.onnx", "model_default.onnx"])
    func refusesProductsOfLayers(name: String) throws {
        let fixture = try FixtureModel(.init(net: "tiny_mobile_se", name: name))
        let failure = #expect(throws: Diagnostic.self) { try fixture.results(DeepLIFT.self) }
        #expect(failure?.id == "undefined-for-layer")
        #expect(failure?.message.contains("product") == true, "\(failure?.message ?? "none")")
    }

    @Test func refusesProbabilities() throws {
        let model = try SmallModel.smooth()
        let failure = #expect(throws: Diagnostic.self) {
            try explain(
                model, Tensor(shape: [1, 3, 8, 8]), .classIndex(0), by: DeepLIFT.self, ["score": "probability"])
        }
        #expect(failure?.message.contains("must be 'logit'") == true, "\(failure?.message ?? "none")")
    }

    private func matrix(_ shape: [Int], _ elements: [Float]) -> Tensor { Tensor(shape: shape, elements: elements) }

    /// 2 relu(x₁) + 2 relu(x₂ − 1.5) at (1, 2), the network of captum's tests.
    @Test func rescaleByHand() throws {
        var builder = NetworkBuilder(inputShape: [1, 1, 2])
        try builder.add("flat", Flatten(), 0)
        try builder.add("in", Dense(weight: matrix([2, 2], [1, 0, 0, 1]), bias: matrix([2], [0, -1.5])), 1)
        try builder.add("relu", Rectifier(), 2)
        try builder.add("out", Dense(weight: matrix([1, 2], [2, 2]), bias: nil), 3)
        let model = try Model(name: "by hand", network: builder.build(output: 4))
        let result = try explain(
            model, matrix([1, 1, 1, 2], [1, 2]), .classIndex(0), by: DeepLIFT.self, ["reference": "zero"])
        #expect(result.map.elements == [2, 1])
    }

    /// The largest of four values, against references that are larger; captum's test.
    @Test(arguments: [([1, 2, 3, 9], [0, 0, 0, -8]), ([4, 8, 6, 7], [0, -7, 0, 0])] as [([Float], [Float])])
    func maximumByHand(reference: [Float], expected: [Float]) throws {
        var builder = NetworkBuilder(inputShape: [1, 2, 2])
        try builder.add("pool", MaxPool(window: Window(kernel: Extent(2))), 0)
        try builder.add("flat", Flatten(), 1)
        try builder.add("out", Dense(weight: matrix([1, 1], [1]), bias: nil), 2)
        let model = try Model(name: "by hand", network: builder.build(output: 3))
        let result = try explain(
            model, matrix([1, 1, 2, 2], [1, 1, 1, 1]), .classIndex(0), by: DeepLIFT.self, ["reference": "r.npy"],
            files: ["reference": .tensor(matrix([1, 2, 2], reference))])
        #expect(result.map.elements == expected)
        #expect(result.receipt("completeness-gap")?.value == 0)
    }

    /// Both look at the same difference from the reference, and a linear network leaves no choice.
    @Test func ofALinearNetworkIsIntegratedGradients() throws {
        let model = try SmallModel.linear(weights: (0..<192).map { Float(($0 * 7) % 23) / 8 - 1 }, size: 8)
        var random = RandomStream(seed: 5, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        let lift = try explain(model, input, .classIndex(0), by: DeepLIFT.self, ["reference": "gray"])
        let path = try explain(model, input, .classIndex(0), by: IntegratedGradients.self, ["reference": "gray"])
        for (one, other) in zip(lift.map.elements, path.map.elements) { #expect(abs(one - other) < 1e-5) }
    }

    @Test(
        .enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: ["tiny_resnet", "tiny_googlenet"])
    func doesNotDependOnTheWorkers(net: String) throws {
        let fixture = try FixtureModel(.init(net: net, name: "model_default.onnx"))
        for lrn in ["gradient", "norm", "pass"] {
            let maps = try [Workers.one, Workers(2)].map { workers in
                try explain(
                    fixture.model, fixture.images[0], nil, by: DeepLIFT.self, ["lrn": lrn, "reference": "blur"],
                    workers: workers
                ).map
            }
            #expect(maps[0] == maps[1])
        }
    }
}
