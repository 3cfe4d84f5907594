import Diagnostics
import Networks

extension ONNXImport {
    /// Flatten, Reshape, Squeeze and Unsqueeze.
    mutating func lowerReshaping(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        try emit(node, reshapedTo: try reshaped(node, [1] + shape(input)), from: input)
    }

    /// The shape, with the batch axis, that a node of `lowerReshaping` gives one of `full`.
    mutating func reshaped(_ node: ONNXNode, _ full: [Int]) throws(Diagnostic) -> [Int] {
        switch node.operation {
        case "Flatten":
            let axis = try node.integer("axis") ?? 1
            guard axis == 1 || axis == 1 - full.count else {
                throw node.failure("does not keep the batch axis apart")
            }
            return [1, full.dropFirst().reduce(1, *)]
        case "Reshape":
            guard let target = try integers(node, 1) else { throw node.failure("lacks its shape") }
            return try ONNXShapes.reshaped(full, target, node)
        case "Squeeze": return try ONNXShapes.squeezed(full, try axes(node, inputSince: 13), node)
        case "Unsqueeze":
            return try ONNXShapes.unsqueezed(full, try axes(node, inputSince: 13) ?? [], node)
        default: throw node.failure("is not supported")
        }
    }

    private mutating func emit(_ node: ONNXNode, reshapedTo full: [Int], from input: NodeID) throws(Diagnostic) {
        guard full.count > 1, full.first == 1 else {
            throw node.failure("turns \([1] + shape(input)) into \(full), which does not keep the batch axis apart")
        }
        let image = Array(full.dropFirst())
        try emit(node, image.count == 1 ? Flatten() : Reshape(shape: image), [input])
    }

    mutating func lowerTranspose(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        let order = try ONNXShapes.permutation(try node.integers("perm"), rank: full.count, node)
        guard order.first == 0 else { throw node.failure("moves the batch axis, which is not supported") }
        let moved = order.filter { full[$0] > 1 }
        if moved == moved.sorted() { return try emit(node, reshapedTo: order.map { full[$0] }, from: input) }
        try emit(node, Transpose(order: order.dropFirst().map { $0 - 1 }), [input])
    }
}
