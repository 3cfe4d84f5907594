import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// The operators of `lowerElementwise`.
    static let elementwiseOperations: Set<String> = [
        "Abs", "Clip", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "Neg", "Pow",
        "Reciprocal", "Relu", "Selu", "Sigmoid", "Softplus", "Sqrt", "Tanh",
    ]

    /// Operators that work on each element by itself.
    mutating func lowerElementwise(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        switch node.operation {
        case "Pow": try lowerPower(node, input)
        case "Neg":
            let channels = [shape(input)[0]]
            let negation = ChannelAffine(scale: Tensor(shape: channels, repeating: -1), shift: Tensor(shape: channels))
            try emit(node, negation, [input])
        default: try emit(node, function(node), [input])
        }
    }

    private mutating func function(_ node: ONNXNode) throws(Diagnostic) -> any Operator {
        switch node.operation {
        case "Abs": return AbsoluteValue()
        case "Clip":
            let isAttribute = opset < 11
            let minimum = isAttribute ? try node.float("min") : try number(node, 1)
            let maximum = isAttribute ? try node.float("max") : try number(node, 2)
            return Clip(minimum: minimum ?? -.infinity, maximum: maximum ?? .infinity)
        case "Elu": return ExponentialLinear(alpha: try parameter(node, "alpha", 1))
        case "Erf": return ErrorFunction()
        case "Exp": return Exponential()
        case "Gelu":
            let approximation = try node.text("approximate") ?? "none"
            guard ["none", "tanh"].contains(approximation) else {
                throw node.failure("is approximated by '\(approximation)', which is not supported")
            }
            return GaussianErrorLinear(isApproximate: approximation == "tanh")
        case "HardSigmoid":
            return HardSigmoid(alpha: try parameter(node, "alpha", 0.2), beta: try parameter(node, "beta", 0.5))
        case "HardSwish": return HardSwish()
        case "LeakyRelu": return LeakyRectifier(slope: try parameter(node, "alpha", 0.01))
        case "Log": return Logarithm()
        case "Reciprocal": return Power(-1)
        case "Relu": return Rectifier()
        case "Selu":
            return ExponentialLinear(
                alpha: try parameter(node, "alpha", 1.673_263_2), scale: try parameter(node, "gamma", 1.050_701))
        case "Sigmoid": return Sigmoid()
        case "Softplus": return Softplus()
        case "Sqrt": return Power(0.5)
        case "Tanh": return HyperbolicTangent()
        default: throw node.failure("is not supported")
        }
    }

    private func parameter(_ node: ONNXNode, _ name: String, _ standard: Float) throws(Diagnostic) -> Float {
        let value = try node.float(name) ?? standard
        guard value.isFinite else { throw node.failure("has the \(name) \(value)") }
        return value
    }

    private mutating func lowerPower(_ node: ONNXNode, _ input: NodeID) throws(Diagnostic) {
        guard let name = node.input(1), let exponent = try constant(name) else {
            throw node.failure("has an exponent that is computed; only constants are supported")
        }
        guard let exponent = exponent.singleNumber, exponent.isFinite else {
            throw node.failure("has an exponent of shape \(exponent.shape), not one finite number")
        }
        exponent == 1 ? alias(node, to: input) : try emit(node, Power(exponent), [input])
    }

    mutating func lowerParametricRectifier(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let slope = try requiredWeights(node, 1)
        if slope.count == 1 { return try emit(node, LeakyRectifier(slope: slope[0]), [input]) }
        guard let slopes = channelVector(slope, shape(input)) else {
            throw node.failure(
                "has slopes of shape \(slope.shape) for \([1] + shape(input)); only one, or one for each channel, is supported"
            )
        }
        try emit(node, ParametricRectifier(slope: Tensor(shape: [slopes.count], elements: slopes)), [input])
    }
}
