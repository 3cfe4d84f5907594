import Networks
import Tensors
import Testing

@Suite struct NodeGradientTests {
    /// Where everything passes one node, the gradient at the input is that of the node's values weighted with the
    /// gradient at the node, whatever clamps and concatenations lie about it.
    @Test(arguments: 0..<60)
    func chainsWithTheInputGradient(seed: Int) throws {
        let network = try RandomNetwork(seed: UInt64(seed)).network
        var random = RandomStream(seed: UInt64(seed), purpose: "input")
        let shape = [2] + network.inputShape
        let input = Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in random.normal() })
        let cotangent = Tensor(shape: [2, 3], elements: (0..<6).map { _ in random.normal() })
        let passes = network.nodes.indices.dropFirst().filter { passesAll(network, $0) }
        #expect(passes.count > 3)
        for node in passes {
            let execution = Execution(network, batch: 2, reads: [node, network.output], for: .gradient)
            try execution.forward(input, workers: .one)
            let gradient = execution.gradient(at: node, from: [network.output: cotangent], workers: .one)
            #expect(gradient.shape == [2] + network.nodes[node].shape)
            try execution.forward(input, workers: .one)
            let chained = execution.inputGradient(from: [node: gradient], workers: .one)
            try execution.forward(input, workers: .one)
            let whole = execution.inputGradient(from: [network.output: cotangent], workers: .one)
            #expect(chained == whole, "\(network.nodes[node].name), \(network.nodes[node].operation?.kind ?? "")")
        }
    }

    /// Whether nothing goes round the node on the way from the input to the output.
    private func passesAll(_ network: Network, _ node: NodeID) -> Bool {
        var reached = [Bool](repeating: false, count: network.nodes.count)
        reached[Network.input] = true
        for (id, other) in network.nodes.enumerated() where id != node && other.inputs.contains(where: { reached[$0] })
        {
            reached[id] = true
        }
        return !reached[network.output] || node == network.output
    }

    @Test func isOneAtTheObjectiveItself() throws {
        let network = try RandomNetwork(seed: 1).network
        let execution = Execution(network, reads: [network.output], for: .gradient)
        try execution.forward(Tensor(shape: [1] + network.inputShape, repeating: 1), workers: .one)
        let cotangent = Tensor(shape: [1, 3], elements: [1, 2, 3])
        #expect(execution.gradient(at: network.output, from: [network.output: cotangent], workers: .one) == cotangent)
    }
}
