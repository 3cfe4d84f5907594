import Diagnostics
import Networks

/// Operators along axes: joins, softmax, reductions.
extension ONNXImport {
    mutating func lowerConcatenation(_ node: ONNXNode) throws(Diagnostic) {
        var layers: [NodeID] = []
        for position in node.inputs.indices { layers.append(try activation(node, position)) }
        guard let first = layers.first else { throw node.failure("joins nothing") }
        let axis = try imageAxis(node, try node.integer("axis") ?? 0, rank: shape(first).count + 1)
        try emit(node, Concatenation(axis: axis), layers)
    }

    /// An axis of the image; the batch axis is refused.
    func imageAxis(_ node: ONNXNode, _ axis: Int, rank: Int) throws(Diagnostic) -> Int {
        let axis = try ONNXShapes.axis(axis, rank: rank, node)
        guard axis > 0 else { throw node.failure("works along the batch axis, which mixes images") }
        return axis - 1
    }

    mutating func lowerSoftmax(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        let axis = try imageAxis(node, try node.integer("axis") ?? (opset < 13 ? 1 : -1), rank: full.count)
        // Before operator set 13 the axes from the given one on were taken together.
        guard opset >= 13 || full[(axis + 2)...].allSatisfy({ $0 == 1 }) else {
            throw node.failure(
                "takes a softmax over several axes at once, as before operator set 13; export with 13 or later")
        }
        if node.operation == "LogSoftmax" {
            values[node.outputs[0]] = .logarithm(of: input)
        } else {
            try emit(node, Softmax(axis: axis), [input])
        }
    }

    /// ReduceMean, ReduceSum, ReduceMax and ReduceMin.
    mutating func lowerReduction(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let rank = shape(input).count + 1
        let given = try axes(node, inputSince: node.operation == "ReduceSum" ? 13 : 18) ?? []
        if given.isEmpty, try node.integer("noop_with_empty_axes") ?? 0 != 0 { return alias(node, to: input) }
        var axes: Set<Int> = []
        for axis in given.isEmpty ? Array(0..<rank) : given {
            axes.insert(try imageAxis(node, axis, rank: rank))
        }
        let keepsAxes = try node.integer("keepdims") ?? 1 != 0
        guard keepsAxes || axes.count < rank - 1 else {
            throw node.failure("leaves no axis beside the batch; export it with keepdims")
        }
        let function: Reduction.Function =
            switch node.operation {
            case "ReduceMean": .mean
            case "ReduceSum": .sum
            case "ReduceMax": .maximum
            case "ReduceMin": .minimum
            default: throw node.failure("is not supported")
            }
        let isGlobal = rank == 4 && axes == [1, 2] && function == .mean
        let operation: any Operator =
            isGlobal
            ? GlobalAveragePool(keepsAxes: keepsAxes) : Reduction(function, axes: axes, keepsAxes: keepsAxes)
        try emit(node, operation, [input])
    }
}
