/// One step of a run: an operator, and what is fused behind it.
struct Step {
    /// The node whose operator runs.
    let core: NodeID
    /// The node whose value is added to the operator's result.
    var residual: NodeID?
    /// What the sum is clamped to.
    var bounds: Bounds?
    /// The node whose value the step writes: the last of those fused, or the core itself.
    var result: NodeID
    /// What takes the place of the operator's gradient; nothing is fused then.
    var rule: (any BackwardRule)?
}

/// The steps of a network that a run takes, in order.
///
/// A convolution or dense layer takes up the sum and the clamp behind it where nobody else reads what lies between, so
/// that neither needs a pass over memory. A run that reads what lies between takes the same steps one by one, in the same
/// order: which values are read changes no bit of the others, nor of a gradient.
struct Program {
    let steps: [Step]

    /// - Parameters:
    ///   - needed: nodes that the run must reach.
    ///   - reads: nodes whose values must exist.
    ///   - rules: nodes that are never fused, because something else takes the place of their gradients.
    init(_ network: Network, needed: [Bool], reads: Set<NodeID>, rules: [NodeID: any BackwardRule]) {
        var steps: [(order: NodeID, step: Step)] = []
        var absorbed = [Bool](repeating: false, count: network.nodes.count)
        for (id, node) in network.nodes.enumerated() where node.operation != nil && !absorbed[id] {
            let fusion = Fusion(of: id, in: network, taken: absorbed, rules: rules)
            for member in fusion.members { absorbed[member] = true }
            for var step in fusion.steps(reads: reads) where needed[step.result] {
                step.rule = rules[step.core]
                steps.append((fusion.end, step))
            }
        }
        self.steps = steps.sorted { ($0.order, $0.step.result) < ($1.order, $1.step.result) }.map(\.step)
    }
}

/// A node and what can be fused behind it, whatever a run reads.
private struct Fusion {
    private let core: NodeID
    private var sum: (node: NodeID, residual: NodeID)?
    private var clamp: (node: NodeID, bounds: Bounds)?

    init(of core: NodeID, in network: Network, taken: [Bool], rules: [NodeID: any BackwardRule]) {
        self.core = core
        guard rules[core] == nil, let operation = network.nodes[core].operation as? any FusingOperator else { return }
        let readers = network.readers
        func successor(_ id: NodeID) -> NodeID? {
            guard id != network.output, readers[id].count == 1 else { return nil }
            let next = readers[id][0]
            return taken[next] || rules[next] != nil ? nil : next
        }
        if operation.addsResidual, let next = successor(core), network.nodes[next].operation is Sum,
            network.nodes[next].inputs.count == 2,
            let other = network.nodes[next].inputs.first(where: { $0 != core }),
            !network.nodes[core].inputs.contains(other)
        {
            sum = (next, other)
        }
        if let next = successor(end), let operation = network.nodes[next].operation as? any ClampingOperator {
            clamp = (next, operation.bounds)
        }
    }

    var end: NodeID { clamp?.node ?? sum?.node ?? core }

    var members: [NodeID] { [core] + [sum?.node, clamp?.node].compactMap(\.self) }

    /// One step where nothing within is read, otherwise several.
    func steps(reads: Set<NodeID>) -> [Step] {
        var steps = [Step(core: core, result: core)]
        if let sum {
            if reads.contains(core) {
                steps.append(Step(core: sum.node, result: sum.node))
            } else {
                steps[0].residual = sum.residual
                steps[0].result = sum.node
            }
        }
        guard let clamp else { return steps }
        if steps.count > 1 || reads.contains(steps[0].result) {
            steps.append(Step(core: clamp.node, result: clamp.node))
        } else {
            steps[0].bounds = clamp.bounds
            steps[0].result = clamp.node
        }
        return steps
    }
}
