import Foundation
import Networks

/// Graphs of one or a few operators whose results onnxruntime has worked out; see `GoldenOutputs`.
enum OperatorCases {
    static let image: [Int?] = [nil, 2, 7, 6]
    static let weight = WrittenTensor.pattern("w", [3, 2, 4, 3], seed: 1)
    static let bias = WrittenTensor.pattern("b", [3], seed: 2)

    static let all: [(name: String, model: WrittenModel)] = windows + dense + elementwise + shapes + exporters + general

    static func one(
        _ name: String, _ operation: String, _ inputs: [String] = ["x"], opset: Int = 13,
        set attributes: [(String, WrittenAttribute)] = [], tensors: [WrittenTensor] = [], shape: [Int?] = image
    ) -> (name: String, model: WrittenModel) {
        let node = WrittenNode(operation, inputs, ["y"], name: name, attributes)
        return (name, WrittenModel(opset: opset, inputShape: shape, nodes: [node], tensors: tensors))
    }

    private static func convolution(
        _ name: String, _ attributes: [(String, WrittenAttribute)]
    ) -> (name: String, model: WrittenModel) {
        one(name, "Conv", ["x", "w", "b"], set: attributes, tensors: [weight, bias])
    }

    private static func pool(
        _ name: String, _ operation: String, opset: Int = 13, _ attributes: [(String, WrittenAttribute)]
    ) -> (name: String, model: WrittenModel) {
        one(name, operation, opset: opset, set: [("kernel_shape", .integers([3, 2]))] + attributes)
    }

    private static let strides: (String, WrittenAttribute) = ("strides", .integers([2, 2]))

    static let windows = [
        convolution("conv-same-upper", [("auto_pad", .text("SAME_UPPER")), strides]),
        convolution("conv-same-lower", [("auto_pad", .text("SAME_LOWER")), strides]),
        convolution("conv-valid", [("auto_pad", .text("VALID")), strides]),
        convolution(
            "conv-four-pads",
            [("pads", .integers([2, 0, 1, 3])), ("strides", .integers([2, 1])), ("dilations", .integers([1, 2]))]),
        one(
            "conv-depthwise", "Conv", ["x", "w"], set: [("group", .integer(2)), ("auto_pad", .text("SAME_LOWER"))],
            tensors: [.pattern("w", [4, 1, 2, 2], seed: 3)]),
        pool("max-same-upper", "MaxPool", [("auto_pad", .text("SAME_UPPER")), strides]),
        pool("max-same-lower", "MaxPool", [("auto_pad", .text("SAME_LOWER")), strides]),
        pool("max-valid", "MaxPool", [("auto_pad", .text("VALID")), strides]),
        pool("max-ceil-pads", "MaxPool", [("ceil_mode", .integer(1)), strides, ("pads", .integers([1, 0, 1, 1]))]),
        pool("max-dilated", "MaxPool", [("dilations", .integers([2, 3]))]),
        pool("average-same-upper", "AveragePool", [("auto_pad", .text("SAME_UPPER")), strides]),
        pool(
            "average-same-lower-counting", "AveragePool",
            [("auto_pad", .text("SAME_LOWER")), strides, ("count_include_pad", .integer(1))]),
        pool(
            "average-ceil", "AveragePool", opset: 19,
            [("ceil_mode", .integer(1)), strides, ("pads", .integers([1, 0, 1, 1]))]),
        pool(
            "average-ceil-counting", "AveragePool", opset: 19,
            [
                ("ceil_mode", .integer(1)), strides, ("pads", .integers([1, 0, 1, 1])),
                ("count_include_pad", .integer(1)),
            ]),
        one(
            "max-valid-ceil", "MaxPool",
            set: [
                ("kernel_shape", .integers([2, 3])), strides, ("auto_pad", .text("VALID")), ("ceil_mode", .integer(1)),
            ]),
        one("global-max", "GlobalMaxPool"),
        one("lrn-defaults", "LRN", set: [("size", .integer(3))]),
        one(
            "lrn-narrow", "LRN",
            set: [("size", .integer(1)), ("alpha", .float(0.5)), ("beta", .float(0.5)), ("bias", .float(2))]),
    ]

    private static func dense(
        _ name: String, _ operation: String, _ inputs: [String], _ attributes: [(String, WrittenAttribute)] = [],
        _ tensors: [WrittenTensor]
    ) -> (name: String, model: WrittenModel) {
        let nodes = [
            WrittenNode("Flatten", ["x"], ["f"]), WrittenNode(operation, ["f"] + inputs, ["y"], name: name, attributes),
        ]
        return (name, WrittenModel(inputShape: [1, 2, 3, 2], nodes: nodes, tensors: tensors))
    }

    static let dense = [
        dense(
            "gemm-alpha-beta", "Gemm", ["w", "c"], [("alpha", .float(0.5)), ("beta", .float(-2))],
            [.pattern("w", [12, 5], seed: 4), .pattern("c", [1, 5], seed: 5)]),
        dense(
            "gemm-turned", "Gemm", ["w", "c"], [("transB", .integer(1)), ("alpha", .float(2))],
            [.pattern("w", [5, 12], seed: 4), .pattern("c", [], seed: 6)]),
        dense("gemm-no-bias", "Gemm", ["w"], [], [.pattern("w", [12, 5], seed: 4)]),
        dense("matmul", "MatMul", ["w"], [], [.pattern("w", [12, 4], seed: 7)]),
    ]

    static let elementwise = [
        one("clip-attributes", "Clip", opset: 10, set: [("min", .float(-0.5)), ("max", .float(1))]),
        one("clip-upper-input", "Clip", ["x", "", "h"], tensors: [.floats("h", [], [0.75])]),
        one("leaky-default", "LeakyRelu"),
        one("hard-sigmoid-defaults", "HardSigmoid"),
        one("hard-swish", "HardSwish", opset: 14),
        one("sigmoid", "Sigmoid"),
        one("softmax-channels", "Softmax", set: [("axis", .integer(1))]),
        one("softmax-last", "Softmax", opset: 13),
        one("softmax-old", "Softmax", opset: 11, shape: [nil, 5, 1, 1]),
        one("multiply-channels", "Mul", ["x", "c"], tensors: [.floats("c", [2, 1, 1], [2, -0.5])]),
        one("subtract-from", "Sub", ["c", "x"], tensors: [.floats("c", [1, 2, 1, 1], [1, 3])]),
        one("subtract", "Sub", ["x", "c"], tensors: [.floats("c", [2, 1, 1], [0.25, 3])]),
        one("divide", "Div", ["x", "c"], tensors: [.floats("c", [1], [4])]),
        one("add-number", "Add", ["c", "x"], tensors: [.floats("c", [], [0.25])]),
        one(
            "batch-normalization", "BatchNormalization", ["x", "g", "b", "m", "v"], opset: 15,
            set: [("epsilon", .float(0.01))],
            tensors: [
                .floats("g", [2], [1.5, -1]), .floats("b", [2], [0.25, 2]), .floats("m", [2], [0.5, -1]),
                .floats("v", [2], [0.24, 3.99]),
            ]),
    ]

    static let shapes = [
        one(
            "pad-attribute", "Pad", opset: 10,
            set: [("pads", .integers([0, 0, 1, 2, 0, 0, 0, 1])), ("value", .float(0.5))]),
        one(
            "pad-axes-crop", "Pad", ["x", "p", "v", "a"], opset: 18,
            tensors: [
                .integers("p", [4], [1, -1, -2, 2]), .floats("v", [], [-1]), .integers("a", [2], [-1, 2]),
            ]),
        one("mean-attribute", "ReduceMean", set: [("axes", .integers([-1, 2])), ("keepdims", .integer(0))]),
        one("mean-input", "ReduceMean", ["x", "a"], opset: 18, tensors: [.integers("a", [2], [2, 3])]),
        one("squeeze-attribute", "Squeeze", opset: 11, set: [("axes", .integers([-1, 2]))], shape: [nil, 4, 1, 1]),
        one("squeeze-input", "Squeeze", ["x", "a"], tensors: [.integers("a", [1], [3])], shape: [nil, 4, 3, 1]),
        one("unsqueeze-input", "Unsqueeze", ["x", "a"], tensors: [.integers("a", [1], [-1])]),
        one("flatten-negative", "Flatten", set: [("axis", .integer(-3))]),
        one("reshape-zero", "Reshape", ["x", "s"], tensors: [.integers("s", [3], [0, 2, -1])]),
        one("transpose-unit-axes", "Transpose", set: [("perm", .integers([0, 2, 3, 1]))], shape: [nil, 4, 1, 1]),
    ]

    /// What exporters write for `view(x.size(0), -1)` and for adding channels of two branches.
    static let exporters: [(name: String, model: WrittenModel)] = [
        (
            "view-by-shape",
            WrittenModel(
                nodes: [
                    WrittenNode("Shape", ["x"], ["s"]),
                    WrittenNode("Constant", [], ["zero"], [("value_int", .integer(0))]),
                    WrittenNode("Gather", ["s", "zero"], ["n"]),
                    WrittenNode("Constant", [], ["axis"], [("value_ints", .integers([0]))]),
                    WrittenNode("Unsqueeze", ["n", "axis"], ["n1"]),
                    WrittenNode("Constant", [], ["open"], [("value_ints", .integers([-1]))]),
                    WrittenNode("Concat", ["n1", "open"], ["target"], [("axis", .integer(0))]),
                    WrittenNode("Reshape", ["x", "target"], ["y"], name: "view"),
                ])
        ),
        (
            "branches",
            WrittenModel(
                nodes: [
                    WrittenNode("GlobalAveragePool", ["x"], ["g"]), WrittenNode("Sigmoid", ["g"], ["s"]),
                    WrittenNode("Mul", ["s", "x"], ["m"]), WrittenNode("Sum", ["x", "m", "x"], ["t"]),
                    WrittenNode("Concat", ["t", "m"], ["c"], [("axis", .integer(-3))]),
                    WrittenNode("Cast", ["c"], ["d"], [("to", .integer(1))]), WrittenNode("Dropout", ["d"], ["y"]),
                ])
        ),
        (
            "turned-weights",
            WrittenModel(
                inputShape: [1, 2, 3, 2],
                nodes: [
                    WrittenNode("Flatten", ["x"], ["f"]),
                    WrittenNode("Transpose", ["w"], ["wt"], [("perm", .integers([1, 0]))]),
                    WrittenNode("MatMul", ["f", "wt"], ["m"]), WrittenNode("Add", ["m", "b"], ["y"]),
                ],
                tensors: [.pattern("w", [3, 12], seed: 8), .pattern("b", [3], seed: 9)])
        ),
    ]
}
