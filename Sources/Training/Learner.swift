import Diagnostics
import Networks
import Tensors

/// A network whose parameters follow the gradient of the cross-entropy, batch by batch.
struct Learner: Sendable {
    private(set) var network: Network
    private var parameters: [Tensor]
    private var adam: Adam
    private let weightDecay: [Double]
    /// The trainable nodes in order, and which of `parameters` are theirs.
    private let owners: [(node: NodeID, parameters: Range<Int>)]

    /// - Parameter weightDecay: for kernels and matrices; biases keep theirs.
    init(_ network: Network, weightDecay: Double) {
        self.network = network
        var parameters: [Tensor] = []
        var decays: [Double] = []
        var owners: [(node: NodeID, parameters: Range<Int>)] = []
        for (id, node) in network.nodes.enumerated() {
            guard let operation = node.operation as? any TrainableOperator else { continue }
            let first = parameters.count
            for (name, value) in operation.parameters {
                parameters.append(value)
                decays.append(name == "weight" ? weightDecay : 0)
            }
            owners.append((id, first..<parameters.count))
        }
        self.parameters = parameters
        self.weightDecay = decays
        self.owners = owners
        adam = Adam(shapes: parameters.map(\.shape))
    }

    /// One step of Adam on the mean cross-entropy of a batch.
    ///
    /// - Returns: the loss as it was before the step.
    mutating func learn(_ images: Tensor, labels: [Int], rate: Double, workers: Workers) throws(Diagnostic)
        -> CrossEntropy
    {
        let execution = Execution(network, batch: labels.count, reads: [network.output], for: .training)
        try execution.forward(images, workers: workers)
        let loss = CrossEntropy(scores: execution.value(of: network.output), labels: labels)
        let found = execution.parameterGradients(from: [network.output: loss.gradient], workers: workers)
        let gradients = owners.flatMap { owner in
            found[owner.node] ?? parameters[owner.parameters].map { Tensor(shape: $0.shape) }
        }
        adam.step(&parameters, gradients: gradients, rate: rate, weightDecay: weightDecay)
        let updated = Dictionary(uniqueKeysWithValues: owners.map { ($0.node, Array(parameters[$0.parameters])) })
        network = network.mappingOperations { id, operation in
            guard let operation = operation as? any TrainableOperator, let values = updated[id] else {
                return operation
            }
            return operation.replacingParameters(values)
        }
        return loss
    }

    /// The cross-entropy of a batch, without learning from it.
    func measure(_ images: Tensor, labels: [Int], workers: Workers) throws(Diagnostic) -> CrossEntropy {
        let execution = Execution(network, batch: labels.count, reads: [network.output], for: .forward)
        try execution.forward(images, workers: workers)
        return CrossEntropy(scores: execution.value(of: network.output), labels: labels)
    }
}
