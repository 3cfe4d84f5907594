import Diagnostics
import Tensors

/// Works out nodes whose inputs are all known when the graph is loaded, such as the pad amounts and shapes that
/// exporters compute by nodes.
///
/// Results are limited in size, so that a small file cannot ask for much memory.
struct ONNXFolding {
    let node: ONNXNode
    let inputs: [ONNXConstant?]
    let opset: Int

    /// The operators that are worked out.
    static let operations: Set<String> = [
        "Add", "Cast", "Concat", "Constant", "ConstantOfShape", "Div", "Dropout", "Flatten", "Gather", "Identity",
        "Mul", "Reshape", "Shape", "Slice", "Squeeze", "Sub", "Transpose", "Unsqueeze",
    ]
    static let elementLimit = 1 << 20

    func result(storage: inout ONNXStorage) throws(Diagnostic) -> ONNXConstant {
        switch node.operation {
        case "Constant": try constant(storage: &storage)
        case "Identity", "Dropout": try input(0)
        case "Shape": try Self.shape(input(0).shape, node)
        case "Cast": try cast()
        case "ConstantOfShape": try constantOfShape(storage: &storage)
        case "Add", "Sub", "Mul", "Div": try arithmetic()
        case "Gather": try gather()
        case "Slice": try slice()
        case "Concat": try concatenation()
        case "Transpose": try transposition()
        case "Flatten": try flattened()
        case "Reshape":
            try input(0).reshaped(to: ONNXShapes.reshaped(input(0).shape, target(1), node))
        case "Squeeze":
            try input(0).reshaped(to: ONNXShapes.squeezed(input(0).shape, try axes(), node))
        case "Unsqueeze":
            try input(0).reshaped(to: ONNXShapes.unsqueezed(input(0).shape, try axes() ?? [], node))
        default: throw node.failure("cannot be worked out for constants")
        }
    }

    /// The extents of a value as integers, from attribute `start` to `end`.
    static func shape(_ shape: [Int], _ node: ONNXNode) throws(Diagnostic) -> ONNXConstant {
        let bounds = [try node.integer("start") ?? 0, try node.integer("end") ?? shape.count].map { bound in
            min(max(bound < 0 ? bound + shape.count : bound, 0), shape.count)
        }
        let part = Array(shape[bounds[0]..<max(bounds[0], bounds[1])])
        return ONNXConstant(shape: [part.count], integers: part)
    }

    private func input(_ position: Int) throws(Diagnostic) -> ONNXConstant {
        guard inputs.indices.contains(position), let value = inputs[position] else {
            throw node.failure("lacks input \(position)")
        }
        return value
    }

    /// Axes, from the input they moved to with operator set 13, or the attribute of before.
    private func axes() throws(Diagnostic) -> [Int]? {
        if inputs.count > 1, inputs[1] != nil { return try target(1) }
        return try node.integers("axes")
    }

    private func target(_ position: Int) throws(Diagnostic) -> [Int] {
        guard let integers = try input(position).integers else {
            throw node.failure("wants integers as input \(position)")
        }
        return integers
    }

    private func constant(storage: inout ONNXStorage) throws(Diagnostic) -> ONNXConstant {
        for (name, attribute) in node.attributes {
            switch (name, attribute.content) {
            case ("value", .tensor(let tensor)): return try storage.constant(tensor)
            case ("value_float", .float(let value)): return ONNXConstant(Tensor(shape: [], elements: [value]))
            case ("value_floats", .floats(let values)):
                return ONNXConstant(Tensor(shape: [values.count], elements: values))
            case ("value_int", .integer(let value)): return ONNXConstant(shape: [], integers: [value])
            case ("value_ints", .integers(let values)): return ONNXConstant(shape: [values.count], integers: values)
            case ("sparse_value", _): throw node.failure("holds a sparse tensor, which is not supported")
            default: continue
            }
        }
        throw node.failure("holds no number")
    }

    private func constantOfShape(storage: inout ONNXStorage) throws(Diagnostic) -> ONNXConstant {
        let shape = try target(0)
        guard let count = ONNXShapes.count(of: shape, atMost: Self.elementLimit) else { throw tooLarge(shape) }
        var value = ONNXConstant(Tensor(shape: [1]))
        if case .tensor(let tensor)? = node.attributes["value"]?.content { value = try storage.constant(tensor) }
        guard value.count == 1 else { throw node.failure("fills with \(value.count) values, not 1") }
        return value.gathered([Int](repeating: 0, count: count), shape: shape)
    }

    private func cast() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        let target = try node.integer("to") ?? 0
        switch (target, value.elements) {
        case (1, .floats), (10, .floats), (11, .floats), (16, .floats): return value
        case (1, .integers(let values)), (10, .integers(let values)), (11, .integers(let values)):
            return ONNXConstant(Tensor(shape: value.shape, elements: values.map { Float($0) }))
        case (3, .integers), (5, .integers), (6, .integers), (7, .integers): return value
        case (9, .integers(let values)):
            return ONNXConstant(shape: value.shape, integers: values.map { $0 == 0 ? 0 : 1 })
        case (6, .floats(let tensor)), (7, .floats(let tensor)):
            guard tensor.count <= Self.elementLimit else { throw tooLarge(value.shape) }
            var integers: [Int] = []
            for element in tensor.elements {
                guard let integer = Int(exactly: element.rounded(.towardZero)) else {
                    throw node.failure("casts \(element) to an integer")
                }
                integers.append(integer)
            }
            return ONNXConstant(shape: value.shape, integers: integers)
        default: throw node.failure("casts to type \(target), which is not supported")
        }
    }

    private func arithmetic() throws(Diagnostic) -> ONNXConstant {
        let (left, right) = (try input(0), try input(1))
        guard let shape = ONNXShapes.broadcast(left.shape, right.shape) else {
            throw node.failure("cannot combine the shapes \(left.shape) and \(right.shape)")
        }
        guard ONNXShapes.count(of: shape, atMost: Self.elementLimit) != nil else { throw tooLarge(shape) }
        let leftPlaces = ONNXShapes.places(of: left.shape, broadcastTo: shape)
        let rightPlaces = ONNXShapes.places(of: right.shape, broadcastTo: shape)
        switch (left.elements, right.elements) {
        case (.integers(let a), .integers(let b)):
            var values: [Int] = []
            for (i, j) in zip(leftPlaces, rightPlaces) { values.append(try combine(a[i], b[j])) }
            return ONNXConstant(shape: shape, integers: values)
        case (.floats(let a), .floats(let b)):
            let values = zip(leftPlaces, rightPlaces).map { i, j in
                switch node.operation {
                case "Add": a[i] + b[j]
                case "Sub": a[i] - b[j]
                case "Mul": a[i] * b[j]
                default: a[i] / b[j]
                }
            }
            return ONNXConstant(Tensor(shape: shape, elements: values))
        default: throw node.failure("combines integers with floating-point numbers")
        }
    }

    private func combine(_ a: Int, _ b: Int) throws(Diagnostic) -> Int {
        if node.operation == "Div", b == 0 { throw node.failure("divides by zero") }
        let (value, overflow) =
            switch node.operation {
            case "Add": a.addingReportingOverflow(b)
            case "Sub": a.subtractingReportingOverflow(b)
            case "Mul": a.multipliedReportingOverflow(by: b)
            default: a.dividedReportingOverflow(by: b)
            }
        guard !overflow else { throw node.failure("computes an integer beyond 64 bits") }
        return value
    }

    private func flattened() throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
        let rank = value.shape.count
        let axis = try node.integer("axis") ?? 1
        guard (-rank...rank).contains(axis) else { throw node.failure("has no axis \(axis) in \(value.shape)") }
        let split = axis < 0 ? axis + rank : axis
        return value.reshaped(to: [value.shape[..<split].reduce(1, *), value.shape[split...].reduce(1, *)])
    }

    func tooLarge(_ shape: [Int]) -> Diagnostic {
        node.failure("would compute a constant of shape \(shape), beyond \(Self.elementLimit) elements")
    }
}

extension ONNXFolding {
    private func gather() throws(Diagnostic) -> ONNXConstant {
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

    private func slice() throws(Diagnostic) -> ONNXConstant {
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

    private func concatenation() throws(Diagnostic) -> ONNXConstant {
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

    private func transposition() throws(Diagnostic) -> ONNXConstant {
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
