import Diagnostics
import Networks

extension ONNXImport {
    /// Makes layers of a node, or a constant; false where the operator is not supported.
    mutating func lower(_ node: ONNXNode) throws(Diagnostic) -> Bool {
        guard node.isStandard, let first = node.outputs.first, !first.isEmpty else { return false }
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
    private static let operations: Set<String> = [
        "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Conv", "Div", "Dropout", "Flatten",
        "Gemm", "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity", "LRN", "LeakyRelu",
        "LogSoftmax", "MatMul", "MaxPool", "Mul", "Pad", "ReduceMean", "Relu", "Reshape", "Sigmoid", "Softmax",
        "Squeeze", "Sub", "Sum", "Transpose", "Unsqueeze",
    ]

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
        case "ReduceMean": try lowerMean(node)
        case "Add", "Sum", "Sub", "Mul", "Div": try lowerArithmetic(node)
        case "Concat": try lowerConcatenation(node)
        case "Pad": try lowerPad(node)
        case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose": try lowerReshaping(node)
        case "Softmax", "LogSoftmax": try lowerSoftmax(node)
        case "Identity", "Dropout", "Cast": try lowerNothing(node)
        default: try emit(node, activationFunction(node), [activation(node, 0)])
        }
    }

    /// Works a node out where all it reads is known; the shape of a layer's output is.
    private mutating func fold(_ node: ONNXNode) throws(Diagnostic) -> Bool {
        guard ONNXFolding.operations.contains(node.operation) else { return false }
        if node.operation == "Shape", let name = node.input(0), case .node(let id)? = values[name] {
            values[node.outputs[0]] = .constant(try ONNXFolding.shape([1] + shape(id), node))
            return true
        }
        var constants: [ONNXConstant?] = []
        for input in node.inputs {
            guard !input.isEmpty else {
                constants.append(nil)
                continue
            }
            guard let constant = try constant(input) else { return false }
            constants.append(constant)
        }
        let result = try ONNXFolding(node: node, inputs: constants, opset: opset).result(storage: &storage)
        if node.operation != "Constant" { try account(node, elements: result.count) }
        values[node.outputs[0]] = .constant(result)
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
        alias(node, to: try activation(node, 0))
    }

    /// The operator of a node that works on each element by itself.
    private mutating func activationFunction(_ node: ONNXNode) throws(Diagnostic) -> any Operator {
        switch node.operation {
        case "LeakyRelu": return LeakyRectifier(slope: try node.float("alpha") ?? 0.01)
        case "Sigmoid": return Sigmoid()
        case "HardSigmoid":
            return HardSigmoid(alpha: try node.float("alpha") ?? 0.2, beta: try node.float("beta") ?? 0.5)
        case "HardSwish": return HardSwish()
        case "Clip":
            let isAttribute = opset < 11
            let minimum = isAttribute ? try node.float("min") : try number(node, 1)
            let maximum = isAttribute ? try node.float("max") : try number(node, 2)
            return Clip(minimum: minimum ?? -.infinity, maximum: maximum ?? .infinity)
        default: return Rectifier()
        }
    }
}
