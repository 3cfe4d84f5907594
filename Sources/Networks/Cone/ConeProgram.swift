/// The steps that lead to a node, and what each of them reads.
struct ConeProgram {
    let network: Network
    let read: NodeID
    let steps: [Step]
    let reaches: [ConeReach]

    init(_ network: Network, read: NodeID, isDirect: Bool) {
        self.network = network
        self.read = read
        steps = Program(network, needed: network.ancestors(of: [read]), reads: [read], rules: [:]).steps
        reaches = steps.map { network.coneReach(of: $0, isDirect: isDirect) }
    }
}
