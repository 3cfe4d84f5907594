import Networks
import Tensors

/// Seconds that operators took, run after run.
struct LayerClock {
    private var forward: [NodeID: [Double]] = [:]
    private var gradient: [NodeID: [Double]] = [:]

    mutating func add(_ node: NodeID, isGradient: Bool, _ seconds: Double) {
        if isGradient {
            gradient[node, default: []].append(seconds)
        } else {
            forward[node, default: []].append(seconds)
        }
    }

    /// One entry for each operator that ran, in the network's order.
    func layers(of run: BenchRun) -> [LayerTime] {
        let network = run.network
        let needed = network.ancestors(of: [run.output])
        // What is fused behind an operator writes the last one's value; the others are never seen.
        var writers = Array(network.nodes.indices)
        for id in network.nodes.indices.reversed() where forward[id] == nil && needed[id] {
            if let reader = network.readers[id].first(where: { needed[$0] }) { writers[id] = writers[reader] }
        }
        let groups = Dictionary(
            grouping: network.nodes.indices.filter { $0 != Network.input && needed[$0] }, by: { writers[$0] })
        return groups.values.sorted { $0[0] < $1[0] }.compactMap { members in
            guard let last = members.last, let seconds = forward[last] else { return nil }
            return LayerTime(
                members: members, in: run, forward: seconds.median, gradient: gradient[last].map(\.median))
        }
    }
}

/// What an operator, with what is fused behind it, took and would take at the machine's limits.
struct LayerTime {
    let names: [String]
    let kind: String
    let shape: [Int]
    /// For the batch.
    let multiplyAdds: Int
    /// Read and written by forward: inputs, output, weights.
    let forwardBytes: Int
    /// Read and written by the gradient: the output's gradient, the inputs' gradients, weights, and values of the
    /// forward pass where the gradient depends on them.
    let gradientBytes: Int
    /// Seconds.
    let forward: Double
    /// nil where no gradient passed.
    let gradient: Double?

    init(members: [NodeID], in run: BenchRun, forward: Double, gradient: Double?) {
        let nodes = run.network.nodes
        names = members.map { nodes[$0].name }
        kind = members.map { nodes[$0].operation?.kind ?? "" }.joined(separator: " + ")
        shape = nodes[members[members.count - 1]].shape
        multiplyAdds = run.batch * members.reduce(0) { $0 + run.network.multiplyAdds(of: $1) }
        let images = { (id: NodeID) in run.batch * nodes[id].shape.reduce(1, *) }
        let inputs = Set(members.flatMap { nodes[$0].inputs }).subtracting(members).reduce(0) { $0 + images($1) }
        let output = images(members[members.count - 1])
        let operations = members.compactMap { nodes[$0].operation }
        let weights = operations.flatMap(\.parameters).reduce(0) { $0 + $1.value.count }
        let reads = operations.reduce(into: GradientReads()) { $0.formUnion($1.gradientReads) }
        let values = (reads.contains(.inputs) ? inputs : 0) + (reads.contains(.output) ? output : 0)
        forwardBytes = (inputs + output + weights) * MemoryLayout<Float>.stride
        gradientBytes = (output + inputs + weights + values) * MemoryLayout<Float>.stride
        self.forward = forward
        self.gradient = gradient
    }
}

extension [Double] {
    /// The middle one in order, or the mean of the middle two; 0 where there is none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
