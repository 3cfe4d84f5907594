import Networks
import Tensors
import Testing

/// A local response normalization in parts, as layers; many ways in which numbers do not fit are in `LocalResponseTests`.
@Suite struct LocalResponseRecognitionTests {
    /// A convolution, the normalization in parts, a rectifier; numbers by which it fits.
    private func network(beta: Float = 0.75, padding: Padding = Padding(top: 2, left: 0, bottom: 2, right: 0)) throws
        -> Network
    {
        var builder = NetworkBuilder(inputShape: [3, 5, 4])
        let weight = randomTensor([7, 3, 1, 1], seed: 81, "weight")
        let input = try builder.add(
            "conv", Convolution(weight: weight, bias: nil, window: .of((1, 1)), groups: 1), Network.input,
            aliases: ["c"])
        let square = try builder.add("square", Product(), input, input)
        let view = try builder.add("view", Reshape(shape: [1, 7, 20]), square)
        let pad = try builder.add("pad", Pad(padding: padding), view)
        let mean = try builder.add("mean", AveragePool(window: .of((5, 1)), countsPadding: false), pad)
        let back = try builder.add("back", Reshape(shape: [7, 5, 4]), mean, aliases: ["b"])
        let scale = try builder.add("scale", affine(scale: 0.5, shift: 0), back)
        let shift = try builder.add("shift", affine(scale: 1, shift: 2), scale)
        let power = try builder.add("power", Power(beta), shift)
        let quotient = try builder.add("divide", Combination(.quotient), input, power, aliases: ["d"])
        let last = try builder.add("relu", Rectifier(), quotient)
        return builder.build(output: last)
    }

    private func affine(scale: Float, shift: Float) -> ChannelAffine {
        ChannelAffine(scale: Tensor(shape: [7], repeating: scale), shift: Tensor(shape: [7], repeating: shift))
    }

    @Test(arguments: [Float(0.75), 0.5, 0.6])
    func valuesAndGradientsStayAsTheyAre(_ beta: Float) throws {
        let network = try network(beta: beta)
        let whole = try network.recognisingLocalResponse()
        #expect(whole.nodes.map(\.name) == ["input", "conv", "divide", "relu"])
        let image = randomTensor([2, 3, 5, 4], seed: 82, "image")
        let results = try [network, whole].map { network in
            let run = Execution(network, batch: 2, reads: [network.output], for: .gradient)
            try run.forward(image, workers: .one)
            let value = run.value(of: network.output)
            let cotangent = randomTensor(value.shape, seed: 83, "cotangent")
            return (value, run.inputGradient(from: [network.output: cotangent], workers: .one))
        }
        #expect(distance(results[1].0.elements, results[0].0.elements.map(Double.init)) < 1e-6)
        #expect(distance(results[1].1.elements, results[0].1.elements.map(Double.init)) < 1e-6)
    }

    @Test func namesLeadToTheLayer() throws {
        // Twice: a second time finds nothing to do and forgets no name.
        let whole = try network().recognisingLocalResponse().recognisingLocalResponse()
        #expect(try whole.node(named: "d") == 2)
        #expect(try whole.node(named: "c") == 1)
        for part in ["square", "view", "pad", "mean", "back", "b", "scale", "shift", "power"] {
            #expect(throws: (any Error).self) { try whole.node(named: part) }
            #expect(whole.mergedNames[part] == 2)
        }
    }

    @Test func partsThatAreKeptStay() throws {
        let network = try network()
        for part in ["square", "pad", "mean", "power"] {
            let kept = try network.recognisingLocalResponse(keeping: [try network.node(named: part)])
            #expect(kept.nodes.count == network.nodes.count, "\(part)")
        }
        let odd = try self.network(padding: Padding(top: 3, left: 0, bottom: 1, right: 0))
        #expect(try odd.recognisingLocalResponse().nodes.count == odd.nodes.count)
    }
}
