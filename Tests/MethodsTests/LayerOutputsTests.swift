import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct LayerOutputsTests {
    private static func input(size: Int = 8) -> Tensor {
        var random = RandomStream(seed: 3, purpose: "input")
        return SmallModel.random([1, 3, size, size], &random, scale: 1)
    }

    /// A 3 × 3 convolution with a margin of one pixel, from its definition.
    private func convolution(_ input: Tensor, weight: Tensor, bias: [Float]) -> [[Double]] {
        let size = input.shape[2]
        return (0..<weight.shape[0]).map { kernel in
            (0..<size * size).map { place in
                var sum = Double(bias[kernel])
                for channel in 0..<3 {
                    for row in 0..<3 {
                        for column in 0..<3 {
                            let (y, x) = (place / size + row - 1, place % size + column - 1)
                            guard (0..<size).contains(y), (0..<size).contains(x) else { continue }
                            sum +=
                                Double(input[(channel * size + y) * size + x])
                                * Double(weight[((kernel * 3 + channel) * 3 + row) * 3 + column])
                        }
                    }
                }
                return sum
            }
        }
    }

    private struct Layer {
        let model: Model
        let weight: Tensor
        let bias: [Float]
    }

    /// Five kernels, of which the third never answers and the fourth always the same.
    private func layer() throws -> Layer {
        var source = RandomStream(seed: 5, purpose: "weights")
        let random = SmallModel.random([5, 3, 3, 3], &source)
        let weight = Tensor(shape: random.shape, elements: random.elements.enumerated().map { $0 / 27 == 3 ? 0 : $1 })
        let bias: [Float] = [0.5, 0, -100, 2, 0.25]
        var builder = NetworkBuilder(inputShape: [3, 8, 8])
        try builder.add(
            "conv",
            Convolution(
                weight: weight, bias: Tensor(shape: [5], elements: bias),
                window: Window(kernel: Extent(3), padding: Padding(1))), 0)
        try builder.add("act", Rectifier(), 1)
        try builder.add("flat", Flatten(), 2)
        try builder.add("fc", Dense(weight: SmallModel.random([2, 5 * 64], &source), bias: nil), 3)
        return Layer(model: try Model(name: "five", network: builder.build(output: 4)), weight: weight, bias: bias)
    }

    @Test(arguments: ["conv", "act"]) func mapsAreThoseOfTheDefinition(name: String) throws {
        let layer = try layer()
        let result = try explain(layer.model, Self.input(), nil, by: LayerOutputs.self, ["layer": name])
        var expected = convolution(Self.input(), weight: layer.weight, bias: layer.bias)
        if name == "act" { expected = expected.map { $0.map { max($0, 0) } } }
        #expect(result.map.shape == [5, 1, 8, 8])
        for (found, value) in zip(result.map.elements, expected.joined()) {
            #expect(abs(Double(found) - value) < 1e-5 * max(1, abs(value)))
        }
        for (channel, cell) in result.cells.enumerated() {
            #expect(cell.label == String(channel))
            #expect(cell.kernel == .init(layer: name, channel: channel))
            let mean = expected[channel].reduce(0, +) / 64
            #expect(abs(try #require(cell.value) - mean) < 1e-5 * max(1, abs(mean)))
        }
        let remarks = result.cells.map(\.remark)
        #expect(remarks == (name == "act" ? [nil, nil, "dead", "constant", nil] : [nil, nil, nil, "constant", nil]))
        #expect(result.number("dead") == (name == "act" ? 1 : 0))
        let zeros = expected.joined().count { $0 == 0 }
        #expect(try #require(result.number("zeros")) == Double(zeros) / 320)
    }

    @Test func showsWhatIsAskedFor() throws {
        let model = try layer().model
        let all = try explain(model, Self.input(), nil, by: LayerOutputs.self, ["layer": "act", "value": "maximum"])
        let some = try explain(
            model, Self.input(), nil, by: LayerOutputs.self, ["layer": "act", "most": "3", "value": "maximum"])
        let largest = (0..<5).map { channel in
            (channel, all.map.elements[channel * 64..<(channel + 1) * 64].max() ?? 0)
        }
        let order = largest.sorted { $0.1 > $1.1 }.prefix(3)
        #expect(some.cells.map(\.label) == order.map { String($0.0) })
        #expect(some.cells.map(\.value) == order.map { Double($0.1) })
        for (place, channel) in order.map(\.0).enumerated() {
            #expect(
                Array(some.map.elements[place * 64..<(place + 1) * 64])
                    == Array(all.map.elements[channel * 64..<(channel + 1) * 64]))
        }
    }

    /// By default the last map before the class scores.
    @Test func findsALayer() throws {
        let result = try explain(try SmallModel.rectified(), Self.input(), nil, by: LayerOutputs.self)
        #expect(result.cells.first?.kernel?.layer == "relu2")
    }

    @Test(arguments: [
        (["layer": "fc"], "no rows and columns"), (["layer": "cont"], "did you mean 'conv'?"),
        (["layer": "conv", "channels": "5"], "there is no 5"),
    ])
    func refusals(options: [String: String], message: String) throws {
        let failure = #expect(throws: Diagnostic.self) {
            try explain(try layer().model, Self.input(), nil, by: LayerOutputs.self, options)
        }
        #expect(try #require(failure).message.contains(message), "\(failure?.message ?? "")")
    }
}
