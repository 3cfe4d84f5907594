import Models
import Networks
import Tensors

extension Model {
    /// The value of a layer for a batch of images.
    func value(of layer: String? = nil, for input: Tensor, isDirect: Bool = false) throws -> Tensor {
        let node = try layer.map { try network.node(named: $0) } ?? output
        let execution = Execution(
            network, batch: input.shape[0], reads: [node], for: .forward, isDirect: isDirect)
        try execution.forward(input, workers: .one)
        return execution.value(of: node)
    }

    /// The gradient at the input of a layer's values weighted by `cotangent`, which is given those values.
    func gradient(
        of layer: String? = nil, for input: Tensor, isDirect: Bool = false, _ cotangent: (Tensor) -> Tensor
    ) throws -> Tensor {
        let node = try layer.map { try network.node(named: $0) } ?? output
        let execution = Execution(
            network, batch: input.shape[0], reads: [node], for: .gradient, isDirect: isDirect)
        try execution.forward(input, workers: .one)
        return execution.inputGradient(from: [node: cotangent(execution.value(of: node))], workers: .one)
    }
}

/// The largest difference, relative to the largest value expected; infinite where the counts differ.
func relativeDifference(_ found: [Float], _ expected: [Float]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = expected.reduce(0) { max($0, Double(abs($1))) }
    let difference = zip(found, expected).reduce(0.0) { worst, pair in
        let difference = abs(Double(pair.0) - Double(pair.1))
        return difference.isNaN ? .infinity : max(worst, difference)
    }
    return scale > 0 ? difference / scale : difference
}
