import Diagnostics
import Tensors

/// The arithmetic of shapes that ONNX's operators define, with the batch axis.
enum ONNXShapes {
    /// The product of extents, or nil where one is negative, or where the product of those that are not 0 exceeds the
    /// limit: so no product of some of them can overflow.
    static func count(of shape: [Int], atMost limit: Int = 1 << 40) -> Int? {
        guard elementCount(of: shape.map { $0 == 0 ? 1 : $0 }, atMost: limit) != nil else { return nil }
        return shape.reduce(1, *)
    }

    /// An axis counted from the front; ONNX counts negative ones from the back.
    static func axis(_ axis: Int, rank: Int, _ node: ONNXNode) throws(Diagnostic) -> Int {
        guard (-rank..<rank).contains(axis) else {
            throw node.failure("has no axis \(axis) in a value of rank \(rank)")
        }
        return axis < 0 ? axis + rank : axis
    }

    /// The shape a Reshape gives: 0 keeps an extent unless `allowzero` is set, −1 is worked out.
    static func reshaped(_ shape: [Int], _ target: [Int], _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        let allowsZero = try node.integer("allowzero") ?? 0 != 0
        let failure = node.failure("cannot give \(shape) the shape \(target)")
        var result = target
        for (axis, extent) in target.enumerated() where extent == 0 && !allowsZero {
            guard shape.indices.contains(axis) else { throw failure }
            result[axis] = shape[axis]
        }
        let count = shape.reduce(1, *)
        if let open = result.firstIndex(of: -1) {
            var others = result
            others.remove(at: open)
            guard let known = self.count(of: others), known > 0, count % known == 0 else { throw failure }
            result[open] = count / known
        }
        guard self.count(of: result) == count else { throw failure }
        return result
    }

    /// - Parameter axes: nil for all axes of extent 1.
    static func squeezed(_ shape: [Int], _ axes: [Int]?, _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        guard let axes else { return shape.filter { $0 != 1 } }
        var removed: Set<Int> = []
        for given in axes {
            let axis = try axis(given, rank: shape.count, node)
            guard shape[axis] == 1 else { throw node.failure("cannot drop axis \(given) of \(shape)") }
            removed.insert(axis)
        }
        return shape.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    }

    static func unsqueezed(_ shape: [Int], _ axes: [Int], _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        let rank = shape.count + axes.count
        guard rank <= ONNXTensor.axisLimit else { throw node.failure("makes \(rank) axes") }
        var inserted: Set<Int> = []
        for given in axes { inserted.insert(try axis(given, rank: rank, node)) }
        guard inserted.count == axes.count else { throw node.failure("inserts an axis twice") }
        var rest = shape[...]
        return (0..<rank).map { inserted.contains($0) ? 1 : rest.popFirst() ?? 1 }
    }

    /// An order of axes; the default turns them round.
    static func permutation(_ given: [Int]?, rank: Int, _ node: ONNXNode) throws(Diagnostic) -> [Int] {
        let order = given ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else {
            throw node.failure("has the order of axes \(order) for rank \(rank)")
        }
        return order
    }

    /// The common shape of two values by NumPy's rule, or nil.
    static func broadcast(_ left: [Int], _ right: [Int]) -> [Int]? {
        let rank = max(left.count, right.count)
        let padded = [left, right].map { [Int](repeating: 1, count: rank - $0.count) + $0 }
        var shape: [Int] = []
        for (a, b) in zip(padded[0], padded[1]) {
            guard a == b || a == 1 || b == 1 else { return nil }
            shape.append(a == 1 ? b : a)
        }
        return shape
    }

    /// For every element of `result`, the place of the element of `shape` that is broadcast there.
    static func places(of shape: [Int], broadcastTo result: [Int]) -> [Int] {
        let padded = [Int](repeating: 1, count: result.count - shape.count) + shape
        var places = [0]
        for (extent, wanted) in zip(padded, result) {
            places = places.flatMap { place in
                (0..<wanted).map { place * extent + (extent == 1 ? 0 : $0) }
            }
        }
        return places
    }
}
