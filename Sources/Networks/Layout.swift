/// Which buffers a run needs, and from which moment to which.
///
/// With n steps, moments are counted 0 ..< n forward and n ..< 2n backward (the last step first), so a lifetime is a
/// range of numbers.
struct Layout {
    private(set) var requests: [MemoryPlan.Request] = []
    /// The buffer of each node's value; nodes that share one run in place.
    private(set) var values: [Int?]
    /// The buffer of each node's gradient; nodes that share one hand it on.
    private(set) var gradients: [Int?]
    /// Whether the node that a step hands its gradient on to shares the step's buffer.
    private(set) var handsOn: [Bool]
    private(set) var auxiliaries: [Int?]
    private(set) var auxiliarySize = 0

    private let network: Network
    private let steps: [Step]
    private let batch: Int

    init(network: Network, program: Program, batch: Int, reads: [NodeID], purpose: Execution.Purpose) {
        self.network = network
        self.batch = batch
        steps = program.steps
        let count = network.nodes.count
        values = [Int?](repeating: nil, count: count)
        gradients = [Int?](repeating: nil, count: count)
        auxiliaries = [Int?](repeating: nil, count: count)
        handsOn = [Bool](repeating: false, count: steps.count)
        let receives = receivesGradient(purpose)
        planValues(reads: reads, receives: receives, keepsInputs: purpose == .training)
        if purpose != .forward { planGradients(receives: receives) }
    }

    private func size(_ id: NodeID) -> Int { batch * network.nodes[id].shape.reduce(1, *) }

    private func backward(_ step: Int) -> Int { 2 * steps.count - 1 - step }

    private mutating func planValues(reads: [NodeID], receives: [Bool], keepsInputs: Bool) {
        let end = 2 * steps.count
        var first = [Int](repeating: 0, count: network.nodes.count)
        var last = first
        for (index, step) in steps.enumerated() {
            guard let operation = network.nodes[step.core].operation else { continue }
            first[step.result] = index
            last[step.result] = max(last[step.result], index)
            let inputs = network.nodes[step.core].inputs
            for input in inputs + (step.residual.map { [$0] } ?? []) { last[input] = max(last[input], index) }
            guard receives[step.result] else { continue }
            if operation.gradientReads.contains(.inputs) || keepsInputs {
                for input in inputs { last[input] = max(last[input], backward(index)) }
            }
        }
        for (index, step) in steps.enumerated() where receives[step.result] {
            // A clamp's gradient is masked by its value.
            let reads = network.nodes[step.core].operation?.gradientReads ?? []
            if step.bounds != nil || reads.contains(.output) {
                last[step.result] = max(last[step.result], backward(index))
            }
        }
        for id in reads { last[id] = end }

        var owner = Array(network.nodes.indices)
        for (index, step) in steps.enumerated() {
            guard let input = overwrites(step), input != Network.input, last[input] == index,
                size(input) == size(step.result)
            else { continue }
            owner[step.result] = owner[input]
            last[owner[input]] = max(last[owner[input]], last[step.result])
        }
        for id in [Network.input] + steps.map(\.result) {
            if owner[id] == id {
                values[id] = requests.count
                requests.append(.init(size: size(id), lifetime: first[id]...last[id]))
            } else {
                values[id] = values[owner[id]]
            }
        }
    }

    /// The node whose memory a step may write its result over.
    private func overwrites(_ step: Step) -> NodeID? {
        if let residual = step.residual { return residual }
        guard step.core == step.result, let operation = network.nodes[step.core].operation,
            operation.runsInPlace(for: network.inputShapes(of: step.core))
        else { return nil }
        return network.nodes[step.core].inputs.first
    }

    private mutating func planGradients(receives: [Bool]) {
        let end = 2 * steps.count
        var own = [Int](repeating: end, count: network.nodes.count)
        var first = own
        var latestReader = [Int](repeating: -1, count: network.nodes.count)
        for (index, step) in steps.enumerated() {
            own[step.result] = backward(index)
            for input in network.nodes[step.core].inputs + (step.residual.map { [$0] } ?? []) {
                latestReader[input] = index
            }
        }
        for id in network.nodes.indices {
            first[id] = latestReader[id] < 0 ? own[id] : min(own[id], backward(latestReader[id]))
        }
        var owner = Array(network.nodes.indices)
        var last = own
        for (index, step) in steps.enumerated().reversed() where receives[step.result] {
            guard let heir = step.heir(in: network), receives[heir], latestReader[heir] == index,
                size(heir) == size(step.result)
            else { continue }
            handsOn[index] = true
            owner[heir] = owner[step.result]
            last[owner[heir]] = max(last[owner[heir]], own[heir])
        }
        let results = steps.map(\.result).reversed() + [Network.input]
        for id in results where receives[id] {
            if owner[id] == id {
                gradients[id] = requests.count
                requests.append(.init(size: size(id), lifetime: first[id]...last[id]))
            } else {
                gradients[id] = gradients[owner[id]]
            }
        }
        for step in steps where receives[step.result] {
            guard let operation = network.nodes[step.core].operation else { continue }
            let words = operation.auxiliaryCount(for: network.inputShapes(of: step.core)) * batch
            if words > 0 {
                auxiliaries[step.core] = auxiliarySize
                auxiliarySize += words
            }
        }
    }

    /// Nodes that a gradient passes: behind the input or, in training, behind a parameter.
    private func receivesGradient(_ purpose: Execution.Purpose) -> [Bool] {
        var receives = [Bool](repeating: false, count: network.nodes.count)
        if purpose == .forward { return receives }
        receives[Network.input] = purpose == .gradient
        for step in steps {
            let learns = purpose == .training && network.nodes[step.core].operation is any TrainableOperator
            let inputs = network.nodes[step.core].inputs + (step.residual.map { [$0] } ?? [])
            receives[step.result] = learns || inputs.contains { receives[$0] }
        }
        return receives
    }
}

extension Step {
    /// The node whose gradient is the step's own, once that is masked: the step's buffer can be handed on to it.
    func heir(in network: Network) -> NodeID? {
        if let residual { return network.nodes[core].inputs.contains(residual) ? nil : residual }
        return network.nodes[core].operation is any ClampingOperator ? network.nodes[core].inputs.first : nil
    }

    /// The bounds that the step's result was clamped to, by itself or by what is fused behind it.
    func clamp(in network: Network) -> Bounds? {
        bounds ?? (network.nodes[core].operation as? any ClampingOperator)?.bounds
    }
}

extension Network {
    func inputShapes(of id: NodeID) -> [[Int]] { nodes[id].inputs.map { nodes[$0].shape } }
}
