import Diagnostics
import Networks
import Tensors
import Testing

@Suite struct BatchNormFoldingTests {
    /// Convolutions of every kind before batch normalization, and the places where it cannot be folded: behind a pool,
    /// behind a sum, behind a convolution that something else reads.
    private func network() throws -> Network {
        var builder = NetworkBuilder(inputName: "image", inputShape: [3, 12, 12])
        let stem = try builder.add("stem", convolution(3, 8, bias: false), Network.input, aliases: ["stem_output"])
        let bn1 = try builder.add("bn1", try normalization(8, 1), stem, aliases: ["bn1_output"])
        let relu1 = try builder.add("relu1", Rectifier(), bn1)
        let grouped = try builder.add("grouped", convolution(8, 8, groups: 4), relu1)
        let bn2 = try builder.add("bn2", try normalization(8, 2), grouped)
        let depthwise = try builder.add("depthwise", convolution(8, 8, groups: 8), bn2)
        let bn3 = try builder.add("bn3", try normalization(8, 3), depthwise)
        let twice = try builder.add("bn3b", try normalization(8, 4), bn3)
        let shared = try builder.add("shared", convolution(8, 8), twice)
        let bn4 = try builder.add("bn4", try normalization(8, 5), shared)
        let sum = try builder.add("sum", Sum(), shared, bn4)
        let bn5 = try builder.add("bn5", try normalization(8, 6), sum)
        let pool = try builder.add("pool", MaxPool(window: .of((2, 2), stride: (2, 2))), bn5)
        let bn6 = try builder.add("bn6", try normalization(8, 7), pool)
        let flat = try builder.add("flatten", Flatten(), bn6)
        let dense = try builder.add(
            "dense", Dense(weight: scaled([10, 288], seed: 71), bias: scaled([10], seed: 72)), flat)
        let bn7 = try builder.add("bn7", try normalization(10, 8), dense)
        let last = try builder.add("last", Dense(weight: scaled([5, 10], seed: 73), bias: nil), bn7)
        return builder.build(output: last)
    }

    @Test func logitsStayAsTheyAre() throws {
        let network = try network()
        let folded = try network.foldingBatchNormalization()
        for seed in UInt64(0)..<10 {
            let image = randomTensor([2, 3, 12, 12], seed: seed, "image")
            let (before, after) = (try logits(network, image), try logits(folded, image))
            #expect(distance(after, before.map(Double.init)) < 1e-6)
        }
    }

    @Test func onlyWhatIsExactIsFolded() throws {
        let folded = try network().foldingBatchNormalization()
        #expect(
            folded.nodes.map { "\($0.name): \($0.operation?.kind ?? "input")" } == [
                "image: input", "bn1: convolution", "relu1: ReLU", "bn2: convolution", "bn3b: convolution",
                "shared: convolution", "bn4: batch normalization", "sum: sum", "bn5: batch normalization",
                "pool: max pool", "bn6: batch normalization", "flatten: flatten", "bn7: dense", "last: dense",
            ])
        #expect(folded.output == 13)
        #expect(folded.nodes[7].inputs == [5, 6])
        #expect(try folded.node(named: "bn1_output") == 1)
    }

    @Test(arguments: [
        ("stem", "bn1"), ("stem_output", "bn1"), ("grouped", "bn2"), ("depthwise", "bn3b"), ("bn3", "bn3b"),
        ("dense", "bn7"),
    ])
    func layersThatAreGoneSayWhereTheyWent(_ gone: String, _ merged: String) throws {
        // Twice: a second folding finds nothing to do and forgets no name.
        let folded = try network().foldingBatchNormalization().foldingBatchNormalization()
        let text = try message { () throws(Diagnostic) in _ = try folded.node(named: gone) }
        #expect(
            text == "layer '\(gone)' was merged with the layer behind it; ask for '\(merged)'")
    }

    @Test func aConvolutionThatIsTheOutputStays() throws {
        var builder = NetworkBuilder(inputShape: [3, 4, 4])
        let layer = try builder.add("conv", convolution(3, 2), Network.input)
        try builder.add("bn", try normalization(2, 1), layer)
        let folded = try builder.build(output: layer).foldingBatchNormalization()
        #expect(folded.nodes.map(\.name) == ["input", "conv", "bn"])
        #expect(folded.output == layer)
    }

    @Test func weightsThatOverflowAreAnError() throws {
        var builder = NetworkBuilder(inputShape: [1, 1, 1])
        let window = Window.of((1, 1))
        let huge = Tensor(shape: [1, 1, 1, 1], elements: [1e30])
        let layer = try builder.add(
            "conv", Convolution(weight: huge, bias: nil, window: window, groups: 1), Network.input)
        let scale = ChannelAffine(scale: Tensor(shape: [1], elements: [1e30]), shift: Tensor(shape: [1]))
        let last = try builder.add("bn", scale, layer)
        let network = builder.build(output: last)
        let text = try message { () throws(Diagnostic) in _ = try network.foldingBatchNormalization() }
        #expect(text == "the batch normalization behind layer 'conv' makes its weights infinite")
    }

    @Test(
        arguments: [
            ([1, -0.5], 1, "batch normalization divides by the root of -0.49 in channel 1"),
            ([0, 1], 0, "batch normalization divides by the root of 0.0 in channel 0"),
            ([.nan, 1], 1, "batch normalization divides by the root of nan in channel 0"),
            ([1], 1, "batch normalization of 2 factors, 2 summands, 2 means and 1 variances"),
        ] as [([Float], Double, String)])
    func variancesThatCannotBeAreErrors(_ variances: [Float], _ scale: Double, _ expected: String) throws {
        let two = Tensor(shape: [2])
        let text = try message { () throws(Diagnostic) in
            _ = try ChannelAffine.batchNormalization(
                gamma: two, beta: two, mean: two, variance: Tensor(shape: [variances.count], elements: variances),
                epsilon: 0.01 * scale)
        }
        #expect(text == expected)
    }

    private func logits(_ network: Network, _ image: Tensor) throws -> [Float] {
        let execution = Execution(network, batch: image.shape[0], reads: [network.output], for: .forward)
        try execution.forward(image, workers: .one)
        return execution.value(of: network.output).elements
    }

    private func convolution(_ inputs: Int, _ outputs: Int, groups: Int = 1, bias: Bool = true) -> Convolution {
        Convolution(
            weight: scaled([outputs, inputs / groups, 3, 3], seed: 74),
            bias: bias ? randomTensor([outputs], seed: 75, "bias") : nil,
            window: .of((3, 3), padding: (1, 1, 1, 1)), groups: groups)
    }

    private func normalization(_ channels: Int, _ seed: UInt64) throws -> ChannelAffine {
        let spread = randomTensor([channels], seed: seed, "variance").elements
        return try ChannelAffine.batchNormalization(
            gamma: randomTensor([channels], seed: seed, "gamma"), beta: randomTensor([channels], seed: seed, "beta"),
            mean: randomTensor([channels], seed: seed, "mean"),
            variance: Tensor(shape: [channels], elements: spread.map { 0.1 + $0 * $0 }), epsilon: 1e-5)
    }

    private func scaled(_ shape: [Int], seed: UInt64) -> Tensor {
        let spread = Float(shape.dropFirst().reduce(1, *)).squareRoot()
        let weight = randomTensor(shape, seed: seed, "weight")
        return Tensor(shape: shape, elements: weight.elements.map { $0 / spread })
    }
}
