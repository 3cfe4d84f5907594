import Diagnostics

/// The indices that operators take of axes, as ONNX defines them.
extension ONNXShapes {
    /// For every axis the indices that a Slice takes, nil for all of it.
    static func picked(
        _ shape: [Int], _ starts: [Int], _ ends: [Int], _ axes: [Int]?, _ steps: [Int]?, _ node: ONNXNode
    ) throws(Diagnostic) -> [[Int]?] {
        let axes = axes ?? Array(starts.indices)
        let steps = steps ?? starts.map { _ in 1 }
        guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
            throw node.failure("has starts, ends, axes and steps of different counts")
        }
        var picked = [[Int]?](repeating: nil, count: shape.count)
        for (index, given) in axes.enumerated() {
            let axis = try axis(given, rank: shape.count, node)
            picked[axis] = try picks(from: starts[index], to: ends[index], by: steps[index], extent: shape[axis], node)
        }
        return picked
    }

    /// The indices a slice takes of one axis; bounds beyond it are clamped, as the operator's definition says.
    private static func picks(
        from start: Int, to end: Int, by step: Int, extent: Int, _ node: ONNXNode
    ) throws(Diagnostic) -> [Int] {
        guard step != 0 else { throw node.failure("takes steps of \(step)") }
        guard extent <= ONNXFolding.elementLimit else { throw node.failure("slices an axis of \(extent), too long") }
        func clamped(_ bound: Int, _ range: ClosedRange<Int>) -> Int {
            min(max(bound < 0 ? bound + extent : bound, range.lowerBound), range.upperBound)
        }
        guard extent > 0 else { return [] }
        // A longer step leads out of the axis at once and could leave the integers.
        let step = min(max(step, -extent), extent)
        if step > 0 { return Array(stride(from: clamped(start, 0...extent), to: clamped(end, 0...extent), by: step)) }
        return Array(stride(from: clamped(start, 0...extent - 1), to: clamped(end, -1...extent - 1), by: step))
    }

    /// Indices counted from the front; negative ones count from the back.
    static func indices(_ given: [Int], extent: Int, _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        var indices: [Int] = []
        for index in given {
            guard index >= -extent, index < extent else {
                throw node.failure("reads element \(index) of \(extent)")
            }
            indices.append(index < 0 ? index + extent : index)
        }
        return indices
    }

    /// The extents that a Split gives its outputs; equal ones, the last perhaps smaller, where none are given.
    static func splitSizes(_ given: [Int]?, extent: Int, _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        let outputs = node.outputs.count
        guard extent <= ONNXFolding.elementLimit else { throw node.failure("splits an axis of \(extent), too long") }
        guard let sizes = given else {
            let part = (extent + outputs - 1) / outputs
            let sizes = (0..<outputs).map { min(part, max(0, extent - $0 * part)) }
            return sizes
        }
        guard sizes.count == outputs, sizes.allSatisfy({ (0...extent).contains($0) }), sizes.reduce(0, +) == extent
        else { throw node.failure("splits \(extent) elements into \(sizes.prefix(16)) for \(outputs) outputs") }
        return sizes
    }
}
