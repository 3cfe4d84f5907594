import Diagnostics
import Networks

extension ONNXImport {
    /// Flatten, Reshape, Squeeze, Unsqueeze, and Transpose where it only moves axes of extent 1.
    mutating func lowerReshaping(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        let result: [Int]
        switch node.operation {
        case "Flatten":
            let axis = try node.integer("axis") ?? 1
            guard axis == 1 || axis == 1 - full.count else {
                throw node.failure("does not keep the batch axis apart")
            }
            return try emit(node, Flatten(), [input])
        case "Reshape":
            guard let target = try integers(node, 1) else { throw node.failure("lacks its shape") }
            result = try ONNXShapes.reshaped(full, target, node)
        case "Squeeze": result = try ONNXShapes.squeezed(full, try axes(node, inputSince: 13), node)
        case "Unsqueeze": result = try ONNXShapes.unsqueezed(full, try axes(node, inputSince: 13) ?? [], node)
        default:
            let order = try ONNXShapes.permutation(try node.integers("perm"), rank: full.count, node)
            guard order.first == 0, order.filter({ full[$0] > 1 }) == order.filter({ full[$0] > 1 }).sorted() else {
                throw node.failure("exchanges axes of an activation, which is not supported")
            }
            result = order.map { full[$0] }
        }
        guard result.count > 1, result.first == 1 else {
            throw node.failure("turns \(full) into \(result), which does not keep the batch axis apart")
        }
        let image = Array(result.dropFirst())
        try emit(node, image.count == 1 ? Flatten() : Reshape(shape: image), [input])
    }

    mutating func lowerMean(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let rank = shape(input).count + 1
        var axes: Set<Int> = []
        for axis in try self.axes(node, inputSince: 18) ?? [] {
            axes.insert(try ONNXShapes.axis(axis, rank: rank, node))
        }
        guard rank == 4, axes == [2, 3] else {
            throw node.failure("averages over other axes than height and width, which is not supported")
        }
        let keepsAxes = try node.integer("keepdims") ?? 1 != 0
        try emit(node, GlobalAveragePool(keepsAxes: keepsAxes), [input])
    }

    mutating func lowerPad(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let mode = try node.text("mode") ?? "constant"
        guard mode == "constant" else { throw node.failure("pads by '\(mode)'; only constants are supported") }
        let rank = shape(input).count + 1
        guard let amounts = opset < 11 ? try node.integers("pads") : try integers(node, 1) else {
            throw node.failure("lacks its amounts")
        }
        let value = (opset < 11 ? try node.float("value") : try number(node, 2)) ?? 0
        guard value.isFinite else { throw node.failure("pads with \(value)") }
        let given = opset >= 18 ? try integers(node, 3) : nil
        let axes = given ?? Array(0..<rank)
        guard amounts.count == 2 * axes.count, amounts.allSatisfy({ (-65_536...65_536).contains($0) }) else {
            throw node.failure("pads \(rank) axes by \(amounts.prefix(16))")
        }
        var (before, after) = ([Int](repeating: 0, count: max(rank, 4)), [Int](repeating: 0, count: max(rank, 4)))
        for (index, axis) in axes.enumerated() {
            let axis = try ONNXShapes.axis(axis, rank: rank, node)
            (before[axis], after[axis]) = (amounts[index], amounts[index + axes.count])
        }
        if amounts.allSatisfy({ $0 == 0 }) { return alias(node, to: input) }
        guard rank == 4, before[0] == 0, after[0] == 0, before[1] == 0, after[1] == 0 else {
            throw node.failure("pads other axes than height and width, which is not supported")
        }
        let padding = Padding(top: before[2], left: before[3], bottom: after[2], right: after[3])
        try emit(node, Pad(padding: padding, value: value), [input])
    }
}
