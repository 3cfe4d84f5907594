import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// y = alpha · A · B + beta · C, A being the features of an image and B, C weights.
    mutating func lowerGemm(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        guard try node.integer("transA") ?? 0 == 0 else {
            throw node.failure("turns its first input, which mixes the images of a batch")
        }
        let isTransposed = try node.integer("transB") ?? 0 != 0
        let weight = try matrix(node, isTransposed: isTransposed, factor: try node.float("alpha") ?? 1)
        let bias = try gemmBias(node, outputs: weight.shape[0])
        try emit(node, Dense(weight: weight, bias: bias), [input])
    }

    /// A product with a constant as a dense layer where that is what it is, of matrices otherwise.
    mutating func lowerMatrixProduct(_ node: ONNXNode) throws(Diagnostic) {
        switch (try operand(node, 0), try operand(node, 1)) {
        case (.some(let left), .some(let right)):
            guard shape(left).count == shape(right).count, shape(left).count > 1 else { throw mixing(node) }
            try emit(node, MatrixProduct(), [left, right])
        case (.some(let left), nil):
            if shape(left).count == 1 {
                let weight = try matrix(node, isTransposed: false, factor: 1)
                return try emit(node, Dense(weight: weight, bias: nil), [left])
            }
            try emit(node, MatrixProduct(constant: try fixedMatrix(node, 1, .right, beside: left)), [left])
        case (nil, .some(let right)):
            guard shape(right).count > 1 else { throw mixing(node) }
            try emit(node, MatrixProduct(constant: try fixedMatrix(node, 0, .left, beside: right)), [right])
        case (nil, nil): throw node.failure("reads no layer")
        }
    }

    /// The layer an input reads, nil where that is a constant.
    private func operand(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> NodeID? {
        guard let name = node.input(position) else { throw node.failure("lacks input \(position)") }
        if case .node(let id)? = values[name] { return id }
        return nil
    }

    private mutating func fixedMatrix(
        _ node: ONNXNode, _ position: Int, _ side: FixedOperand.Side, beside layer: NodeID
    ) throws(Diagnostic) -> FixedOperand {
        let weight = try requiredWeights(node, position)
        guard weight.shape.count > 1, let fixed = imageShape(weight.shape, rank: shape(layer).count) else {
            throw node.failure("multiplies \([1] + shape(layer)) with weights of shape \(weight.shape)")
        }
        return FixedOperand(weight.reshaped(to: fixed), on: side)
    }

    private func mixing(_ node: ONNXNode) -> Diagnostic {
        node.failure("multiplies along the batch axis, which mixes images")
    }

    /// Input 1 as outputs × inputs.
    ///
    /// - Parameter isTransposed: whether it is stored so.
    private mutating func matrix(
        _ node: ONNXNode, isTransposed: Bool, factor: Float
    ) throws(Diagnostic) -> Tensor {
        var weight = try requiredWeights(node, 1)
        guard weight.shape.count == 2 else { throw node.failure("has weights of shape \(weight.shape), no matrix") }
        guard factor.isFinite else { throw node.failure("has the factor \(factor)") }
        if isTransposed, factor == 1 { return weight }
        let key = "\(isTransposed) \(factor) \(node.input(1) ?? "")"
        if let known = preparedWeights[key] { return known }
        try account(node, elements: weight.count)
        if !isTransposed { weight = weight.matrixTransposed }
        if factor != 1 {
            weight.withUnsafeMutableBufferPointer { elements in
                for index in elements.indices { elements[index] *= factor }
            }
        }
        preparedWeights[key] = weight
        return weight
    }

    private mutating func gemmBias(_ node: ONNXNode, outputs: Int) throws(Diagnostic) -> Tensor? {
        let factor = try node.float("beta") ?? 1
        guard let bias = try weights(node, 2), factor != 0 else { return nil }
        guard factor.isFinite else { throw node.failure("has the factor \(factor)") }
        guard bias.count == 1 || (bias.count == outputs && bias.shape.last == outputs) else {
            throw node.failure("adds weights of shape \(bias.shape) to \(outputs) outputs")
        }
        guard outputs <= ONNXFolding.elementLimit else { throw node.failure("has \(outputs) outputs") }
        return Tensor(shape: [outputs], elements: (0..<outputs).map { bias[bias.count == 1 ? 0 : $0] * factor })
    }

    mutating func lowerBatchNormalization(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let isTraining = try node.integer("training_mode") ?? 0 != 0
        guard !isTraining, !node.hasOutput(1) else { throw node.failure("is in training mode; export for inference") }
        let gamma = try requiredWeights(node, 1)
        let beta = try requiredWeights(node, 2)
        let mean = try requiredWeights(node, 3)
        let variance = try requiredWeights(node, 4)
        let operation: ChannelAffine
        do {
            operation = try ChannelAffine.batchNormalization(
                gamma: gamma, beta: beta, mean: mean, variance: variance,
                epsilon: Double(try node.float("epsilon") ?? 1e-5))
        } catch {
            throw Diagnostic(
                error.severity, error.id, "\(node.operation) '\(node.displayName)': \(error.message)", at: error.place,
                notes: error.notes)
        }
        try emit(node, operation, [input])
    }

    mutating func lowerLocalResponseNormalization(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        guard let size = try node.integer("size"), (1...65_536).contains(size) else {
            throw node.failure("lacks a sensible size")
        }
        let alpha = try node.float("alpha") ?? 1e-4
        let beta = try node.float("beta") ?? 0.75
        let bias = try node.float("bias") ?? 1
        guard alpha.isFinite, beta.isFinite, bias.isFinite else {
            throw node.failure("has parameters that are not finite")
        }
        try emit(node, LocalResponseNormalization(size: size, alpha: alpha, beta: beta, k: bias), [input])
    }
}
