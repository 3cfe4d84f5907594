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
    static let operations = binaryOperations.union(unaryOperations).union([
        "Cast", "CastLike", "Concat", "Constant", "ConstantOfShape", "Dropout", "Expand", "Flatten", "Gather",
        "Identity", "Range", "ReduceProd", "Reshape", "Shape", "Size", "Slice", "Split", "Squeeze", "Tile",
        "Transpose", "Unsqueeze", "Where",
    ])
    static let elementLimit = 1 << 20

    /// A value for each output.
    func results(storage: inout ONNXStorage) throws(Diagnostic) -> [ONNXConstant] {
        node.operation == "Split" ? try split() : [try result(storage: &storage)]
    }

    private func result(storage: inout ONNXStorage) throws(Diagnostic) -> ONNXConstant {
        switch node.operation {
        case "Constant": try constant(storage: &storage)
        case "Identity", "Dropout": try input(0)
        case "Shape": try Self.shape(input(0).shape, node)
        case "Size": ONNXConstant(shape: [], integers: [try input(0).count])
        case "Cast": try cast(to: try node.integer("to") ?? 0)
        case "CastLike": try cast(to: try typeToCastLike())
        case "ConstantOfShape": try constantOfShape(storage: &storage)
        case "Range": try range()
        case "Where": try selection()
        case "ReduceProd": try product()
        case "Gather": try gather()
        case "Slice": try slice()
        case "Expand", "Tile": try repeated()
        case "Concat": try concatenation()
        case "Transpose": try transposition()
        case "Flatten": try flattened()
        case "Reshape":
            try input(0).reshaped(to: ONNXShapes.reshaped(input(0).shape, target(1), node))
        case "Squeeze":
            try input(0).reshaped(to: ONNXShapes.squeezed(input(0).shape, try axes(), node))
        case "Unsqueeze":
            try input(0).reshaped(to: ONNXShapes.unsqueezed(input(0).shape, try axes() ?? [], node))
        case let operation where Self.unaryOperations.contains(operation): try function()
        case let operation where Self.binaryOperations.contains(operation): try arithmetic()
        default: throw node.failure("is not supported")
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

    func input(_ position: Int) throws(Diagnostic) -> ONNXConstant {
        guard inputs.indices.contains(position), let value = inputs[position] else {
            throw node.failure("lacks input \(position)")
        }
        return value
    }

    /// Axes, from the input they moved to with operator set 13, or the attribute of before.
    func axes() throws(Diagnostic) -> [Int]? {
        if let axes = try optionalTarget(1) { return axes }
        return try node.integers("axes")
    }

    func target(_ position: Int) throws(Diagnostic) -> [Int] {
        guard let integers = try input(position).integers else {
            throw node.failure("wants integers as input \(position)")
        }
        return integers
    }

    /// The same, nil where the input is left out.
    func optionalTarget(_ position: Int) throws(Diagnostic) -> [Int]? {
        inputs.indices.contains(position) && inputs[position] != nil ? try target(position) : nil
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

    /// The type of a CastLike's second input, as in a Cast's `to`: floating-point numbers, or integers of 64 bits.
    ///
    /// Truth values are kept as integers, so that an input of only 0 and 1 may hold either; that is refused where the
    /// results would differ.
    private func typeToCastLike() throws(Diagnostic) -> Int {
        guard let like = try input(1).integers else { return 1 }
        let elements = try input(0).elements
        let isTruth: Bool =
            switch elements {
            case .integers(let values): values.allSatisfy { (0...1).contains($0) }
            case .floats(let tensor): tensor.elements.allSatisfy { $0 == 0 || $0 == 1 }
            }
        guard isTruth || !like.allSatisfy({ (0...1).contains($0) }) else {
            throw node.failure("casts to the type of what may be integers or truth values, which is not supported")
        }
        return 7
    }

    /// - Parameter target: a data type by its number in ONNX.
    private func cast(to target: Int) throws(Diagnostic) -> ONNXConstant {
        let value = try input(0)
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
