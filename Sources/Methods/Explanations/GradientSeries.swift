import Diagnostics
import Networks
import Tensors

/// Gradients of an objective at many inputs, several at a time in the same memory, added up.
///
/// How many go together changes no bit of the sum: every image's gradient is its own, and they are added one by one in
/// Double.
struct GradientSeries {
    private let objective: Objective
    private let network: Network
    private let count: Int
    private let execution: Execution

    /// Beyond this, larger products no longer make up for the memory they take.
    private static let largestBatch = 8
    /// What the values of a batch may take unless a single image takes more.
    private static let bytes = 512 << 20

    /// - Parameter batch: inputs at a time; by default as many as fit into half a gigabyte, at most eight.
    init(_ objective: Objective, of network: Network, count: Int, batch: Int? = nil) {
        self.objective = objective
        self.network = network
        self.count = count
        execution = Self.execution(network, objective.node, count: count, batch: batch)
    }

    private static func execution(_ network: Network, _ node: NodeID, count: Int, batch: Int?) -> Execution {
        func run(_ batch: Int) -> Execution { Execution(network, batch: batch, reads: [node], for: .gradient) }
        if let batch { return run(batch) }
        var largest = min(count, largestBatch)
        while largest > 1, run(largest).memoryNeed > bytes { largest /= 2 }
        // Of the upper half of the sizes that fit, the one that leaves least of the last batch idle.
        let idle = { (batch: Int) in (count + batch - 1) / batch * batch - count }
        return run(((largest + 1) / 2...largest).reversed().min { idle($0) < idle($1) } ?? 1)
    }

    /// Bytes that `sum` takes.
    static func memoryNeed(_ network: Network, _ node: NodeID, count: Int) -> Int {
        let execution = execution(network, node, count: count, batch: nil)
        let pixels = network.inputShape.reduce(1, *)
        return execution.memoryNeed + pixels * (2 * MemoryLayout<Float>.stride * execution.batch + 8)
    }

    /// Σ weights[k] · ∂S ∕ ∂x at the k-th input.
    ///
    /// - Parameters:
    ///   - progress: called with the share that is done.
    ///   - input: writes the k-th input, C × H × W; called on several threads.
    func sum(
        _ weights: [Double], workers: Workers, progress: (Double) throws(Diagnostic) -> Void,
        input: (_ k: Int, _ elements: UnsafeMutableBufferPointer<Float>) -> Void
    ) throws(Diagnostic) -> [Double] {
        precondition(weights.count == count)
        let pixels = network.inputShape.reduce(1, *)
        let batch = execution.batch
        var sum = [Double](repeating: 0, count: pixels)
        var inputs = Tensor(shape: [batch] + network.inputShape)
        for first in stride(from: 0, to: count, by: batch) {
            let present = min(batch, count - first)
            inputs.withUnsafeMutableBufferPointer { elements in
                workers.forEach(present) { image in
                    input(
                        first + image,
                        UnsafeMutableBufferPointer(rebasing: elements[image * pixels..<(image + 1) * pixels]))
                }
            }
            try execution.forward(inputs, workers: workers)
            let cotangent = objective.cotangent(execution.value(of: objective.node))
            let gradients = execution.inputGradient(from: [objective.node: cotangent], workers: workers)
            gradients.withUnsafeBufferPointer { gradients in
                for image in 0..<present {
                    let weight = weights[first + image]
                    for index in 0..<pixels { sum[index] += weight * Double(gradients[image * pixels + index]) }
                }
            }
            try progress(Double(first + present) / Double(count))
        }
        return sum
    }
}
