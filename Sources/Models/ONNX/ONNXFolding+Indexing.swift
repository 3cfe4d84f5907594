import Diagnostics
import Tensors

/// Operators that pick, join and reorder elements.
extension ONNXFolding {
    func gather() throws(Diagnostic) -> ONNXConstant {
        let (value, places) = (try input(0), try input(1))
        guard let given = places.integers else { throw node.failure("wants integers as indices") }
        let axis = try ONNXShapes.axis(try node.integer("axis") ?? 0, rank: value.shape.count, node)
        let shape = Array(value.shape[..<axis]) + places.shape + Array(value.shape[(axis + 1)...])
        var picked = [[Int]?](repeating: nil, count: value.shape.count)
        picked[axis] = try ONNXShapes.indices(given, extent: value.shape[axis], node)
        return try take(picked, of: value).reshaped(to: shape)
    }

    func slice() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        let usesInputs = opset >= 10
        guard let starts = usesInputs ? try target(1) : try node.integers("starts"),
            let ends = usesInputs ? try target(2) : try node.integers("ends")
        else { throw node.failure("lacks starts or ends") }
        let axes = usesInputs ? try optionalTarget(3) : try node.integers("axes")
        let steps = usesInputs ? try optionalTarget(4) : nil
        return try take(try ONNXShapes.picked(value.shape, starts, ends, axes, steps, node), of: value)
    }

    /// The parts a value is cut into along an axis.
    func split() throws(Diagnostic) -> [ONNXConstant] {
        let value = try input(0)
        let axis = try ONNXShapes.axis(try node.integer("axis") ?? 0, rank: value.shape.count, node)
        let given = opset >= 13 ? try optionalTarget(1) : try node.integers("split")
        var parts: [ONNXConstant] = []
        var start = 0
        for size in try ONNXShapes.splitSizes(given, extent: value.shape[axis], node) {
            var picked = [[Int]?](repeating: nil, count: value.shape.count)
            picked[axis] = Array(start..<start + size)
            parts.append(try take(picked, of: value))
            start += size
        }
        return parts
    }

    /// Expand and Tile.
    func repeated() throws(Diagnostic) -> ONNXConstant {
        let (value, given) = (try input(0), try target(1))
        let result: [Int]
        if node.operation == "Tile" {
            guard given.count == value.shape.count, given.allSatisfy({ (0...Self.elementLimit).contains($0) }) else {
                throw node.failure("repeats \(value.shape) by \(given.prefix(16))")
            }
            guard value.shape.allSatisfy({ $0 <= Self.elementLimit }) else { throw tooLarge(value.shape) }
            result = zip(value.shape, given).map { $0 * $1 }
        } else {
            guard given.count <= ONNXTensor.axisLimit, let common = ONNXShapes.broadcast(value.shape, given) else {
                throw node.failure("cannot expand \(value.shape) to \(given.prefix(16))")
            }
            result = common
        }
        guard ONNXShapes.count(of: result, atMost: Self.elementLimit) != nil else { throw tooLarge(result) }
        let padded = [Int](repeating: 1, count: result.count - value.shape.count) + value.shape
        let picked = zip(padded, result).map { extent, wanted in (0..<wanted).map { $0 % max(1, extent) } }
        return try take(picked, of: value.reshaped(to: padded))
    }

    /// The elements at the given indices of every axis, nil for all of it.
    private func take(_ picked: [[Int]?], of value: ONNXConstant) throws(Diagnostic) -> ONNXConstant {
        let shape = zip(value.shape, picked).map { $1?.count ?? $0 }
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        guard !shape.contains(0) else { return value.gathered([], shape: shape) }
        var places = [0]
        for (extent, chosen) in zip(value.shape, picked) {
            let indices = chosen ?? Array(0..<extent)
            places = places.flatMap { place in indices.map { place * extent + $0 } }
        }
        return value.gathered(places, shape: shape)
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
