/// Which buffers a run needs, and from which moment to which.
///
/// With n steps, moments are counted 0 ..< n forward and n ..< 2n backward (the last step first), so a lifetime is a
/// range of numbers.
struct Layout {
    private(set) var requests: [MemoryPlan.Request] = []
    /// Where elements lie: from an element of a buffer on, pixels a stride apart.
    struct Place {
        let buffer: Int
        var offset = 0
        /// nil where pixels follow one another.
        var pixelStride: Int?
    }

    /// The place of each node's value; nodes that share one run in place, or lie in a concatenation.
    private(set) var values: [Place?]
    /// The place of each node's gradient; nodes that share one hand it on.
    private(set) var gradients: [Place?]
    /// The nodes that lie in the memory of the concatenation that reads them, and their first channel there.
    private let slices: [NodeID: (whole: NodeID, channel: Int)]
    /// Whether the node that a step hands its gradient on to shares the step's buffer.
    private(set) var handsOn: [Bool]
    private(set) var auxiliaries: [Int?]
    private(set) var auxiliarySize = 0

    private let network: Network
    private let steps: [Step]
    private let batch: Int
    private let backwardBatch: Int

    init(
        network: Network, program: Program, batch: Int, backwardBatch: Int, reads: [NodeID],
        purpose: Execution.Purpose
    ) {
        self.network = network
        self.batch = batch
        self.backwardBatch = backwardBatch
        steps = program.steps
        let count = network.nodes.count
        values = [Place?](repeating: nil, count: count)
        gradients = [Place?](repeating: nil, count: count)
        // Rules take every value and gradient as one stretch of memory.
        let hasRules = program.steps.contains { $0.rule != nil }
        slices = hasRules ? [:] : Self.slices(of: network, program.steps, reads: Set(reads))
        auxiliaries = [Int?](repeating: nil, count: count)
        handsOn = [Bool](repeating: false, count: steps.count)
        let receives = receivesGradient(purpose)
        planValues(reads: reads, receives: receives, keepsInputs: purpose == .training)
        if purpose != .forward { planGradients(receives: receives) }
    }

    private func size(_ id: NodeID) -> Int { batch * network.nodes[id].shape.reduce(1, *) }

    private func gradientSize(_ id: NodeID) -> Int { backwardBatch * network.nodes[id].shape.reduce(1, *) }

    private func backward(_ step: Int) -> Int { 2 * steps.count - 1 - step }

    private mutating func planValues(reads: [NodeID], receives: [Bool], keepsInputs: Bool) {
        let end = 2 * steps.count
        var first = [Int](repeating: 0, count: network.nodes.count)
        var last = first
        for (index, step) in steps.enumerated() {
            first[step.result] = index
            last[step.result] = max(last[step.result], index)
            let inputs = network.nodes[step.core].inputs
            for input in inputs + (step.residual.map { [$0] } ?? []) { last[input] = max(last[input], index) }
            guard receives[step.result] else { continue }
            if step.reads(in: network).contains(.inputs) || keepsInputs {
                for input in inputs { last[input] = max(last[input], backward(index)) }
            }
        }
        for (index, step) in steps.enumerated() where receives[step.result] {
            // A clamp's gradient is masked by its value.
            if step.bounds != nil || step.reads(in: network).contains(.output) {
                last[step.result] = max(last[step.result], backward(index))
            }
        }
        for id in reads { last[id] = end }
        // What lies in a concatenation's memory is needed there until its own last use.
        for (slice, home) in slices { last[home.whole] = max(last[home.whole], last[slice]) }

        var owner = Array(network.nodes.indices)
        for (index, step) in steps.enumerated() {
            guard let input = overwrites(step), input != Network.input, last[input] == index,
                size(input) == size(step.result)
            else { continue }
            owner[step.result] = owner[input]
            last[owner[input]] = max(last[owner[input]], last[step.result])
        }
        for (slice, home) in slices {
            owner[slice] = home.whole
            first[home.whole] = min(first[home.whole], first[slice])
        }
        for id in [Network.input] + steps.map(\.result) where owner[id] == id {
            values[id] = Place(buffer: requests.count)
            requests.append(.init(size: size(id), lifetime: first[id]...last[id]))
        }
        for id in steps.map(\.result) where owner[id] != id { values[id] = place(of: id, among: values, owner[id]) }
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
                gradientSize(heir) == gradientSize(step.result)
            else { continue }
            handsOn[index] = true
            owner[heir] = owner[step.result]
            last[owner[heir]] = max(last[owner[heir]], own[heir])
        }
        for (slice, home) in slices where receives[slice] {
            owner[slice] = owner[home.whole]
            last[owner[slice]] = max(last[owner[slice]], own[slice])
        }
        let results = steps.map(\.result).reversed() + [Network.input]
        for id in results where receives[id] && owner[id] == id {
            gradients[id] = Place(buffer: requests.count)
            requests.append(.init(size: gradientSize(id), lifetime: first[id]...last[id]))
        }
        for id in results where receives[id] && owner[id] != id {
            gradients[id] = place(of: id, among: gradients, owner[id])
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

    /// The place of a node that shares its owner's.
    private func place(of id: NodeID, among places: [Place?], _ owner: NodeID) -> Place? {
        guard let slice = slices[id] else { return places[owner] }
        return places[owner].map {
            Place(
                buffer: $0.buffer, offset: $0.offset + slice.channel, pixelStride: network.nodes[slice.whole].shape[0])
        }
    }

    /// Whether all that a concatenation joins lies in its memory.
    func isWhole(_ id: NodeID) -> Bool { network.nodes[id].inputs.allSatisfy { slices[$0]?.whole == id } }

    /// What convolutions can write between the channels of others, because nothing but a concatenation of channels
    /// reads it.
    private static func slices(
        of network: Network, _ steps: [Step], reads: Set<NodeID>
    ) -> [NodeID: (whole: NodeID, channel: Int)] {
        let convolutions = Set(
            steps.filter { $0.residual == nil && network.nodes[$0.core].operation is Convolution }.map(\.result))
        var slices: [NodeID: (whole: NodeID, channel: Int)] = [:]
        for step in steps {
            let node = network.nodes[step.core]
            guard let operation = node.operation as? Concatenation, operation.axis == 0, node.shape.count == 3 else {
                continue
            }
            var channel = 0
            for input in node.inputs {
                if convolutions.contains(input), !reads.contains(input), network.readers[input] == [step.core] {
                    slices[input] = (step.core, channel)
                }
                channel += network.nodes[input].shape[0]
            }
        }
        return slices
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
        if rule != nil { return nil }
        if let residual { return network.nodes[core].inputs.contains(residual) ? nil : residual }
        return network.nodes[core].operation is any ClampingOperator ? network.nodes[core].inputs.first : nil
    }

    /// The bounds that the step's result was clamped to, by itself or by what is fused behind it.
    func clamp(in network: Network) -> Bounds? {
        if rule != nil { return nil }
        return bounds ?? (network.nodes[core].operation as? any ClampingOperator)?.bounds
    }
}

extension Step {
    /// What the backward pass reads of the forward pass.
    func reads(in network: Network) -> GradientReads {
        guard let operation = network.nodes[core].operation else { return [] }
        return rule?.reads(of: operation) ?? operation.gradientReads
    }
}

extension Network {
    func inputShapes(of id: NodeID) -> [[Int]] { nodes[id].inputs.map { nodes[$0].shape } }
}
