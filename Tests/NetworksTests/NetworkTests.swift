import Diagnostics
import Networks
import Tensors
import Testing

@Suite struct NetworkTests {
    private func network() throws -> Network {
        var builder = NetworkBuilder(inputName: "image", inputShape: [3, 8, 8])
        let pool = try builder.add(
            "features.pool", MaxPool(window: .of((2, 2), stride: (2, 2))), Network.input, aliases: ["pool_output"])
        let bent = try builder.add("features.relu", Rectifier(), pool)
        return builder.build(output: bent)
    }

    @Test func nodesAreFoundByNameAndAlias() throws {
        let network = try network()
        #expect(try network.node(named: "image") == 0)
        #expect(try network.node(named: "features.pool") == 1)
        #expect(try network.node(named: "pool_output") == 1)
    }

    @Test func anUnknownLayerSuggests() throws {
        let network = try network()
        let text = try message { () throws(Diagnostic) in _ = try network.node(named: "features.pol") }
        #expect(text == "the network has no layer 'features.pol'; did you mean 'features.pool'?")
    }

    @Test func aNameIsTakenOnce() throws {
        var builder = NetworkBuilder(inputShape: [1, 2, 2])
        try builder.add("relu", Rectifier(), Network.input)
        let text = try message { () throws(Diagnostic) in
            var copy = builder
            try copy.add("relu", Rectifier(), 1)
        }
        #expect(text == "two layers are named 'relu'")
    }

    /// What each operator says to shapes that do not fit, behind its layer's name.
    @Test(
        arguments: [
            (Rectifier(), [[1, 2], [1, 2]], "(ReLU): reads one input, given 2"),
            (Rectifier(), [], "(ReLU) has no input"),
            (
                Convolution(weight: Tensor(shape: [1, 3, 1, 1]), bias: nil, window: .of((1, 1)), groups: 1), [],
                "has no input"
            ),
            (Clip(minimum: 2, maximum: 1), [[4]], "(clip): the lower bound 2.0 is not below the upper bound 1.0"),
            (Softmax(axis: 3), [[4, 2, 2]], "(softmax): there is no axis 3 in [4, 2, 2] (the batch axis not counted)"),
            (Softmax(axis: -1), [[4, 2, 2]], "(softmax): there is no axis -1"),
            (MaxPool(window: .of((3, 3))), [[4]], "(max pool): reads channels × height × width, given [4]"),
            (MaxPool(window: .of((3, 3))), [[1, 2, 5]], "(max pool): a window of 3 does not fit in 2 pixels"),
            (MaxPool(window: .of((2, 2), padding: (2, 0, 0, 0))), [[1, 5, 5]], "lies in the padding alone"),
            (
                AveragePool(window: .of((2, 2), padding: (0, 0, 2, 0)), countsPadding: false), [[1, 5, 5]],
                "lies in the padding alone"
            ),
            (MaxPool(window: .of((0, 1))), [[1, 2, 5]], "kernel, stride or dilation below 1"),
            (GlobalAveragePool(), [[4]], "reads channels × height × width, given [4]"),
            (
                LocalResponseNormalization(size: 0, alpha: 1, beta: 1, k: 1), [[4, 1, 1]],
                "(local response normalization): a window of 0 channels"
            ),
            (Sum(), [[1, 2, 3]], "(sum): adds at least two inputs, given 1"),
            (Sum(), [[1, 2, 3], [1, 2, 4]], "(sum): cannot add [1, 2, 3] and [1, 2, 4]"),
            (Product(), [[1, 2, 3]], "(product): multiplies two inputs, given 1"),
            (Product(), [[4, 2, 3], [3, 1, 1]], "[4, 2, 3] and [3, 1, 1] differ in more than axes of extent 1"),
            (Product(), [[4, 2, 3], [4]], "[4, 2, 3] and [4] differ in more than axes of extent 1"),
            (Concatenation(axis: 1), [[4], [4]], "there is no axis 1 in [4]"),
            (Concatenation(), [[4, 2, 3], [4, 3, 2]], "[4, 2, 3] and [4, 3, 2] differ elsewhere than along axis 0"),
            (Concatenation(), [[4, 2, 3], [4]], "[4, 2, 3] and [4] differ elsewhere than along axis 0"),
            (
                Pad(padding: Padding(top: -3, left: 0, bottom: -2, right: 0)), [[1, 5, 5]],
                "cutting padding -3/0/-2/0 off 5×5 pixels leaves none"
            ),
            (Pad(padding: Padding(.max)), [[1, 5, 5]], "padding beyond 65536"),
            (Reshape(shape: [2, 3]), [[7]], "[7] has 7 elements and cannot become [2, 3]"),
            (Reshape(shape: [3, -1]), [[7]], "[7] has 7 elements and cannot become [3, -1]"),
            (Reshape(shape: [-1, -1]), [[7]], "each extent must be at least 1, one may be -1"),
            (Reshape(shape: [0, 7]), [[7]], "each extent must be at least 1, one may be -1"),
            (Reshape(shape: [.max, .max]), [[7]], "each extent must be at least 1, one may be -1"),
            (Reshape(shape: [-7, -1]), [[7]], "each extent must be at least 1, one may be -1"),
            (
                ChannelAffine(scale: Tensor(shape: [3]), shift: Tensor(shape: [3])), [[4, 2, 2]],
                "(channel affine): 3 factors and 3 summands do not fit an input of [4, 2, 2]"
            ),
            (
                Dense(weight: Tensor(shape: [2, 3]), bias: nil), [[4]],
                "(dense): weights [2, 3] do not fit an input of [4]"
            ),
            (
                Convolution(weight: Tensor(shape: [1, 3, 1, 1]), bias: nil, window: .of((1, 1)), groups: 1),
                [[2, 4, 4]],
                "(convolution): weights [1, 3, 1, 1] in 1 group(s) do not fit an input of 2 channels"
            ),
        ] as [(any Operator, [[Int]], String)])
    func shapesThatDoNotFitAreErrorsNamingTheLayer(
        _ operation: any Operator, _ shapes: [[Int]], _ expected: String
    ) throws {
        var builder = NetworkBuilder(inputShape: [1])
        var inputs: [NodeID] = []
        for (index, shape) in shapes.enumerated() {
            inputs.append(try builder.add("source \(index)", Source(shape: shape), Network.input))
        }
        let text = try message { () throws(Diagnostic) in
            var copy = builder
            try copy.add("layer 7", operation, inputs: inputs)
        }
        #expect(text.hasPrefix("layer 'layer 7' ("))
        #expect(text.contains(expected), "\(text)")
    }

    /// Something of any shape, never run.
    private struct Source: Operator {
        let shape: [Int]
        var kind: String { "source" }
        func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] { shape }
        func forward(_ pass: ForwardPass) {}
        func addGradient(_ pass: GradientPass) {}
    }
}

/// The message of the error that `body` throws.
func message(_ body: () throws(Diagnostic) -> Void) throws -> String {
    do {
        try body()
    } catch {
        #expect(error.severity == .error)
        return error.message
    }
    Issue.record("nothing was thrown")
    return ""
}
