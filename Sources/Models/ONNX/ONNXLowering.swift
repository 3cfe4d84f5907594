import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// Makes layers of a node, or a constant; false where the operator is not supported.
    mutating func lower(_ node: ONNXNode) throws(Diagnostic) -> Bool {
        guard node.isStandard, let first = node.outputs.first, !first.isEmpty else { return false }
        if node.operation == "If" { return try lowerBranch(node) }
        if try fold(node) { return true }
        guard Self.operations.contains(node.operation) else { return false }
        // The cause has been noted where the missing value should have been made.
        for input in node.inputs { if case .missing? = values[input] { throw node.failure("lacks '\(input)'") } }
        for input in node.inputs {
            if case .logarithm? = values[input] {
                throw node.failure("reads a LogSoftmax, which is supported only as a graph's end")
            }
        }
        try lowerSupported(node)
        return true
    }

    /// The operators of layers; those of `lowerSupported`.
    private static let operations = elementwiseOperations.union([
        "Add", "AveragePool", "BatchNormalization", "Cast", "CastLike", "Concat", "Conv", "Div", "Dropout", "Expand",
        "Flatten", "Gather", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Identity", "LRN", "LogSoftmax", "MatMul",
        "Max", "MaxPool", "Mean", "Min", "Mul", "PRelu", "Pad", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum",
        "Reshape", "Resize", "Slice", "Softmax", "Split", "Squeeze", "Sub", "Sum", "Tile", "Transpose", "Unsqueeze",
        "Upsample",
    ])

    private mutating func lowerSupported(_ node: ONNXNode) throws(Diagnostic) {
        switch node.operation {
        case "Conv": try lowerConvolution(node)
        case "Gemm": try lowerGemm(node)
        case "MatMul": try lowerMatrixProduct(node)
        case "BatchNormalization": try lowerBatchNormalization(node)
        case "LRN": try lowerLocalResponseNormalization(node)
        case "MaxPool", "AveragePool": try lowerPool(node)
        case "GlobalAveragePool": try emit(node, GlobalAveragePool(), [activation(node, 0)])
        case "GlobalMaxPool": try lowerGlobalMaxPool(node)
        case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin": try lowerReduction(node)
        case "Add", "Sum", "Sub", "Mul", "Div", "Max", "Min", "Mean": try lowerArithmetic(node)
        case "PRelu": try lowerParametricRectifier(node)
        case "Concat": try lowerConcatenation(node)
        case "Pad": try lowerPad(node)
        case "Flatten", "Reshape", "Squeeze", "Unsqueeze": try lowerReshaping(node)
        case "Transpose": try lowerTranspose(node)
        case "Slice": try lowerSlice(node)
        case "Gather": try lowerGather(node)
        case "Split": try lowerSplit(node)
        case "Expand", "Tile": try lowerRepetition(node)
        case "Resize", "Upsample": try lowerResize(node)
        case "Softmax", "LogSoftmax": try lowerSoftmax(node)
        case "Identity", "Dropout", "Cast", "CastLike": try lowerNothing(node)
        case let operation where Self.elementwiseOperations.contains(operation): try lowerElementwise(node)
        default: throw node.failure("is not supported")
        }
    }

    /// Works a node out where all it reads is known; the shape of a layer's output is.
    private mutating func fold(_ node: ONNXNode) throws(Diagnostic) -> Bool {
        guard ONNXFolding.operations.contains(node.operation) else { return false }
        if let name = node.input(0), case .node(let id)? = values[name] {
            switch node.operation {
            case "Shape": values[node.outputs[0]] = .constant(try ONNXFolding.shape([1] + shape(id), node))
            case "Size":
                values[node.outputs[0]] = .constant(ONNXConstant(shape: [], integers: [shape(id).reduce(1, *)]))
            default: return false
            }
            return true
        }
        var constants: [ONNXConstant?] = []
        for (position, input) in node.inputs.enumerated() {
            guard !input.isEmpty else {
                constants.append(nil)
                continue
            }
            if node.operation == "CastLike", position == 1, case .node? = values[input] {
                // Only its type counts, and layers hold floating-point numbers.
                constants.append(ONNXConstant(Tensor(shape: [1])))
                continue
            }
            guard let constant = try constant(input) else { return false }
            constants.append(constant)
        }
        let results = try ONNXFolding(node: node, inputs: constants, opset: opset).results(storage: &storage)
        for (output, result) in zip(node.outputs, results) where !output.isEmpty {
            if node.operation != "Constant" { try account(node, elements: result.count) }
            values[output] = .constant(result)
        }
        return true
    }

    /// Operators that leave the values as they are outside training.
    private mutating func lowerNothing(_ node: ONNXNode) throws(Diagnostic) {
        if node.operation == "Dropout" {
            try requireSingleOutput(node, "a mask")
            if try integers(node, 2)?.first ?? 0 != 0 {
                throw node.failure("is in training mode; export for inference")
            }
        }
        if node.operation == "Cast", let type = try node.integer("to"), ![1, 10, 11, 16].contains(type) {
            throw node.failure("casts activations to type \(type); only floating-point types are supported")
        }
        if node.operation == "CastLike" { try requireFloats(node, 1) }
        alias(node, to: try activation(node, 0))
    }

    /// Refuses a CastLike of a layer to another type than layers have.
    private mutating func requireFloats(_ node: ONNXNode, _ position: Int) throws(Diagnostic) {
        guard let name = node.input(position), let constant = try constant(name) else {
            _ = try activation(node, position)
            return
        }
        guard constant.floats != nil else {
            throw node.failure("casts activations to integers; only floating-point types are supported")
        }
    }
}
