import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// Add, Sum, Sub, Mul and Div, of layers or of a layer and a constant for each channel.
    mutating func lowerArithmetic(_ node: ONNXNode) throws(Diagnostic) {
        var layers: [NodeID] = []
        var constant: (position: Int, value: Tensor)?
        for position in node.inputs.indices {
            if let name = node.input(position), case .node(let id)? = values[name] {
                layers.append(id)
            } else {
                guard constant == nil else { throw node.failure("combines several constants with a layer") }
                constant = (position, try requiredWeights(node, position))
            }
        }
        guard let constant else { return try lowerArithmetic(node, layers) }
        guard layers.count == 1, node.inputs.count == 2 else {
            throw node.failure("combines a constant with \(layers.count) layers; only one is supported")
        }
        let shape = shape(layers[0])
        guard let vector = channelVector(constant.value, shape) else {
            throw node.failure(
                "combines \([1] + shape) with a constant of shape \(constant.value.shape); only one number, or one for each channel, is supported"
            )
        }
        try emit(node, try affine(node, vector, constantIsFirst: constant.position == 0), [layers[0]])
    }

    private mutating func lowerArithmetic(_ node: ONNXNode, _ layers: [NodeID]) throws(Diagnostic) {
        switch node.operation {
        case "Add", "Sum":
            if layers.count == 1 { return alias(node, to: layers[0]) }
            try emit(node, Sum(), layers)
        case "Mul":
            guard layers.count == 2 else { throw node.failure("has \(layers.count) inputs, not 2") }
            let sizes = layers.map { shape($0).reduce(1, *) }
            try emit(node, Product(), sizes[0] >= sizes[1] ? layers : layers.reversed())
        default: throw node.failure("combines two layers; only a constant as one of them is supported")
        }
    }

    /// A constant as one number for each channel, or nil where it varies otherwise.
    private func channelVector(_ constant: Tensor, _ shape: [Int]) -> [Float]? {
        let rank = shape.count + 1
        guard constant.shape.count <= rank, constant.count == 1 || constant.count == shape[0] else { return nil }
        if constant.count == 1 { return [Float](repeating: constant[0], count: shape[0]) }
        let padded = [Int](repeating: 1, count: rank - constant.shape.count) + constant.shape
        return padded[1] == shape[0] ? constant.elements : nil
    }

    private func affine(
        _ node: ONNXNode, _ vector: [Float], constantIsFirst: Bool
    ) throws(Diagnostic) -> ChannelAffine {
        let ones = [Float](repeating: 1, count: vector.count)
        let zeros = [Float](repeating: 0, count: vector.count)
        let (scale, shift): ([Float], [Float])
        switch (node.operation, constantIsFirst) {
        case ("Add", _), ("Sum", _): (scale, shift) = (ones, vector)
        case ("Sub", false): (scale, shift) = (ones, vector.map { -$0 })
        case ("Sub", true): (scale, shift) = (ones.map { -$0 }, vector)
        case ("Mul", _): (scale, shift) = (vector, zeros)
        case ("Div", false): (scale, shift) = (vector.map { 1 / $0 }, zeros)
        default: throw node.failure("divides a constant by a layer, which is not supported")
        }
        guard scale.allSatisfy(\.isFinite) else { throw node.failure("divides by zero") }
        let size = [vector.count]
        return ChannelAffine(scale: Tensor(shape: size, elements: scale), shift: Tensor(shape: size, elements: shift))
    }

    mutating func lowerConcatenation(_ node: ONNXNode) throws(Diagnostic) {
        var layers: [NodeID] = []
        for position in node.inputs.indices { layers.append(try activation(node, position)) }
        guard let first = layers.first else { throw node.failure("joins nothing") }
        let axis = try imageAxis(node, try node.integer("axis") ?? 0, rank: shape(first).count + 1)
        try emit(node, Concatenation(axis: axis), layers)
    }

    /// An axis of the image; the batch axis is refused.
    func imageAxis(_ node: ONNXNode, _ axis: Int, rank: Int) throws(Diagnostic) -> Int {
        let axis = try ONNXShapes.axis(axis, rank: rank, node)
        guard axis > 0 else { throw node.failure("works along the batch axis, which mixes images") }
        return axis - 1
    }

    mutating func lowerSoftmax(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let full = [1] + shape(input)
        let axis = try imageAxis(node, try node.integer("axis") ?? (opset < 13 ? 1 : -1), rank: full.count)
        // Before operator set 13 the axes from the given one on were taken together.
        guard opset >= 13 || full[(axis + 2)...].allSatisfy({ $0 == 1 }) else {
            throw node.failure(
                "takes a softmax over several axes at once, as before operator set 13; export with 13 or later")
        }
        if node.operation == "LogSoftmax" {
            values[node.outputs[0]] = .logarithm(of: input)
        } else {
            try emit(node, Softmax(axis: axis), [input])
        }
    }
}
