package import Diagnostics
import Tensors

/// A node's place in its network's topological order.
package typealias NodeID = Int

/// One named step of a network.
package struct Node: Sendable {
    /// The name by which pages and the command line call it.
    package let name: String
    /// Further names that mean the same, such as the name of an ONNX node's output.
    package let aliases: [String]
    /// nil for the network's input.
    package let operation: (any Operator)?
    package let inputs: [NodeID]
    /// The shape of one image's output, without the batch axis.
    package let shape: [Int]
}

/// A graph of operators in topological order, with one input; fixed once it is built.
package struct Network: Sendable {
    package let nodes: [Node]
    /// The node whose value is the network's result.
    package let output: NodeID
    /// Names that no longer exist, and the node each was merged into.
    package let mergedNames: [String: NodeID]
    /// The nodes that read each node, in order.
    package let readers: [[NodeID]]
    private let identifiers: [String: NodeID]

    fileprivate init(nodes: [Node], output: NodeID, mergedNames: [String: NodeID]) {
        self.nodes = nodes
        self.output = output
        self.mergedNames = mergedNames
        var readers = [[NodeID]](repeating: [], count: nodes.count)
        for (id, node) in nodes.enumerated() { for input in node.inputs { readers[input].append(id) } }
        self.readers = readers
        var identifiers: [String: NodeID] = [:]
        for (id, node) in nodes.enumerated().reversed() {
            for alias in node.aliases { identifiers[alias] = id }
        }
        for (id, node) in nodes.enumerated() { identifiers[node.name] = id }
        self.identifiers = identifiers
    }

    package static let input: NodeID = 0

    /// The shape of one input image: `[channels, height, width]`.
    package var inputShape: [Int] { nodes[Self.input].shape }

    /// The node of this name, or an error that suggests one.
    package func node(named name: String) throws(Diagnostic) -> NodeID {
        if let id = identifiers[name] { return id }
        if let merged = mergedNames[name] {
            throw Diagnostic(
                .error, "merged-layer",
                "layer '\(name)' was merged with the layer behind it; ask for '\(nodes[merged].name)'")
        }
        throw Diagnostic(
            .error, "unknown-layer",
            "the network has no layer '\(name)'" + didYouMean(name, among: identifiers.keys.sorted()),
            notes: [.init("'vitrine inspect' lists its layers")])
    }

    /// Whether each node lies on a way from the input to one of `targets`.
    package func ancestors(of targets: some Sequence<NodeID>) -> [Bool] {
        var needed = [Bool](repeating: false, count: nodes.count)
        for target in targets { needed[target] = true }
        for id in nodes.indices.reversed() where needed[id] {
            for input in nodes[id].inputs { needed[input] = true }
        }
        return needed
    }

    /// The activation that alone reads a convolution; nil for other layers.
    package func activation(after layer: String) throws(Diagnostic) -> Node? {
        let id = try node(named: layer)
        guard nodes[id].operation is Convolution else { return nil }
        guard readers[id].count == 1 else { return nil }
        let reader = nodes[readers[id][0]]
        return reader.operation is any ElementwiseOperator ? reader : nil
    }

    /// How many channels a layer has, or an error that names it.
    package func channelCount(of layer: String) throws(Diagnostic) -> Int { nodes[try node(named: layer)].shape[0] }

    /// Checks that a layer has a channel.
    ///
    /// - Throws: `unknown-layer`, or `no-such-kernel` with how many there are.
    package func checkChannel(_ channel: Int, of layer: String) throws(Diagnostic) {
        let count = try channelCount(of: layer)
        guard (0..<count).contains(channel) else {
            throw Diagnostic(
                .error, "no-such-kernel",
                "layer '\(layer)' has \(count) channels, counted from 0; there is no \(channel)")
        }
    }

    /// Multiplications with additions that one image takes, layer by layer.
    package func multiplyAdds(of id: NodeID) -> Int {
        nodes[id].operation?.multiplyAdds(for: nodes[id].inputs.map { nodes[$0].shape }) ?? 0
    }

    /// The same for the whole network; the largest number there is where it is beyond that.
    package var multiplyAdds: Int {
        nodes.indices.reduce(0) { sum, id in
            let (total, overflow) = sum.addingReportingOverflow(multiplyAdds(of: id))
            return overflow ? .max : total
        }
    }

    package var parameterCount: Int {
        nodes.reduce(0) { $0 + ($1.operation?.parameters.reduce(0) { $0 + $1.value.count } ?? 0) }
    }
}

/// Puts a network together, node by node, each after its inputs.
package struct NetworkBuilder {
    package private(set) var nodes: [Node]
    private var taken: Set<String>
    private var mergedNames: [String: NodeID] = [:]

    /// - Parameter inputShape: `[channels, height, width]` of one image.
    package init(inputName: String = "input", inputShape: [Int]) {
        nodes = [Node(name: inputName, aliases: [], operation: nil, inputs: [], shape: inputShape)]
        taken = [inputName]
    }

    /// Adds a node; its shape is worked out from its inputs.
    ///
    /// - Throws: a name that is taken, or shapes that do not fit, with the node's name.
    @discardableResult
    package mutating func add(
        _ name: String, _ operation: any Operator, _ inputs: NodeID..., aliases: [String] = []
    ) throws(Diagnostic) -> NodeID {
        try add(name, operation, inputs: inputs, aliases: aliases)
    }

    @discardableResult
    package mutating func add(
        _ name: String, _ operation: any Operator, inputs: [NodeID], aliases: [String] = []
    ) throws(Diagnostic) -> NodeID {
        guard taken.insert(name).inserted else {
            throw Diagnostic(.error, "duplicate-layer", "two layers are named '\(name)'")
        }
        guard !inputs.isEmpty else {
            throw Diagnostic(.error, "shape-mismatch", "layer '\(name)' (\(operation.kind)) has no input")
        }
        let shape: [Int]
        do {
            shape = try operation.outputShape(for: inputs.map { nodes[$0].shape })
        } catch {
            throw Diagnostic(
                error.severity, error.id, "layer '\(name)' (\(operation.kind)): \(error.message)", at: error.place,
                notes: error.notes)
        }
        guard let count = elementCount(of: shape, atMost: 1 << 33), count > 0 else {
            throw Diagnostic(
                .error, "bad-shape", "layer '\(name)' (\(operation.kind)) would have the shape \(shape)",
                notes: [.init("check the input size; each extent must be at least 1")])
        }
        nodes.append(Node(name: name, aliases: aliases, operation: operation, inputs: inputs, shape: shape))
        return nodes.count - 1
    }

    /// Gives a node further names, such as those of steps that change nothing.
    package mutating func addAliases(_ aliases: [String], to id: NodeID) {
        let node = nodes[id]
        var known = Set(node.aliases + [node.name])
        nodes[id] = Node(
            name: node.name, aliases: node.aliases + aliases.filter { known.insert($0).inserted },
            operation: node.operation, inputs: node.inputs, shape: node.shape)
    }

    /// Records that `name` was merged into a node, so that asking for it can say so.
    package mutating func noteMerged(_ name: String, into node: NodeID) { mergedNames[name] = node }

    package consuming func build(output: NodeID) -> Network {
        precondition(nodes.indices.contains(output))
        return Network(nodes: nodes, output: output, mergedNames: mergedNames)
    }
}

extension Network {
    /// The network with every operation replaced by what `transform` gives; shapes must stay as they are.
    package func mappingOperations(_ transform: (NodeID, any Operator) -> any Operator) -> Network {
        let mapped = nodes.enumerated().map { id, node in
            guard let operation = node.operation else { return node }
            return Node(
                name: node.name, aliases: node.aliases, operation: transform(id, operation), inputs: node.inputs,
                shape: node.shape)
        }
        return Network(nodes: mapped, output: output, mergedNames: mergedNames)
    }
}
