import Diagnostics
import Networks

extension Network {
    /// What the last convolutions before a node make together, after whatever takes pixel by pixel: behind them come
    /// their activation, the residual they are added to, the concatenation that joins branches, but no pool.
    ///
    /// The last convolutions are those that no other lies behind; maps of a single pixel, as squeeze-and-excitation
    /// has, do not count.
    ///
    /// - Throws: `no-map` where there is none.
    func lastConvolutionalMap(before target: NodeID) throws(Diagnostic) -> NodeID {
        let needed = ancestors(of: [target])
        let convolutions = nodes.indices.filter { id in
            needed[id] && nodes[id].operation is Convolution && nodes[id].shape.suffix(2).reduce(1, *) > 1
        }
        var leads = [Bool](repeating: false, count: nodes.count)
        for id in nodes.indices.reversed() where needed[id] {
            leads[id] = readers[id].contains { leads[$0] || convolutions.contains($0) }
        }
        let last = convolutions.filter { !leads[$0] }
        guard let first = last.first, let end = last.last else {
            throw Diagnostic(
                .error, "no-map", "no convolution with rows and columns lies before '\(nodes[target].name)'",
                notes: [.init("name the layer to map by 'layer'")])
        }
        var behind = [Bool](repeating: false, count: nodes.count)
        for id in last { behind[id] = true }
        var farthest = first
        var map: NodeID?
        for id in first...target where needed[id] {
            behind[id] = behind[id] || nodes[id].inputs.contains { behind[$0] }
            guard behind[id] else { continue }
            guard keepsPixels(id), nodes[id].shape.suffix(2) == nodes[first].shape.suffix(2) else { break }
            // All ways from the convolutions pass a node that nothing before it reaches beyond.
            if id >= end, farthest <= id { map = id }
            farthest = readers[id].filter { needed[$0] }.reduce(farthest) { max($0, $1) }
        }
        return map ?? end
    }

    private func keepsPixels(_ id: NodeID) -> Bool {
        guard let operation = nodes[id].operation, nodes[id].shape.count == 3 else { return false }
        switch operation {
        case is MaxPool, is AveragePool, is AdaptiveAveragePool, is GlobalAveragePool, is Reduction: return false
        default: return true
        }
    }
}
