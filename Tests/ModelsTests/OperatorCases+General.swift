import Networks

/// Operators of any rank, shape arithmetic, and what exporters make of functions that ONNX has no operator for.
extension OperatorCases {
    typealias Case = (name: String, model: WrittenModel)

    static let general: [Case] =
        functions + combinations + reductions + products + indexing + pads + shapeArithmetic + normalizations

    private static let small: [Int?] = [nil, 2, 3, 2]

    private static func unary(
        _ operation: String, name: String? = nil, opset: Int = 13, set attributes: [(String, WrittenAttribute)] = []
    ) -> Case {
        one(name ?? operation.lowercased(), operation, opset: opset, set: attributes, shape: small)
    }

    /// A node behind others that give `p`, which is positive.
    private static func ofPositive(
        _ name: String, _ operation: String, _ inputs: [String] = ["p"], tensors: [WrittenTensor] = []
    ) -> Case {
        several(
            name,
            [
                WrittenNode("Abs", ["x"], ["b"]), WrittenNode("Add", ["b", "half"], ["p"]),
                WrittenNode(operation, inputs, ["y"], name: name),
            ], [.floats("half", [], [0.5])] + tensors)
    }

    private static func several(
        _ name: String, opset: Int = 13, shape: [Int?] = small, _ nodes: [WrittenNode], _ tensors: [WrittenTensor] = []
    ) -> Case {
        (name, WrittenModel(opset: opset, inputShape: shape, nodes: nodes, tensors: tensors))
    }

    private static let functions: [Case] = [
        unary("Abs"), unary("Elu", set: [("alpha", .float(0.5))]), unary("Erf"), unary("Exp"),
        unary("Gelu", opset: 20),
        unary("Gelu", name: "gelu-tanh", opset: 20, set: [("approximate", .text("tanh"))]), unary("Neg"),
        unary("Selu"), unary("Softplus"), unary("Tanh"), ofPositive("log", "Log"), ofPositive("sqrt", "Sqrt"),
        ofPositive("reciprocal", "Reciprocal"),
        ofPositive("power-fraction", "Pow", ["p", "e"], tensors: [.floats("e", [], [-0.75])]),
        one("power-integer", "Pow", ["x", "e"], tensors: [.integers("e", [1], [3])], shape: small),
        one("power-square", "Pow", ["x", "e"], tensors: [.floats("e", [], [2])], shape: small),
        one("prelu-channels", "PRelu", ["x", "s"], tensors: [.floats("s", [2, 1, 1], [0.25, -2])], shape: small),
        one("prelu-one", "PRelu", ["x", "s"], tensors: [.floats("s", [1], [0.5])], shape: small),
    ]

    private static let mean = WrittenNode("GlobalAveragePool", ["x"], ["g"])

    private static let combinations: [Case] = [
        several("add-broadcast", [mean, WrittenNode("Add", ["x", "g"], ["y"])]),
        several("subtract-computed", [mean, WrittenNode("Sub", ["g", "x"], ["y"])]),
        several("maximum-computed", [mean, WrittenNode("Max", ["x", "g"], ["y"])]),
        several(
            "minimum-three", [mean, WrittenNode("Min", ["c", "x", "g"], ["y"])], [.pattern("c", [3, 2], seed: 3)]),
        several("mean-three", [mean, WrittenNode("Mean", ["x", "g", "x"], ["y"])]),
        several(
            "sum-constant", [mean, WrittenNode("Sum", ["c", "x", "g"], ["y"])], [.pattern("c", [2, 1, 2], seed: 3)]),
        ofPositive("divide-computed", "Div", ["x", "p"]),
        ofPositive("divide-constant-by", "Div", ["c", "p"], tensors: [.pattern("c", [3, 2], seed: 4)]),
        ofPositive("divide-number-by", "Div", ["c", "p"], tensors: [.floats("c", [], [3])]),
        one("divide-places", "Div", ["x", "c"], tensors: [.floats("c", [3, 1], [2, 4, -8])], shape: small),
        one("add-places", "Add", ["x", "c"], tensors: [.pattern("c", [1, 2, 3, 2], seed: 4)], shape: small),
        one("multiply-row", "Mul", ["c", "x"], tensors: [.floats("c", [2], [2, -1])], shape: small),
        one("maximum-number", "Max", ["x", "c"], tensors: [.floats("c", [], [0.25])], shape: small),
        one("minimum-number", "Min", ["c", "x"], tensors: [.floats("c", [1], [0.25])], shape: small),
        several(
            "multiply-five-axes",
            [
                WrittenNode("Reshape", ["x", "s"], ["r"]),
                WrittenNode("ReduceMax", ["r"], ["m"], [("axes", .integers([2]))]),
                WrittenNode("Mul", ["m", "r"], ["y"]),
            ], [.integers("s", [5], [-1, 2, 3, 1, 2])]),
    ]

    private static let reductions: [Case] = [
        one("sum-channels", "ReduceSum", ["x", "a"], tensors: [.integers("a", [1], [1])], shape: small),
        one("maximum-rows", "ReduceMax", set: [("axes", .integers([-2])), ("keepdims", .integer(0))], shape: small),
        one(
            "minimum-image", "ReduceMin", ["x", "a"], opset: 18, tensors: [.integers("a", [3], [1, 2, 3])], shape: small
        ),
        one("mean-channels", "ReduceMean", set: [("axes", .integers([1])), ("keepdims", .integer(0))], shape: small),
        one("mean-columns", "ReduceMean", ["x", "a"], opset: 18, tensors: [.integers("a", [1], [-1])], shape: small),
        one("sum-nothing", "ReduceSum", set: [("noop_with_empty_axes", .integer(1))], shape: small),
    ]

    private static let turned = WrittenNode("Transpose", ["x"], ["t"], [("perm", .integers([0, 1, 3, 2]))])

    private static let products: [Case] = [
        one("matmul-rows", "MatMul", ["x", "w"], tensors: [.pattern("w", [2, 4], seed: 5)], shape: small),
        one(
            "matmul-own-matrices", "MatMul", ["x", "w"], tensors: [.pattern("w", [1, 2, 2, 4], seed: 5)], shape: small),
        one("matmul-left", "MatMul", ["w", "x"], tensors: [.pattern("w", [4, 3], seed: 6)], shape: small),
        several("matmul-computed", [turned, WrittenNode("MatMul", ["x", "t"], ["y"])]),
        several(
            "matmul-repeated",
            [
                turned, WrittenNode("ReduceSum", ["t", "a"], ["r"]), WrittenNode("MatMul", ["x", "r"], ["y"]),
            ], [.integers("a", [1], [1])]),
    ]

    private static func slice(
        _ name: String, _ starts: [Int], _ ends: [Int], _ axes: [Int], _ steps: [Int], shape: [Int?] = small
    ) -> Case {
        one(
            name, "Slice", ["x", "s", "e", "a", "t"],
            tensors: [
                .integers("s", [starts.count], starts), .integers("e", [ends.count], ends),
                .integers("a", [axes.count], axes), .integers("t", [steps.count], steps),
            ], shape: shape)
    }

    private static func gather(_ name: String, _ shape: [Int], _ indices: [Int], axis: Int) -> Case {
        one(
            name, "Gather", ["x", "i"], set: [("axis", .integer(axis))], tensors: [.integers("i", shape, indices)],
            shape: small)
    }

    private static let indexing: [Case] = [
        one("transpose", "Transpose", set: [("perm", .integers([0, 2, 3, 1]))], shape: small),
        slice("slice-steps", [0, -1], [7, -99], [2, 3], [2, -1], shape: [nil, 2, 5, 3]),
        slice("slice-wild", [.min, .max], [.max, .min], [-2, -1], [.max, -1]),
        slice("slice-everything", [0], [.max], [0], [1]),
        one(
            "slice-attributes", "Slice", opset: 9,
            set: [("starts", .integers([1])), ("ends", .integers([-1])), ("axes", .integers([2]))],
            shape: [nil, 2, 5, 2]),
        gather("gather-one", [], [-1], axis: 2), gather("gather-many", [2, 3], [0, 1, -1, 1, 1, -2], axis: 1),
        several(
            "split-sizes", shape: [nil, 4, 1, 2],
            [
                WrittenNode("Split", ["x", "n"], ["a", "b", "c"], [("axis", .integer(1))]),
                WrittenNode("Concat", ["c", "a"], ["y"], [("axis", .integer(1))]),
            ], [.integers("n", [3], [1, 2, 1])]),
        several(
            "split-evenly", opset: 18, shape: [nil, 5, 2, 1],
            [
                WrittenNode("Split", ["x"], ["a", "b"], [("axis", .integer(-3)), ("num_outputs", .integer(2))]),
                WrittenNode("Concat", ["b", "a"], ["y"], [("axis", .integer(1))]),
            ]),
        several(
            "shuffle", shape: [nil, 6, 2, 1],
            [
                WrittenNode("Reshape", ["x", "s"], ["r"]),
                WrittenNode("Transpose", ["r"], ["t"], [("perm", .integers([0, 2, 1, 3, 4]))]),
                WrittenNode("Reshape", ["t", "b"], ["y"]),
            ], [.integers("s", [5], [-1, 2, 3, 2, 1]), .integers("b", [4], [-1, 6, 2, 1])]),
        several(
            "expand", [mean, WrittenNode("Expand", ["g", "s"], ["y"])], [.integers("s", [3], [1, 2, 3])]),
        one("tile", "Tile", ["x", "n"], tensors: [.integers("n", [4], [1, 2, 1, 3])], shape: small),
        one("upsample", "Upsample", ["x", "f"], opset: 9, tensors: [.floats("f", [4], [1, 1, 2, 3])], shape: small),
        one("resize-scales", "Resize", ["x", "", "f"], tensors: [.floats("f", [4], [1, 1, 1.5, 2])], shape: small),
        one(
            "resize-floor", "Resize", ["x", "", "f"],
            set: [("coordinate_transformation_mode", .text("asymmetric")), ("nearest_mode", .text("floor"))],
            tensors: [.floats("f", [4], [1, 1, 2, 2.5])], shape: small),
        one(
            "resize-corners", "Resize", ["x", "", "", "n"],
            set: [
                ("coordinate_transformation_mode", .text("align_corners")),
                ("nearest_mode", .text("round_prefer_ceil")),
            ],
            tensors: [.integers("n", [4], [1, 2, 5, 4])], shape: small),
        one(
            "resize-smaller", "Resize", ["x", "", "", "n"],
            set: [("coordinate_transformation_mode", .text("pytorch_half_pixel")), ("nearest_mode", .text("ceil"))],
            tensors: [.integers("n", [4], [1, 2, 2, 1])], shape: [nil, 2, 5, 3]),
    ]

    private static func pad(_ name: String, mode: String = "constant", _ amounts: [Int]) -> Case {
        one(
            name, "Pad", ["x", "p", "v"], set: [("mode", .text(mode))],
            tensors: [.integers("p", [8], amounts), .floats("v", [], [0.5])], shape: [nil, 2, 3, 3])
    }

    private static let pads: [Case] = [
        pad("pad-channels", [0, 1, 0, 0, 0, 2, 0, 0]), pad("pad-all-axes", [0, 1, 0, 2, 0, 0, -1, 1]),
        pad("pad-reflect", mode: "reflect", [0, 0, 1, 2, 0, 0, 2, 1]),
        pad("pad-edge", mode: "edge", [0, 1, 2, 0, 0, 0, 0, 3]),
        pool("average-three-axes", "AveragePool", [1, 2, 3, 2], kernel: [3, 1, 1], pads: [1, 0, 0, 1, 0, 0]),
        pool("maximum-three-axes", "MaxPool", [3, 2, 2, 1], kernel: [1, 2, 2], pads: [0, 1, 1, 0, 0, 1]),
        pool("maximum-last-axes", "MaxPool", [1, 3, 2, 2], kernel: [1, 1, 2], pads: [0, 0, 1, 0, 0, 0]),
        pool("maximum-one-axis", "MaxPool", [2, 6], kernel: [3], pads: [1, 0]),
    ]

    private static func pool(
        _ name: String, _ operation: String, _ shape: [Int], kernel: [Int], pads: [Int]
    ) -> Case {
        several(
            name,
            [
                WrittenNode("Reshape", ["x", "s"], ["r"]),
                WrittenNode(operation, ["r"], ["y"], [("kernel_shape", .integers(kernel)), ("pads", .integers(pads))]),
            ], [.integers("s", [shape.count + 1], [-1] + shape)])
    }

    private static func constant(_ name: String, _ values: [Int]) -> WrittenNode {
        WrittenNode("Constant", [], [name], [("value_ints", .integers(values))])
    }

    private static let shapeArithmetic: [Case] = [
        // What exporters write for `expand(-1, -1, 3, -1)`.
        several(
            "expand-by-shape", shape: [nil, 2, 1, 2],
            [
                constant("wanted", [-1, 1, 3, -1]), constant("four", [4]),
                WrittenNode(
                    "ConstantOfShape", ["four"], ["ones"], [("value", .tensor(.integers("", [1], [1])))]),
                constant("minus", [-1]), WrittenNode("Mul", ["ones", "minus"], ["open"]),
                WrittenNode("Equal", ["wanted", "open"], ["kept"]),
                WrittenNode("Where", ["kept", "ones", "wanted"], ["target"]),
                WrittenNode("Expand", ["x", "target"], ["y"]),
            ]),
        // Twice the height and width, computed from the input's shape.
        several(
            "resize-by-shape",
            [
                WrittenNode("Shape", ["x"], ["s"]), constant("two", [2]), constant("end", [4]),
                WrittenNode("Slice", ["s", "two", "end"], ["hw"]), WrittenNode("Mul", ["hw", "two"], ["big"]),
                constant("zero", [0]), WrittenNode("Slice", ["s", "zero", "two"], ["nc"]),
                WrittenNode("Concat", ["nc", "big"], ["sizes"], [("axis", .integer(0))]),
                WrittenNode("Resize", ["x", "", "", "sizes"], ["y"], [("nearest_mode", .text("floor"))]),
            ]),
        several(
            "count-by-shape",
            [
                WrittenNode("Shape", ["x"], ["s"]),
                WrittenNode("ReduceProd", ["s"], ["n"], [("keepdims", .integer(0))]),
                WrittenNode("Size", ["x"], ["m"]), WrittenNode("Min", ["n", "m"], ["k"]),
                WrittenNode("Constant", [], ["five"], [("value_int", .integer(-5))]),
                WrittenNode("Mod", ["k", "five"], ["rest"]), WrittenNode("Neg", ["rest"], ["r"]),
                WrittenNode("Constant", [], ["one"], [("value_int", .integer(1))]),
                WrittenNode("Range", ["one", "end", "one"], ["list"]),
                WrittenNode("Split", ["list"], ["l", "h"]), WrittenNode("Cast", ["h"], ["f"], [("to", .integer(1))]),
                WrittenNode("Sqrt", ["f"], ["q"]), WrittenNode("Floor", ["q"], ["w"]),
                WrittenNode("Cast", ["r"], ["rf"], [("to", .integer(1))]), WrittenNode("Pow", ["rf", "w"], ["v"]),
                WrittenNode("Add", ["x", "v"], ["y"]),
            ], [.integers("end", [], [5])]),
    ]

    /// What exporters write for a local response normalization; size, padding before and behind, the padding's value.
    static func normalization(
        _ size: Int, _ before: Int, _ after: Int, value: Float = 0, squareByPower: Bool = false
    ) -> WrittenModel {
        let square =
            squareByPower
            ? WrittenNode("Pow", ["x", "two"], ["q"], name: "square")
            : WrittenNode("Mul", ["x", "x"], ["q"], name: "square")
        return WrittenModel(
            opset: 13, inputShape: [nil, 6, 2, 1],
            nodes: [
                square, WrittenNode("Reshape", ["q", "s"], ["v"], name: "view"),
                WrittenNode("Pad", ["v", "p", "c"], ["w"], name: "pad"),
                WrittenNode(
                    "AveragePool", ["w"], ["m"], name: "mean",
                    [("kernel_shape", .integers([size, 1, 1])), ("strides", .integers([1, 1, 1]))]),
                WrittenNode("Squeeze", ["m", "one"], ["u"], name: "squeeze"),
                WrittenNode("Mul", ["alpha", "u"], ["l"], name: "scale"),
                WrittenNode("Add", ["l", "k"], ["n"], name: "shift"),
                WrittenNode("Pow", ["n", "beta"], ["d"], name: "power"),
                WrittenNode("Div", ["x", "d"], ["y"], name: "divide"),
            ],
            tensors: [
                .integers("s", [5], [-1, 1, 6, 2, 1]),
                .integers("p", [10], [0, 0, before, 0, 0, 0, 0, after, 0, 0]), .floats("c", [], [value]),
                .integers("one", [1], [1]), .floats("alpha", [], [0.5]), .floats("k", [], [2]),
                .floats("beta", [], [0.75]), .floats("two", [], [2]),
            ])
    }

    private static let normalizations: [Case] = [
        ("lrn-decomposed", normalization(5, 2, 2)),
        ("lrn-decomposed-power", normalization(3, 1, 1, squareByPower: true)),
        ("lrn-decomposed-even", normalization(4, 1, 2)), ("lrn-decomposed-even-torch", normalization(4, 2, 1)),
        ("lrn-decomposed-padded-by-one", normalization(3, 1, 1, value: 1)), ("lrn-decomposed-branch", withBranch),
    ]

    /// The same with what the older exporter writes for `squeeze(1)`.
    static let withBranch: WrittenModel = {
        var model = normalization(5, 2, 2)
        let squeeze = WrittenNode("Squeeze", ["m", "one"], ["u1"], name: "squeeze")
        let identity = WrittenNode("Identity", ["m"], ["u2"])
        model.nodes.replaceSubrange(
            4...4,
            with: [
                WrittenNode("Shape", ["m"], ["sizes"]), WrittenNode("Gather", ["sizes", "one"], ["extent"]),
                WrittenNode("Equal", ["extent", "one"], ["isOne"]),
                WrittenNode(
                    "If", ["isOne"], ["u"], name: "if",
                    [
                        ("then_branch", .graph([squeeze], outputs: ["u1"])),
                        ("else_branch", .graph([identity], outputs: ["u2"])),
                    ]),
            ])
        return model
    }()
}
