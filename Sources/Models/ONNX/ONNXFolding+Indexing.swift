import Diagnostics
import Tensors

/// Operators that pick, join and reorder elements.
extension ONNXFolding {
    func gather() throws(Diagnostic) -> ONNXConstant {
        let (value, places) = (try input(0), try input(1))
        guard let indices = places.integers else { throw node.failure("wants integers as indices") }
        let axis = try ONNXShapes.axis(try node.integer("axis") ?? 0, rank: value.shape.count, node)
        let extent = value.shape[axis]
        let inner = value.shape[(axis + 1)...].reduce(1, *)
        let outer = value.shape[..<axis].reduce(1, *)
        let shape = Array(value.shape[..<axis]) + places.shape + Array(value.shape[(axis + 1)...])
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        var sources: [Int] = []
        for block in 0..<outer {
            for index in indices {
                let place = index < 0 ? index + extent : index
                guard (0..<extent).contains(place) else { throw node.failure("reads element \(index) of \(extent)") }
                sources += (0..<inner).map { (block * extent + place) * inner + $0 }
            }
        }
        return value.gathered(sources, shape: shape)
    }

    func slice() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        let rank = value.shape.count
        let usesInputs = opset >= 10
        guard let starts = usesInputs ? try target(1) : try node.integers("starts"),
            let ends = usesInputs ? try target(2) : try node.integers("ends")
        else { throw node.failure("lacks starts or ends") }
        let hasAxes = usesInputs && inputs.count > 3 && inputs[3] != nil
        let axes = (hasAxes ? try target(3) : try node.integers("axes")) ?? Array(starts.indices)
        let steps = inputs.count > 4 && inputs[4] != nil ? try target(4) : starts.map { _ in 1 }
        guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
            throw node.failure("has starts, ends, axes and steps of different counts")
        }
        guard ONNXShapes.count(of: value.shape, atMost: Self.elementLimit) != nil else { throw tooLarge(value.shape) }
        var picked = value.shape.map { Array(0..<$0) }
        for (index, given) in axes.enumerated() {
            let axis = try ONNXShapes.axis(given, rank: rank, node)
            picked[axis] = try picks(from: starts[index], to: ends[index], by: steps[index], extent: value.shape[axis])
        }
        var places = [0]
        for (axis, choice) in picked.enumerated() {
            places = places.flatMap { place in choice.map { place * value.shape[axis] + $0 } }
        }
        return value.gathered(places, shape: picked.map(\.count))
    }

    /// The indices a slice takes of one axis; bounds beyond it are clamped, as the operator's definition says.
    private func picks(from start: Int, to end: Int, by step: Int, extent: Int) throws(Diagnostic) -> [Int] {
        guard step != 0 else { throw node.failure("takes steps of \(step)") }
        func clamped(_ bound: Int, _ range: ClosedRange<Int>) -> Int {
            min(max(bound < 0 ? bound + extent : bound, range.lowerBound), range.upperBound)
        }
        guard extent > 0 else { return [] }
        // A longer step leads out of the axis at once and could leave the integers.
        let step = min(max(step, -extent), extent)
        if step > 0 { return Array(stride(from: clamped(start, 0...extent), to: clamped(end, 0...extent), by: step)) }
        return Array(stride(from: clamped(start, 0...extent - 1), to: clamped(end, -1...extent - 1), by: step))
    }

    func concatenation() throws(Diagnostic) -> ONNXConstant {
        let first = try input(0)
        let parts = inputs.compactMap { $0 }
        let axis = try ONNXShapes.axis(try node.integer("axis") ?? 0, rank: first.shape.count, node)
        var shape = first.shape
        shape[axis] = 0
        for part in parts {
            var other = part.shape
            guard other.count == shape.count else { throw node.failure("joins \(first.shape) and \(part.shape)") }
            let (sum, overflow) = shape[axis].addingReportingOverflow(other[axis])
            other[axis] = shape[axis]
            guard other == shape, !overflow else { throw node.failure("joins \(first.shape) and \(part.shape)") }
            shape[axis] = sum
        }
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        let outer = shape[..<axis].reduce(1, *)
        let all = parts.allSatisfy { $0.integers != nil }
        guard all || parts.allSatisfy({ $0.floats != nil }) else {
            throw node.failure("joins integers with floating-point numbers")
        }
        var integers: [Int] = []
        var floats: [Float] = []
        for block in 0..<outer {
            for part in parts {
                let size = part.count / outer
                let range = block * size..<(block + 1) * size
                switch part.elements {
                case .integers(let values): integers += values[range]
                case .floats(let tensor): tensor.withUnsafeBufferPointer { floats += $0[range] }
                }
            }
        }
        return all
            ? ONNXConstant(shape: shape, integers: integers) : ONNXConstant(Tensor(shape: shape, elements: floats))
    }

    func transposition() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        let order = try ONNXShapes.permutation(try node.integers("perm"), rank: value.shape.count, node)
        let shape = order.map { value.shape[$0] }
        if case .floats(let tensor) = value.elements, order == [1, 0] { return ONNXConstant(tensor.matrixTransposed) }
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * value.shape[axis + 1] }
        var places = [0]
        for axis in order {
            places = places.flatMap { place in (0..<value.shape[axis]).map { place + $0 * strides[axis] } }
        }
        return value.gathered(places, shape: shape)
    }
}

extension Tensor {
    /// A matrix with rows and columns exchanged.
    ///
    /// - Precondition: there are two axes.
    var matrixTransposed: Tensor {
        let (rows, columns) = (shape[0], shape[1])
        return Tensor(shape: [columns, rows]) { target in
            withUnsafeBufferPointer { source in
                for row in 0..<rows {
                    for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
                }
            }
        }
    }
}
