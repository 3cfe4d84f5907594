import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct RelevanceTests {
    private static func model(
        _ input: [Int], low: Float = 0, high: Float = 1, _ build: (inout NetworkBuilder) throws -> NodeID
    ) throws -> Model {
        var builder = NetworkBuilder(inputShape: input)
        let output = try build(&builder)
        var preprocessing = Preprocessing()
        preprocessing.range = Double(high - low)
        preprocessing.mean = [Double(-low)]
        return try Model(name: "small", network: builder.build(output: output), preprocessing: preprocessing)
    }

    private static func tensor(_ shape: [Int], _ elements: [Float]) -> Tensor {
        Tensor(shape: shape, elements: elements)
    }

    /// 4×4 pixels 0…15, a convolution of ones with biases −50 and −75, ReLU, a dense layer of five ones and three −1:
    /// captum's test network, with a last layer that picks units.
    private static func captumNetwork() throws -> Model {
        try model([1, 4, 4]) { builder in
            let window = Window(kernel: Extent(3))
            let convolution = Convolution(
                weight: Tensor(shape: [2, 1, 3, 3], repeating: 1), bias: tensor([2], [-50, -75]), window: window)
            let first = try builder.add("conv1", convolution, Network.input)
            let bent = try builder.add("relu1", Rectifier(), first)
            let flat = try builder.add("flat", Flatten(), bent)
            let weights = (0..<4).flatMap { _ in [1, 1, 1, 1, 1, -1, -1, -1] as [Float] }
            let hidden = try builder.add("fc1", Dense(weight: tensor([4, 8], weights), bias: nil), flat)
            let again = try builder.add("relu2", Rectifier(), hidden)
            let picks = tensor([2, 4], [1, 0, 0, 0, 0, 1, 0, 0])
            return try builder.add("fc2", Dense(weight: picks, bias: nil), again)
        }
    }

    /// The maps of captum's own tests.
    @Test(arguments: [
        (0, [2, 3, 3, 1, 3, 5, 5, 2, 3, 5, 5, 2, 1, 2, 2, 1]), (1, [0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1]),
        (2, [0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 0, 0, 0]),
    ])
    func captumsConvolutionNetwork(method index: Int, expected: [Float]) throws {
        let methods: [any Method.Type] = [Deconvolution.self, GuidedBackpropagation.self, EpsilonLRP.self]
        let image = Self.tensor([1, 1, 4, 4], (0..<16).map(Float.init))
        let map = try explain(Self.captumNetwork(), image, .classIndex(0), by: methods[index]).map.elements
        #expect(zip(map, expected).allSatisfy { abs($0 - $1) < 1e-3 }, "\(map)")
    }

    /// The three layers of captum's tests: 3 inputs, weights of 2, 3 hidden units, weights of 3, one output.
    private static func threeLayers(_ first: Float) throws -> Model {
        try model([1, 1, 3]) { builder in
            var weights = [Float](repeating: 2, count: 9)
            weights[0] = first
            let flat = try builder.add("flat", Flatten(), Network.input)
            let hidden = try builder.add("linear", Dense(weight: tensor([3, 3], weights), bias: nil), flat)
            let bent = try builder.add("relu", Rectifier(), hidden)
            return try builder.add("linear2", Dense(weight: Tensor(shape: [1, 3], repeating: 3), bias: nil), bent)
        }
    }

    @Test(
        arguments: [
            (2, "epsilon(1e-6)", [18, 36, 54]), (-2, "gamma(1)", [28.0 / 3, 104.0 / 3, 52]),
            (-2, "alpha1-beta0", [12, 33.6, 50.4]),
        ] as [(Float, String, [Double])])
    func captumsThreeLayers(first: Float, rule: String, expected: [Double]) throws {
        let model = try Self.threeLayers(first)
        let options = Setting(
            .list([Setting("linear=\(rule)"), Setting("linear2=\(rule.hasPrefix("gamma") ? "gamma(0.25)" : rule)")]),
            at: nil)
        let map = try explain(
            model, Self.tensor([1, 1, 1, 3], [1, 2, 3]), .classIndex(0), by: LRP.self, settings: ["rules": options]
        ).map.elements
        #expect(zip(map, expected).allSatisfy { abs(Double($0) - $1) < 1e-4 }, "\(map)")
    }

    /// A convolution network of many kinds of layers without a bias.
    private static func withoutBias(seed: UInt64) throws -> Model {
        var stream = RandomStream(seed: seed, purpose: "weights")
        return try model([3, 9, 8], low: -3, high: 3) { builder in
            let same = Window(kernel: Extent(3), padding: Padding(1))
            func convolution(_ outputs: Int, _ inputs: Int) -> Convolution {
                Convolution(
                    weight: SmallModel.random([outputs, inputs, 3, 3], &stream, scale: 0.3), bias: nil, window: same)
            }
            let first = try builder.add("conv1", convolution(6, 3), Network.input)
            let bent = try builder.add("relu1", Rectifier(), first)
            let pooled = try builder.add(
                "pool", MaxPool(window: Window(kernel: Extent(2), stride: Extent(2))), bent)
            let second = try builder.add("conv2", convolution(6, 6), pooled)
            let sum = try builder.add("add", Sum(), second, pooled)
            let again = try builder.add("relu2", Rectifier(), sum)
            let joined = try builder.add("cat", Concatenation(), again, pooled)
            let mean = try builder.add("avg", GlobalAveragePool(keepsAxes: false), joined)
            return try builder.add("fc", Dense(weight: SmallModel.random([4, 12], &stream), bias: nil), mean)
        }
    }

    @Test(arguments: UInt64(1)...5)
    func withoutBiasAndEpsilonItIsGradientTimesInput(_ seed: UInt64) throws {
        let model = try Self.withoutBias(seed: seed)
        var stream = RandomStream(seed: seed, purpose: "image")
        let image = SmallModel.random([1, 3, 9, 8], &stream, scale: 1)
        let relevance = try explain(model, image, .classIndex(1), by: EpsilonLRP.self, ["epsilon": "1e-12"])
        let gradient = try explain(model, image, .classIndex(1), by: Gradient.self).map.elements
        let product = zip(gradient, image.elements).map { Double($0) * Double($1) }
        let scale = product.reduce(0) { max($0, abs($1)) }
        let error = zip(relevance.map.elements, product).map { abs(Double($0) - $1) }.max() ?? .infinity
        // Sums of an average pool or a residual may be small beside their parts; twenty seeds stay below 1e-4.
        #expect(error < 1e-3 * scale, "\(error) of \(scale)")
        let gap = try #require(relevance.number("conservation-gap"))
        #expect(abs(gap) < 1e-3, "\(gap)")
    }

    /// What was put in is at the input, or where the numbers say.
    @Test(arguments: Composite.allCases.map(\.rawValue), ["absorb", "ignore"])
    func relevanceIsAccountedFor(_ composite: String, bias: String) throws {
        let model = try Self.captumNetwork()
        let image = Self.tensor([1, 1, 4, 4], (0..<16).map(Float.init))
        let box: [String: Setting] = ["low": Setting("0"), "high": Setting("15")]
        let result = try explain(
            model, image, .classIndex(1), by: LRP.self,
            settings: box.merging(
                ["composite": Setting(composite), "bias": Setting(bias)]) { $1 })
        let start = try #require(result.number("relevance-start"))
        #expect(start == Double(try SmallModel.values(model, "fc2", image)[1]))
        let parts = ["relevance-sum", "absorbed-by-bias", "absorbed-by-stabilizer", "absorbed-by-nonlinearity"]
        let sum = try parts.reduce(0) { $0 + (try #require(result.number($1))) }
        #expect(abs(sum - start) < 1e-5 * abs(start))
        #expect(abs(try #require(result.receipt("relevance-unaccounted")?.value)) < 1e-6)
        let absorbed = try #require(result.number("absorbed-by-bias"))
        if bias == "ignore" { #expect(absorbed == 0) }
        if bias == "absorb", composite.hasSuffix("alpha2-beta1") || composite == "epsilon-gamma-box" {
            // z-box cancels biases; the negative ones of αβ take relevance.
            #expect((absorbed != 0) == (composite != "epsilon-gamma-box"))
        }
    }

    /// A kernel's relevance starts as its activations; `one` gives 1 in all.
    @Test func startsFromAKernel() throws {
        let model = try Self.captumNetwork()
        let image = Self.tensor([1, 1, 4, 4], (0..<16).map(Float.init))
        let target = Target.kernel(layer: "relu1", channel: 1, position: nil)
        // Windows of 81 and 90 leave 6 and 15; the mean of the channel is 21 ∕ 4.
        let result = try explain(model, image, target, by: EpsilonLRP.self, ["bias": "ignore"])
        #expect(result.number("relevance-start") == 5.25)
        #expect(abs(try #require(result.number("relevance-sum")) - 5.25) < 1e-4)
        // Without bias 6 is shared by what makes up 81, and 15 by what makes up 90.
        let expected = (0..<16).map { pixel -> Double in
            let (row, column) = (pixel / 4, pixel % 4)
            let inFirst = row >= 1 && column <= 2 ? 6.0 / 81 : 0
            let inSecond = row >= 1 && column >= 1 ? 15.0 / 90 : 0
            return Double(pixel) * (inFirst + inSecond) / 4
        }
        #expect(zip(result.map.elements, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        let one = try explain(model, image, target, by: LRP.self, ["initial": "one"])
        #expect(abs(try #require(one.number("relevance-start")) - 1) < 1e-6)
        let neuron = Target.kernel(layer: "relu1", channel: 1, position: .init(row: 1, column: 0))
        #expect(try explain(model, image, neuron, by: EpsilonLRP.self).number("relevance-start") == 6)
        let signal = try explain(model, image, neuron, by: Deconvolution.self).map.elements
        #expect(signal == [0, 0, 0, 0, 6, 6, 6, 0, 6, 6, 6, 0, 6, 6, 6, 0])
    }

    @Test(arguments: [
        ("conv1=z-pluss", "rule 'z-pluss': there is no such rule; did you mean 'z-plus'?"),
        ("conv1=gamma(x)", "rule 'gamma(x)': a number in parentheses was expected behind the name"),
        ("conv1=flat(1)", "rule 'flat(1)': 'flat' takes no number"),
        ("conv1=alpha2-beta2", "rule 'alpha2-beta2': α − β must be 1"),
        ("conv1=epsilon(0)", "rule 'epsilon(0)': ε must be positive"),
        ("conv1", "'conv1' is no rule for layers"),
        ("conv2=flat", "the network has no layer 'conv2'; did you mean 'conv1'?"),
        ("fc2..fc1=flat", "the range 'fc2..fc1' ends before it begins"),
        ("fc1..fc3=flat", "the network has no layer 'fc3'; did you mean 'fc1'?"),
        ("relu1=flat", "layer 'relu1' (ReLU) has no weights"),
        ("relu1..flat=flat", "there are no layers with weights in 'relu1..flat'"),
        ("fc1=z-box", "'z-box' is for layers that read the image; 'fc1' comes later"),
    ])
    func mistakesInRules(_ rule: String, message: String) throws {
        let model = try Self.captumNetwork()
        let failure = #expect(throws: Diagnostic.self) {
            try explain(model, Tensor(shape: [1, 1, 4, 4]), .classIndex(0), by: LRP.self, ["rules": rule])
        }
        #expect(failure?.message == message)
        #expect(failure?.notes.isEmpty == false)
    }

    /// Rules by layer take the place of the composite's, the last one first.
    @Test func rulesByLayerRange() throws {
        let model = try Self.captumNetwork()
        let image = Self.tensor([1, 1, 4, 4], (0..<16).map(Float.init))
        func map(_ rules: [String], _ composite: String) throws -> [Float] {
            try explain(
                model, image, .classIndex(0), by: LRP.self,
                settings: [
                    "rules": Setting(.list(rules.map { Setting($0) }), at: nil), "composite": Setting(composite),
                ]
            ).map.elements
        }
        let flat = try map([], "epsilon-plus-flat")
        #expect(try map(["conv1=flat"], "epsilon-plus") == flat)
        #expect(try map(["conv1..fc2=w-square", "fc1..fc2=epsilon(1e-6)", "conv1=flat"], "excitation") == flat)
        #expect(try map(["conv1..fc2=w-square"], "epsilon-plus") != flat)
    }

    @Test func aProbabilityIsRefused() throws {
        let model = try Self.captumNetwork()
        for method in [EpsilonLRP.self, LRP.self] as [any Method.Type] {
            let failure = #expect(throws: Diagnostic.self) {
                try explain(
                    model, Tensor(shape: [1, 1, 4, 4]), .classIndex(0), by: method, ["score": "probability"])
            }
            #expect(failure?.message.contains("softmax, which has no rule") == true, "\(failure?.message ?? "")")
        }
    }

    /// Black and white of the model are the box; a preprocessing layer inside the network moves it along.
    @Test func theBoxIsWhatBlackAndWhiteAre() throws {
        func network(_ isInside: Bool) throws -> Model {
            try Self.model([1, 2, 2], low: isInside ? 0 : -1, high: isInside ? 2 : 1) { builder in
                var node = Network.input
                if isInside {
                    let shift = ChannelAffine(scale: Self.tensor([1], [1]), shift: Self.tensor([1], [-1]))
                    node = try builder.add("shift", shift, node)
                }
                let weight = Self.tensor([1, 1, 2, 2], [1, -2, 3, -1])
                let read = try builder.add(
                    "conv", Convolution(weight: weight, bias: nil, window: Window(kernel: Extent(2))), node)
                return try builder.add("flat", Flatten(), read)
            }
        }
        let image: [Float] = [0.5, -0.25, 0.75, -0.5]
        let options = ["composite": "epsilon-gamma-box"]
        let plain = try explain(
            network(false), Self.tensor([1, 1, 2, 2], image), .classIndex(0), by: LRP.self, options)
        // z = x w − l w⁺ − h w⁻ = (0.5 + 1) · 1, (−0.25 − 1) · −2, (0.75 + 1) · 3, (−0.5 − 1) · −1.
        let shares = [1.5, 2.5, 5.25, 1.5]
        let score = 0.5 + 0.5 + 2.25 + 0.5
        #expect(zip(plain.map.elements, shares).allSatisfy { abs(Double($0) - $1 * score / 10.75) < 1e-5 })
        let inside = try explain(
            network(true), Self.tensor([1, 1, 2, 2], image.map { $0 + 1 }), .classIndex(0), by: LRP.self,
            ["composite": "epsilon-gamma-box", "bias": "ignore"])
        #expect(zip(inside.map.elements, plain.map.elements).allSatisfy { abs($0 - $1) < 1e-5 })
        let failure = #expect(throws: Diagnostic.self) {
            try explain(
                network(false), Self.tensor([1, 1, 2, 2], image), .classIndex(0), by: LRP.self,
                options.merging(["low": "0.5"]) { $1 })
        }
        #expect(failure?.message.contains("needs 0 between 'low' and 'high'") == true)
    }

    /// Batch normalization behind a pool stays: relevance in proportion to scale · x, the shift takes its part.
    @Test func batchNormalizationBehindAPoolHasItsOwnRule() throws {
        let model = try Self.model([1, 2, 2]) { builder in
            let pooled = try builder.add("pool", MaxPool(window: Window(kernel: Extent(1))), Network.input)
            let affine = ChannelAffine(
                scale: Self.tensor([1], [2]), shift: Self.tensor([1], [-0.5]), kind: "batch normalization")
            return try builder.add("flat", Flatten(), try builder.add("norm", affine, pooled))
        }
        #expect(model.unfolded == nil)
        let image = Self.tensor([1, 1, 2, 2], [1, 2, 3, 4])
        let result = try explain(model, image, .classIndex(2), by: EpsilonLRP.self)
        // 2 · 3 − 0.5 = 5.5, of which 6 comes from the pixel and −0.5 from the shift.
        #expect(zip(result.map.elements, [0, 0, 6, 0]).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(abs(try #require(result.number("absorbed-by-bias")) + 0.5) < 1e-3)
        let ignored = try explain(model, image, .classIndex(2), by: EpsilonLRP.self, ["bias": "ignore"])
        #expect(abs(ignored.map[2] - 5.5) < 1e-3)
    }

    @Test func relevanceBeyondSinglePrecisionIsReported() throws {
        let model = try Self.model([1, 1, 2]) { builder in
            let flat = try builder.add("flat", Flatten(), Network.input)
            return try builder.add("fc", Dense(weight: Self.tensor([1, 2], [3e38, -1e37]), bias: nil), flat)
        }
        let image = Self.tensor([1, 1, 1, 2], [1, 1])
        let failure = #expect(throws: Diagnostic.self) {
            try explain(model, image, .classIndex(0), by: LRP.self, ["rules": "fc=alpha2-beta1"])
        }
        #expect(failure?.id == "relevance-overflow")
    }

    /// The plan's estimate counts the weights that rules make of a layer's.
    @Test func memoryNeedCountsRules() throws {
        let model = try Self.model([1, 1, 300]) { builder in
            let flat = try builder.add("flat", Flatten(), Network.input)
            return try builder.add("fc", Dense(weight: Tensor(shape: [200, 300]), bias: nil), flat)
        }
        func need(_ rule: String) throws -> Int {
            var options = LRP.Options()
            options.rules = ["fc=\(rule)"]
            return try LRP.memoryNeed(model: model, target: .classIndex(0), options)
        }
        let weights = 4 * 200 * 300
        #expect(try need("epsilon") < weights)
        #expect(try (weights..<2 * weights).contains(need("w-square")))
        #expect(try (2 * weights..<3 * weights).contains(need("z-plus")))
    }
}

/// Runs a method with options that are more than plain text.
private func explain(
    _ model: Model, _ input: Tensor, _ target: Target?, by method: any Method.Type, settings: [String: Setting]
) throws -> MethodResult {
    let log = DiagnosticLog()
    let entries = settings.sorted { $0.key < $1.key }
        .map { Setting.Entry(key: $0.key, keyRange: nil, value: $0.value) }
    guard let method = ConfiguredMethod(method, options: entries, at: nil, log: log) else {
        throw log.all.first ?? Diagnostic(.error, "no-method", "no reason given")
    }
    return try method.run(MethodRequest(model: model, input: input, target: target, workers: .one))
}
