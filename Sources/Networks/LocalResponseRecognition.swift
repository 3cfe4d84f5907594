package import Diagnostics
import Tensors

extension Network {
    /// The network with every local response normalization that is written as several layers, as exporters do, made one:
    /// x ∕ (k + α · mean(x²))^β, the mean over neighbouring channels taken by a pool over an axis that reshaping makes of
    /// them.
    ///
    /// Only where every number fits, nothing else reads the parts, and none of them is the output or to be kept. The
    /// layer has the name of the division; the names of the parts lead to an error that says so.
    package func recognisingLocalResponse(keeping kept: Set<NodeID> = []) throws(Diagnostic) -> Network {
        var found: [NodeID: LocalResponse] = [:]
        for id in nodes.indices {
            let match = LocalResponse(endingAt: id, in: self) {
                readers[$0].count == 1 && $0 != output && !kept.contains($0)
            }
            if let match { found[id] = match }
        }
        if found.isEmpty { return self }
        let parts = Set(found.values.flatMap(\.parts))
        var builder = NetworkBuilder(inputName: nodes[Self.input].name, inputShape: inputShape)
        builder.addAliases(nodes[Self.input].aliases, to: Self.input)
        var places = [NodeID](repeating: Self.input, count: nodes.count)
        for (id, node) in nodes.enumerated() where !parts.contains(id) {
            guard let operation = found[id]?.operation ?? node.operation else { continue }
            let inputs = found[id].map { [$0.input] } ?? node.inputs
            places[id] = try builder.add(
                node.name, operation, inputs: inputs.map { places[$0] }, aliases: node.aliases)
            for part in found[id]?.parts ?? [] {
                places[part] = places[id]
                for name in [nodes[part].name] + nodes[part].aliases { builder.noteMerged(name, into: places[id]) }
            }
        }
        for (name, id) in mergedNames.sorted(by: { $0.key < $1.key }) { builder.noteMerged(name, into: places[id]) }
        return builder.build(output: places[output])
    }
}

/// A normalization that was found in a network.
private struct LocalResponse {
    let operation: LocalResponseNormalization
    /// What is normalized.
    let input: NodeID
    /// The layers before the division.
    private(set) var parts: [NodeID] = []

    /// - Parameter isFree: whether a layer is read once and may go.
    init?(endingAt end: NodeID, in network: Network, isFree: (NodeID) -> Bool) {
        guard let quotient = network.nodes[end].operation as? Combination, quotient.function == .quotient,
            quotient.constant == nil, network.nodes[end].inputs.count == 2
        else { return nil }
        input = network.nodes[end].inputs[0]
        var next = network.nodes[end].inputs[1]
        var parts: [NodeID] = []

        /// The layer that comes next on the way to the input, if it is of this kind.
        func take<Kind: Operator>(_ kind: Kind.Type) -> (operation: Kind, shape: [Int])? {
            guard isFree(next), let operation = network.nodes[next].operation as? Kind else { return nil }
            parts.append(next)
            next = network.nodes[next].inputs[0]
            return (operation, network.nodes[next].shape)
        }
        func skipReshapings() { while take(Reshape.self) != nil || take(Flatten.self) != nil {} }

        let image = network.nodes[input].shape
        guard image.count == 3, let power = take(Power.self)?.operation,
            let shift = take(ChannelAffine.self)?.operation, let k = shift.shift.only, shift.scale.only == 1,
            let scale = take(ChannelAffine.self)?.operation, let alpha = scale.scale.only, scale.shift.only == 0
        else { return nil }
        skipReshapings()
        guard let pool = take(AveragePool.self) else { return nil }
        skipReshapings()
        let pad = take(Pad.self)
        skipReshapings()
        // The mean has to have the image's order of elements, which reshaping keeps, and as many as the image.
        let channelView = [1, image[0], image[1] * image[2]]
        guard let size = Self.channels(averagedBy: pool, behind: pad, channelView), isFree(next),
            Self.isSquare(network.nodes[next], of: input)
        else { return nil }
        self.parts = parts + [next]
        operation = LocalResponseNormalization(size: size, alpha: alpha, beta: power.exponent, k: k)
    }

    private static func isSquare(_ node: Node, of input: NodeID) -> Bool {
        if let power = node.operation as? Power { return power.exponent == 2 && node.inputs == [input] }
        return node.operation is Product && node.inputs == [input, input]
    }

    /// The extent of the pool's window, if it and the padding work on nothing but the channels, and as
    /// `LocalResponseNormalization` does; for even extents others put the odd channel to the other side.
    ///
    /// - Parameter view: the image's shape with height and width taken together behind an axis of extent 1.
    private static func channels(
        averagedBy pool: (operation: AveragePool, shape: [Int]), behind pad: (operation: Pad, shape: [Int])?,
        _ view: [Int]
    ) -> Int? {
        let window = pool.operation.window
        var (before, after) = (window.padding.top, window.padding.bottom)
        var padded = view
        if let (pad, shape) = pad {
            guard shape == view, pad.value == 0, pad.padding.left == 0, pad.padding.right == 0, pad.padding.top >= 0,
                pad.padding.bottom >= 0
            else { return nil }
            before += pad.padding.top
            after += pad.padding.bottom
            padded[1] += pad.padding.top + pad.padding.bottom
        }
        let isPlain = window.stride == Extent(1) && window.dilation == Extent(1) && window.kernel.width == 1
        guard pool.shape == padded, isPlain, window.padding.left == 0, window.padding.right == 0,
            pool.operation.countsPadding || window.padding == .none
        else { return nil }
        let size = window.kernel.height
        return before == (size - 1) / 2 && before + after == size - 1 ? size : nil
    }
}

extension Tensor {
    /// The number that all elements are, nil where they differ.
    fileprivate var only: Float? {
        guard count > 0, withUnsafeBufferPointer({ $0.allSatisfy { $0 == self[0] } }) else { return nil }
        return self[0]
    }
}
