import Diagnostics
import Networks
import Tensors

/// Operators that pick elements of a layer by indices known at load time.
extension ONNXImport {
    mutating func lowerSlice(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        let usesInputs = opset >= 10
        guard let starts = usesInputs ? try integers(node, 1) : try node.integers("starts"),
            let ends = usesInputs ? try integers(node, 2) : try node.integers("ends")
        else { throw node.failure("lacks starts or ends") }
        let axes = usesInputs ? try integers(node, 3) : try node.integers("axes")
        let steps = usesInputs ? try integers(node, 4) : nil
        try emit(node, taking: try ONNXShapes.picked(full, starts, ends, axes, steps, node), from: input)
    }

    /// Adds a layer that takes the given indices of every axis, the batch axis among them.
    private mutating func emit(
        _ node: ONNXNode, output: Int = 0, taking picked: [[Int]?], shape target: [Int]? = nil, from input: NodeID
    ) throws(Diagnostic) {
        guard picked[0] ?? [0] == [0] else { throw node.failure("takes images out of the batch, or repeats them") }
        let shape = shape(input)
        let result = zip(shape, picked.dropFirst()).map { $1?.count ?? $0 }
        guard !result.contains(0) else { throw node.failure("takes nothing of \([1] + shape)") }
        try checkGrowth(node, result)
        let indices = zip(shape, picked.dropFirst()).map { extent, chosen in
            chosen == Array(0..<extent) ? nil : chosen
        }
        if output == 0, target == nil || target == shape, indices.allSatisfy({ $0 == nil }) {
            return alias(node, to: input)
        }
        try emit(node, output: output, Slice(indices, shape: target), input)
    }

    mutating func lowerGather(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let shape = shape(input)
        let axis = try imageAxis(node, try node.integer("axis") ?? 0, rank: shape.count + 1)
        guard let name = node.input(1), let places = try constant(name), let given = places.integers else {
            throw node.failure("has indices that are computed; only constant integers are supported")
        }
        var picked = [[Int]?](repeating: nil, count: shape.count + 1)
        picked[axis + 1] = try ONNXShapes.indices(given, extent: shape[axis], node)
        let target = Array(shape[..<axis]) + places.shape + Array(shape[(axis + 1)...])
        guard !target.isEmpty else { throw node.failure("leaves no axis beside the batch") }
        try emit(node, taking: picked, shape: target, from: input)
    }

    mutating func lowerSplit(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let shape = shape(input)
        let axis = try imageAxis(node, try node.integer("axis") ?? 0, rank: shape.count + 1)
        let given = opset >= 13 ? try integers(node, 1) : try node.integers("split")
        let sizes = try ONNXShapes.splitSizes(given, extent: shape[axis], node)
        var start = 0
        for (position, size) in sizes.enumerated() {
            var picked = [[Int]?](repeating: nil, count: shape.count + 1)
            picked[axis + 1] = Array(start..<start + size)
            start += size
            guard position == 0 || node.hasOutput(position) else { continue }
            try emit(node, output: position, taking: picked, from: input)
        }
    }

    /// Expand and Tile.
    mutating func lowerRepetition(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        guard let given = try integers(node, 1) else { throw node.failure("lacks its shape or repeats") }
        let result: [Int]
        if node.operation == "Tile" {
            guard given.count == full.count, given.allSatisfy({ (1...65_536).contains($0) }) else {
                throw node.failure("repeats \(full) by \(given.prefix(16))")
            }
            result = zip(full, given).map { $0 * $1 }
        } else {
            guard given.count <= full.count, let common = ONNXShapes.broadcast(full, given) else {
                throw node.failure("cannot expand \(full) to \(given.prefix(16))")
            }
            result = common
        }
        try checkGrowth(node, result)
        let picked = zip(full, result).map { extent, wanted in
            extent == wanted ? nil : (0..<wanted).map { $0 % extent }
        }
        try emit(node, taking: picked, from: input)
    }
}
