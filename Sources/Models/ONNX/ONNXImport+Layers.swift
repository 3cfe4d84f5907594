import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// Adds the layer of a node.
    mutating func emit(_ node: ONNXNode, _ operation: any Operator, _ inputs: [NodeID]) throws(Diagnostic) {
        let name = names[node]
        let aliases = [node.name, node.outputs[0]].filter { !$0.isEmpty && $0 != name }
        values[node.outputs[0]] = .node(try add(node, name, operation, inputs, aliases: aliases))
    }

    /// Adds the layers of a node that becomes several, one behind another; the last has the node's name.
    mutating func emit(_ node: ONNXNode, _ operations: [any Operator], from input: NodeID) throws(Diagnostic) {
        var last = input
        for operation in operations.dropLast() { last = try step(node, operation, [last]) }
        if let operation = operations.last { try emit(node, operation, [last]) }
    }

    /// Adds a layer on the way to a node's result.
    mutating func step(_ node: ONNXNode, _ operation: any Operator, _ inputs: [NodeID]) throws(Diagnostic) -> NodeID {
        try add(node, names.next(node), operation, inputs, aliases: [])
    }

    /// Adds the layer of one of several outputs; the first has the node's name, the others are called as they are.
    mutating func emit(
        _ node: ONNXNode, output position: Int, _ operation: any Operator, _ input: NodeID
    ) throws(Diagnostic) {
        if position == 0 { return try emit(node, operation, [input]) }
        let output = node.outputs[position]
        values[output] = .node(try add(node, names.next(node), operation, [input], aliases: [output]))
    }

    private mutating func add(
        _ node: ONNXNode, _ name: String, _ operation: any Operator, _ inputs: [NodeID], aliases: [String]
    ) throws(Diagnostic) -> NodeID {
        parameterElements += operation.parameters.reduce(0) { $0 + $1.value.count }
        guard parameterElements <= 4 * storage.byteCount + ONNXFolding.elementLimit else {
            throw node.failure("and the layers before it share weights so often that they would not fit in memory")
        }
        return try builder.add(name, operation, inputs: inputs, aliases: aliases)
    }

    /// Makes a node that changes nothing another name of what it reads.
    mutating func alias(_ node: ONNXNode, to target: NodeID) {
        values[node.outputs[0]] = .node(target)
        aliases[target, default: []] += [names[node], node.outputs[0]]
    }

    /// Counts memory that constants computed at load time take.
    mutating func account(_ node: ONNXNode, elements: Int) throws(Diagnostic) {
        computedElements += elements
        guard computedElements <= 2 * storage.byteCount + 4 * ONNXFolding.elementLimit else {
            throw node.failure("and the nodes before it compute constants that would not fit in memory")
        }
    }

    /// Refuses a result that a few bytes in the file could make larger than an input may be.
    func checkGrowth(_ node: ONNXNode, _ shape: [Int]) throws(Diagnostic) {
        guard ONNXShapes.count(of: shape, atMost: 1 << 28) != nil, shape.allSatisfy({ $0 <= ONNXFolding.elementLimit })
        else { throw node.failure("would have the shape \(shape), too large") }
    }
}
