/// How far a backward pass has come.
struct BackwardState {
    /// Whether a node's gradient holds anything yet.
    var isWritten: [Bool]
    /// Whether a node's gradient has been masked by the clamp that made its value.
    var isMasked: [Bool]
    /// How many steps have yet to add to a node's gradient.
    var remaining: [Int]
    /// The clamps whose gradient the last step that adds to it may mask.
    var clamps: [NodeID: Bounds] = [:]

    /// - Parameter wanted: the node whose gradient is asked for, which no clamp may mask.
    init(
        _ network: Network, _ program: Program, _ layout: Layout, cotangents: some Collection<NodeID>, wanted: NodeID
    ) {
        let none = [Bool](repeating: false, count: network.nodes.count)
        isWritten = none
        isMasked = none
        remaining = [Int](repeating: 0, count: network.nodes.count)
        var reached = none
        for id in cotangents { reached[id] = true }
        for step in program.steps.reversed() where reached[step.result] && layout.gradients[step.result] != nil {
            for input in network.nodes[step.core].inputs + (step.residual.map { [$0] } ?? []) {
                reached[input] = true
                remaining[input] += 1
            }
        }
        let untouched = Set(cotangents).union([wanted])
        for step in program.steps where !untouched.contains(step.result) {
            clamps[step.result] = step.clamp(in: network)
            // What is joined from the results of one clamp is masked as a whole, by the first who can.
            guard network.nodes[step.core].operation is Concatenation, layout.isWhole(step.core) else { continue }
            let joined = network.nodes[step.core].inputs.map { clamps[$0] }
            if let first = joined.first, joined.allSatisfy({ $0 == first }) { clamps[step.result] = first }
        }
    }
}
