package import Diagnostics
import Tensors

extension Network {
    /// The network with every per-channel affine map (batch normalization) merged into the convolution or dense layer
    /// before it, where that is exact: where nothing else reads the layer and it is not the output.
    ///
    /// Weights and biases are multiplied and added in double precision. The merged node has the name of the batch
    /// normalization; those of the layers that are gone lead to an error that says so.
    package func foldingBatchNormalization() throws(Diagnostic) -> Network {
        let chains = affineChains()
        let absorbed = Set(chains.values.flatMap(\.self))
        var builder = NetworkBuilder(inputName: nodes[Self.input].name, inputShape: inputShape)
        builder.addAliases(nodes[Self.input].aliases, to: Self.input)
        var places = [NodeID](repeating: Self.input, count: nodes.count)
        for (id, node) in nodes.enumerated() {
            guard var operation = node.operation, !absorbed.contains(id) else { continue }
            let chain = chains[id] ?? []
            for case let affine as ChannelAffine in chain.map({ nodes[$0].operation }) {
                operation = try operation.merged(with: affine, name: node.name)
            }
            let last = nodes[chain.last ?? id]
            let place = try builder.add(
                last.name, operation, inputs: node.inputs.map { places[$0] }, aliases: last.aliases)
            for member in [id] + chain {
                places[member] = place
                guard member != (chain.last ?? id) else { continue }
                for name in [nodes[member].name] + nodes[member].aliases { builder.noteMerged(name, into: place) }
            }
        }
        for (name, id) in mergedNames.sorted(by: { $0.key < $1.key }) { builder.noteMerged(name, into: places[id]) }
        return builder.build(output: places[output])
    }

    /// For every layer that can take them up, the affine maps right behind it.
    private func affineChains() -> [NodeID: [NodeID]] {
        var ends: [NodeID: NodeID] = [:]
        var chains: [NodeID: [NodeID]] = [:]
        for (id, node) in nodes.enumerated() {
            if node.operation is Convolution || node.operation is Dense {
                ends[id] = id
            } else if node.operation is ChannelAffine, let input = node.inputs.first, let start = ends[input],
                readers[input].count == 1, input != output
            {
                ends[id] = start
                chains[start, default: []].append(id)
            }
        }
        return chains
    }
}

extension Operator {
    /// The operator with its output scaled and shifted per channel.
    fileprivate func merged(with affine: ChannelAffine, name: String) throws(Diagnostic) -> any Operator {
        switch self {
        case let layer as Convolution:
            let (weight, bias) = try affine.folded(weight: layer.weight, bias: layer.bias, name: name)
            return Convolution(weight: weight, bias: bias, window: layer.window, groups: layer.groups)
        case let layer as Dense:
            let (weight, bias) = try affine.folded(weight: layer.weight, bias: layer.bias, name: name)
            return Dense(weight: weight, bias: bias)
        default:
            return self
        }
    }
}

extension ChannelAffine {
    /// Weights whose first axis are the outputs, and biases, with scale and shift multiplied and added in.
    fileprivate func folded(
        weight: Tensor, bias: Tensor?, name: String
    ) throws(Diagnostic) -> (weight: Tensor, bias: Tensor) {
        let outputs = scale.count
        let depth = weight.count / outputs
        let scaled = Tensor(shape: weight.shape) { target in
            for index in target.indices {
                target[index] = Float(Double(weight[index]) * Double(scale[index / depth]))
            }
        }
        let shifted = Tensor(shape: [outputs]) { target in
            for index in target.indices {
                target[index] = Float(Double(bias?[index] ?? 0) * Double(scale[index]) + Double(shift[index]))
            }
        }
        let isFinite = scaled.elements.allSatisfy(\.isFinite) && shifted.elements.allSatisfy(\.isFinite)
        guard isFinite else {
            throw Diagnostic(
                .error, "bad-batch-normalization",
                "the batch normalization behind layer '\(name)' makes its weights infinite",
                notes: [.init("check that the weights file fits the network and is not damaged")])
        }
        return (scaled, shifted)
    }
}
