import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    private enum Operand {
        case layer(NodeID)
        case constant(Tensor)
    }

    /// Add, Sum, Sub, Mul, Div, Max, Min and Mean, of layers and constants.
    mutating func lowerArithmetic(_ node: ONNXNode) throws(Diagnostic) {
        guard let function = Self.functions[node.operation] else { throw node.failure("is not supported") }
        var operands = try operands(node)
        let takesTwo = ["Add", "Sub", "Mul", "Div"].contains(node.operation)
        guard !takesTwo || operands.count == 2 else { throw node.failure("has \(operands.count) inputs, not 2") }
        if !takesTwo { operands = layersFirst(operands) }
        let layers = operands.compactMap { if case .layer(let id) = $0 { id } else { nil } }
        guard let first = layers.first else { throw node.failure("reads no layer") }
        let isMean = node.operation == "Mean" && operands.count > 1
        if operands.count == 1 { return alias(node, to: first) }
        if function == .sum, layers.count == operands.count, !isMean, Set(layers.map { shape($0) }).count == 1 {
            return try emit(node, Sum(), layers)
        }
        var left = operands[0]
        for (position, right) in operands.enumerated().dropFirst() {
            let (operation, inputs) = try combination(node, function, left, right)
            if position == operands.count - 1, !isMean { return try emit(node, operation, inputs) }
            left = .layer(try step(node, operation, inputs))
        }
        guard case .layer(let sum) = left else { return }
        let channels = [shape(sum)[0]]
        let share = Tensor(shape: channels, repeating: 1 / Float(operands.count))
        try emit(node, ChannelAffine(scale: share, shift: Tensor(shape: channels)), [sum])
    }

    private static let functions: [String: Combination.Function] = [
        "Add": .sum, "Sum": .sum, "Mean": .sum, "Sub": .difference, "Mul": .product, "Div": .quotient,
        "Max": .maximum, "Min": .minimum,
    ]

    private mutating func operands(_ node: ONNXNode) throws(Diagnostic) -> [Operand] {
        var operands: [Operand] = []
        for position in node.inputs.indices {
            if let name = node.input(position), case .node(let id)? = values[name] {
                operands.append(.layer(id))
            } else if ["Max", "Min"].contains(node.operation), let name = node.input(position),
                try constant(name)?.count == 1, let bound = try number(node, position)
            {
                // A single bound may be infinite.
                operands.append(.constant(Tensor(shape: [], elements: [bound])))
            } else {
                operands.append(.constant(try requiredWeights(node, position)))
            }
        }
        return operands
    }

    private func layersFirst(_ operands: [Operand]) -> [Operand] {
        operands.filter { if case .layer = $0 { true } else { false } }
            + operands.filter { if case .constant = $0 { true } else { false } }
    }

    /// The operator for two operands, at least one of them a layer, and what it reads.
    private func combination(
        _ node: ONNXNode, _ function: Combination.Function, _ left: Operand, _ right: Operand
    ) throws(Diagnostic) -> (any Operator, [NodeID]) {
        switch (left, right) {
        case (.layer(let a), .layer(let b)): return try combination(node, function, a, b)
        case (.layer(let layer), .constant(let value)):
            return (try combination(node, function, shape(layer), value, on: .right), [layer])
        case (.constant(let value), .layer(let layer)):
            return (try combination(node, function, shape(layer), value, on: .left), [layer])
        case (.constant, .constant): throw node.failure("reads no layer")
        }
    }

    private func combination(
        _ node: ONNXNode, _ function: Combination.Function, _ left: NodeID, _ right: NodeID
    ) throws(Diagnostic) -> (any Operator, [NodeID]) {
        let (a, b) = (shape(left), shape(right))
        guard a.count == b.count else {
            throw node.failure(
                "combines \([1] + a) and \([1] + b), which brings the batch axis of one to another axis of the other",
                notes: [.init("give both as many axes before they are combined, as with unsqueeze or view")])
        }
        if function == .sum, a == b { return (Sum(), [left, right]) }
        if function == .product, a.count <= 3 {
            return (Product(), a.reduce(1, *) >= b.reduce(1, *) ? [left, right] : [right, left])
        }
        return (Combination(function), [left, right])
    }

    private func combination(
        _ node: ONNXNode, _ function: Combination.Function, _ shape: [Int], _ constant: Tensor,
        on side: FixedOperand.Side
    ) throws(Diagnostic) -> any Operator {
        if function == .quotient, side == .right, constant.elements.contains(where: { !(1 / $0).isFinite }) {
            throw node.failure("divides by zero")
        }
        if constant.count == 1, function == .maximum { return Clip(minimum: constant[0], maximum: .infinity) }
        if constant.count == 1, function == .minimum { return Clip(minimum: -.infinity, maximum: constant[0]) }
        if let vector = channelVector(constant, shape), let affine = affine(function, vector, on: side) {
            return affine
        }
        guard let fixed = imageShape(constant.shape, rank: shape.count) else {
            throw node.failure(
                "combines \([1] + shape) with a constant of shape \(constant.shape), which does not keep the batch axis apart"
            )
        }
        return Combination(function, constant: FixedOperand(constant.reshaped(to: fixed), on: side))
    }

    /// The shape of a constant as an image's operand, or nil where it has a batch.
    func imageShape(_ shape: [Int], rank: Int) -> [Int]? {
        if shape.count <= rank { return [Int](repeating: 1, count: rank - shape.count) + shape }
        return shape.count == rank + 1 && shape[0] == 1 ? Array(shape.dropFirst()) : nil
    }

    /// A constant as one number for each channel, or nil where it varies otherwise.
    func channelVector(_ constant: Tensor, _ shape: [Int]) -> [Float]? {
        let rank = shape.count + 1
        guard constant.shape.count <= rank, constant.count == 1 || constant.count == shape[0] else { return nil }
        if constant.count == 1 { return [Float](repeating: constant[0], count: shape[0]) }
        let padded = [Int](repeating: 1, count: rank - constant.shape.count) + constant.shape
        return padded[1] == shape[0] ? constant.elements : nil
    }

    /// The map of each channel by itself, where the function with this constant is one.
    private func affine(
        _ function: Combination.Function, _ vector: [Float], on side: FixedOperand.Side
    ) -> ChannelAffine? {
        let ones = [Float](repeating: 1, count: vector.count)
        let zeros = [Float](repeating: 0, count: vector.count)
        let (scale, shift): ([Float], [Float])
        switch (function, side) {
        case (.sum, _): (scale, shift) = (ones, vector)
        case (.difference, .right): (scale, shift) = (ones, vector.map { -$0 })
        case (.difference, .left): (scale, shift) = (ones.map { -$0 }, vector)
        case (.product, _): (scale, shift) = (vector, zeros)
        case (.quotient, .right): (scale, shift) = (vector.map { 1 / $0 }, zeros)
        case (.quotient, .left), (.maximum, _), (.minimum, _): return nil
        }
        let size = [vector.count]
        return ChannelAffine(scale: Tensor(shape: size, elements: scale), shift: Tensor(shape: size, elements: shift))
    }
}
