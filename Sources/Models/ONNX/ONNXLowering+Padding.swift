import Diagnostics
import Networks

extension ONNXImport {
    mutating func lowerPad(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let mode = try node.text("mode") ?? "constant"
        let value = (opset < 11 ? try node.float("value") : try number(node, 2)) ?? 0
        guard value.isFinite else { throw node.failure("pads with \(value)") }
        let amounts = try padding(node, rank: shape(input).count + 1)
        if amounts.allSatisfy({ $0.before == 0 && $0.after == 0 }) { return alias(node, to: input) }
        guard amounts[0].before == 0, amounts[0].after == 0 else {
            throw node.failure("pads the batch axis, which is not supported")
        }
        let image = Array(amounts.dropFirst())
        let padded = zip(shape(input), image).map { $0 + $1.before + $1.after }
        guard padded.allSatisfy({ $0 > 0 }) else {
            throw node.failure("turns \([1] + shape(input)) into \([1] + padded)")
        }
        try checkGrowth(node, padded)
        switch mode {
        case "constant": try emit(node, padding(shape(input), image, value), from: input)
        case "reflect", "edge":
            try emit(node, Slice(try repeated(node, shape(input), image, isMirrored: mode == "reflect")), [input])
        default: throw node.failure("pads by '\(mode)'; only constant, reflect and edge are supported")
        }
    }

    /// What is added, or taken where negative, before and behind every axis.
    mutating func padding(_ node: ONNXNode, rank: Int) throws(Diagnostic) -> [(before: Int, after: Int)] {
        guard let amounts = opset < 11 ? try node.integers("pads") : try integers(node, 1) else {
            throw node.failure("lacks its amounts")
        }
        let axes = (opset >= 18 ? try integers(node, 3) : nil) ?? Array(0..<rank)
        guard amounts.count == 2 * axes.count, amounts.allSatisfy({ (-65_536...65_536).contains($0) }) else {
            throw node.failure("pads \(rank) axes by \(amounts.prefix(16))")
        }
        var padding = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
        for (index, axis) in axes.enumerated() {
            padding[try ONNXShapes.axis(axis, rank: rank, node)] = (amounts[index], amounts[index + axes.count])
        }
        return padding
    }

    /// Height and width of an image are padded at once, any other axis as the height of a view of three axes.
    private func padding(_ shape: [Int], _ amounts: [(before: Int, after: Int)], _ value: Float) -> [any Operator] {
        if shape.count == 3, amounts[0] == (0, 0) {
            let padding = Padding(
                top: amounts[1].before, left: amounts[2].before, bottom: amounts[1].after, right: amounts[2].after)
            return [Pad(padding: padding, value: value)]
        }
        var shape = shape
        var operations: [any Operator] = []
        for (axis, amount) in amounts.enumerated() where amount != (0, 0) {
            let view = AxisView(shape, axis: axis)
            operations.append(Reshape(shape: view.shape))
            let padding = Padding(top: amount.before, left: 0, bottom: amount.after, right: 0)
            operations.append(Pad(padding: padding, value: value))
            shape[axis] += amount.before + amount.after
        }
        return operations + [Reshape(shape: shape)]
    }

    /// The indices that are read for every place of a padded axis.
    private func repeated(
        _ node: ONNXNode, _ shape: [Int], _ amounts: [(before: Int, after: Int)], isMirrored: Bool
    ) throws(Diagnostic) -> [[Int]?] {
        var indices: [[Int]?] = []
        for (extent, amount) in zip(shape, amounts) {
            guard !isMirrored || max(amount.before, amount.after) < extent else {
                throw node.failure("mirrors \(max(amount.before, amount.after)) elements of an axis of \(extent)")
            }
            let places = -amount.before..<extent + amount.after
            let last = extent - 1
            indices.append(
                places == 0..<extent
                    ? nil : places.map { isMirrored ? last - abs(last - abs($0)) : min(max($0, 0), last) })
        }
        return indices
    }
}
