/// The steps that lead to a node, and what each of them reads.
struct ConeProgram {
    let network: Network
    let read: NodeID
    let steps: [Step]
    private(set) var reaches: [ConeReach]

    init(_ network: Network, read: NodeID, isDirect: Bool) {
        self.network = network
        self.read = read
        steps = Program(network, needed: network.ancestors(of: [read]), reads: [read], rules: [:]).steps
        reaches = steps.map { network.coneReach(of: $0, isDirect: isDirect) }
    }

    /// The steps that Winograd's tiles compute, by their convolutions.
    var tiled: [NodeID] {
        zip(steps, reaches).compactMap { step, reach in if case .tiles = reach { step.core } else { nil } }
    }

    /// The same with these convolutions summed directly.
    func summingDirectly(_ direct: Set<NodeID>) -> ConeProgram {
        var changed = self
        for (index, step) in steps.enumerated() where direct.contains(step.core) {
            if case .tiles(let window) = reaches[index] { changed.reaches[index] = .window(window) }
        }
        return changed
    }
}
