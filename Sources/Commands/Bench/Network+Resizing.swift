import Diagnostics
import Networks

extension Network {
    /// The same operators, node by node, for images of another size; none holds weights that earlier runs prepared.
    ///
    /// - Throws: `size-mismatch` where an operator fits one size only.
    func resized(to size: Extent) throws(Diagnostic) -> Network {
        var builder = NetworkBuilder(
            inputName: nodes[Network.input].name, inputShape: [inputShape[0], size.height, size.width])
        builder.addAliases(nodes[Network.input].aliases, to: Network.input)
        do {
            for node in nodes {
                guard let operation = node.operation else { continue }
                try builder.add(node.name, operation.unprepared, inputs: node.inputs, aliases: node.aliases)
            }
        } catch {
            throw Diagnostic(
                .error, "size-mismatch", "the network does not run on \(size.summary) pixels: \(error.message)",
                notes: [.init("leave that size out; its layers are made for \(inputShape[1])×\(inputShape[2]) pixels")])
        }
        for (name, id) in mergedNames { builder.noteMerged(name, into: id) }
        return builder.build(output: output)
    }
}

extension Operator {
    fileprivate var unprepared: any Operator {
        (self as? any TrainableOperator).map { $0.replacingParameters($0.parameters.map(\.value)) } ?? self
    }
}
