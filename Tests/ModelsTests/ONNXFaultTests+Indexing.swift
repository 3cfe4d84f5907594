/// Small files that ask for much memory, and indices that lead nowhere.
extension ONNXFaultTests {
    private static func slice(_ starts: [Int], _ ends: [Int], _ axes: [Int], _ steps: [Int]) -> WrittenModel {
        node(
            "Slice", ["x", "s", "e", "a", "t"],
            tensors: [
                .integers("s", [starts.count], starts), .integers("e", [ends.count], ends),
                .integers("a", [axes.count], axes), .integers("t", [steps.count], steps),
            ])
    }

    private static func numbers(
        _ operation: String, _ values: [Int], opset: Int = 13, set attributes: [(String, WrittenAttribute)] = []
    ) -> WrittenModel {
        node(operation, ["x", "n"], opset: opset, set: attributes, tensors: [.integers("n", [values.count], values)])
    }

    /// A node of constants, beside a graph that would load.
    private static func constant(
        _ operation: String, _ inputs: [WrittenTensor], set attributes: [(String, WrittenAttribute)] = []
    ) -> WrittenModel {
        model(
            [
                WrittenNode(operation, inputs.map(\.name), ["folded"], name: "n", attributes),
                WrittenNode("Relu", ["x"], ["y"]),
            ], inputs)
    }

    private static func integers(_ name: String, _ values: Int...) -> WrittenTensor {
        .integers(name, [values.count], values)
    }

    static let indexing = [
        Fault(slice([1], [2], [1], [0]), "onnx-node", "Slice 'n' takes steps of 0"),
        Fault(slice([0], [1], [4], [1]), "onnx-node", "has no axis 4"),
        Fault(slice([0], [1], [.min], [1]), "onnx-node", "has no axis"),
        Fault(slice([5], [2], [2], [1]), "onnx-node", "takes nothing of [1, 2, 7, 6]"),
        Fault(slice([.max], [.min], [2], [.max]), "onnx-node", "takes nothing"),
        Fault(slice([1], [9], [0], [1]), "onnx-node", "takes images out of the batch"),
        Fault(slice([0], [1], [2], [1, 1]), "onnx-node", "of different counts"),
        Fault(numbers("Gather", [7], set: [("axis", .integer(2))]), "onnx-node", "reads element 7 of 7"),
        Fault(numbers("Gather", [-8], set: [("axis", .integer(2))]), "onnx-node", "reads element -8 of 7"),
        Fault(numbers("Gather", [.min], set: [("axis", .integer(2))]), "onnx-node", "reads element -92"),
        Fault(numbers("Gather", [0]), "onnx-node", "works along the batch axis"),
        Fault(node("Gather", ["x", "x"], set: [("axis", .integer(1))]), "onnx-node", "has indices that are computed"),
        Fault(numbers("Split", [3, 4], set: [("axis", .integer(2))]), "onnx-node", "splits 7 elements into [3, 4]"),
        Fault(numbers("Split", [.max], set: [("axis", .integer(2))]), "onnx-node", "splits 7 elements into"),
        Fault(numbers("Split", [1], set: [("axis", .integer(0))]), "onnx-node", "works along the batch axis"),
        Fault(numbers("Expand", [1 << 40, 1, 1, 1]), "onnx-node", "too large"),
        Fault(numbers("Expand", [4, 2, 7, 6]), "onnx-node", "takes images out of the batch, or repeats them"),
        Fault(numbers("Expand", [2, -7, 6]), "onnx-node", "cannot expand [1, 2, 7, 6] to [2, -7, 6]"),
        Fault(numbers("Expand", [1, 1, 2, 7, 6]), "onnx-node", "cannot expand"),
        Fault(numbers("Tile", [1, 65_536, 65_536, 65_536]), "onnx-node", "too large"),
        Fault(numbers("Tile", [1, 1, 1, .max]), "onnx-node", "repeats [1, 2, 7, 6] by [1, 1, 1, 92"),
        Fault(numbers("Tile", [2, 1, 1, 1]), "onnx-node", "takes images out of the batch, or repeats them"),
        Fault(
            node(
                "Resize", ["x", "", "s"], set: [("mode", .text("nearest"))],
                tensors: [.floats("s", [4], [1, 60_000, 60_000, 1])]), "onnx-node", "too large"),
        Fault(
            node("Resize", ["x", "", "s"], tensors: [.floats("s", [4], [1, 1, 1, -1])]), "onnx-node",
            "lacks a positive factor"),
        Fault(
            node(
                "Resize", ["x", "", "s"], set: [("mode", .text("linear"))], tensors: [.floats("s", [4], [1, 1, 2, 2])]),
            "onnx-node", "interpolates by 'linear'"),
        Fault(constant("Expand", [integers("a", 1), integers("b", 1 << 31, 1 << 31)]), "onnx-node", "beyond 1048576"),
        Fault(constant("Expand", [integers("a", 1), integers("b", -1)]), "onnx-node", "beyond 1048576"),
        Fault(constant("Tile", [integers("a", 1, 2), integers("b", .max)]), "onnx-node", "repeats [2] by [92"),
        Fault(constant("Tile", [integers("a", 1, 2), integers("b", 1 << 20)]), "onnx-node", "beyond 1048576"),
        Fault(
            constant("Range", [integers("a", 0), integers("b", .max), integers("c", 1)]), "onnx-node",
            "Range 'n' would compute a constant of shape [1048577]"),
        Fault(
            constant("Range", [integers("a", 0), integers("b", 3), integers("c", 0)]), "onnx-node",
            "from [0] to [3] by [0]"
        ),
        Fault(constant("ReduceProd", [integers("a", 1 << 40, 1 << 40)]), "onnx-node", "an integer beyond 64 bits"),
        Fault(constant("Neg", [integers("a", .min)]), "onnx-node", "an integer beyond 64 bits"),
        Fault(constant("Mod", [integers("a", 3), integers("b", 0)]), "onnx-node", "divides by zero"),
        Fault(constant("Mod", [integers("a", .min), integers("b", -1)]), "onnx-node", "beyond 64 bits"),
        Fault(
            constant(
                "Slice", [integers("a", 1, 2), integers("s", 0), integers("e", 1), integers("x1", 0), integers("t", 0)]),
            "onnx-node", "takes steps of 0"),
        Fault(
            constant("Where", [integers("a", 1, 2), integers("b", 1, 2, 3), integers("c", 1)]), "onnx-node",
            "cannot combine the shapes [2] and [3]"),
        Fault(
            constant("Split", [integers("a", 1, 2)], set: [("axis", .integer(1))]), "onnx-node", "has no axis 1"),
    ]
}
