import Diagnostics
import Models
import Networks
import Tensors

/// The lowest and highest value that every element of an input can have: what black and white are for the model.
struct InputBox {
    private let network: Network
    private let low: [Float]
    private let high: [Float]

    /// - Parameters:
    ///   - low: one number a channel, or one for all; empty for what black is.
    ///   - high: the same for white.
    /// - Throws: `bad-value`.
    init(_ model: Model, low: [Double], high: [Double]) throws(Diagnostic) {
        network = model.network
        let channels = model.network.inputShape[0]
        func filled(_ values: [Double], _ name: String, _ standard: [Float]) throws(Diagnostic) -> [Float] {
            switch values.count {
            case 0: return standard
            case 1: return [Float](repeating: Float(values[0]), count: channels)
            case channels: return values.map { Float($0) }
            default:
                throw Diagnostic(
                    .error, "bad-value", "'\(name)' has \(values.count) numbers for \(channels) channels",
                    notes: [.init("give one for each channel, or one for all")])
            }
        }
        self.low = try filled(low, "low", model.preprocessing.lowest)
        self.high = try filled(high, "high", model.preprocessing.highest)
        guard zip(self.low, self.high).allSatisfy({ $0 <= 0 && $1 >= 0 }) else {
            throw Diagnostic(
                .error, "bad-value",
                "the z-box rule needs 0 between 'low' and 'high'; they are \(self.low) and \(self.high)",
                notes: [.init("they are values in the model's input space, after preprocessing")])
        }
    }

    /// The bounds of what a layer reads, in its shape: those of the input, led through what lies before it.
    func bounds(at node: NodeID) throws(Diagnostic) -> (low: Tensor, high: Tensor) {
        let source = network.nodes[node].inputs[0]
        let (first, second) = (try values(of: low, at: source), try values(of: high, at: source))
        let shape = network.nodes[source].shape
        let pairs = zip(first.elements, second.elements)
        return (
            Tensor(shape: shape, elements: pairs.map { min($0, $1) }),
            Tensor(shape: shape, elements: pairs.map { max($0, $1) })
        )
    }

    private func values(of levels: [Float], at node: NodeID) throws(Diagnostic) -> Tensor {
        let shape = network.inputShape
        let area = shape[1] * shape[2]
        let image = Tensor(shape: [1] + shape) { elements in
            for index in elements.indices { elements[index] = levels[index / area] }
        }
        if node == Network.input { return image }
        let execution = Execution(network, reads: [node], for: .forward, isDirect: true)
        try execution.forward(image, workers: .one)
        return execution.value(of: node)
    }
}
