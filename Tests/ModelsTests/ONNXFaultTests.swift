import Diagnostics
import Foundation
import Models
import Networks
import Testing

/// What is refused, and how that is said.
struct ONNXFaultTests {
    private static let w = WrittenTensor.pattern("w", [3, 2, 3, 3], seed: 1)

    static func model(
        _ nodes: [WrittenNode], opset: Int = 13, shape: [Int?] = [nil, 2, 7, 6], _ tensors: [WrittenTensor] = []
    ) -> WrittenModel {
        WrittenModel(opset: opset, inputShape: shape, nodes: nodes, tensors: tensors)
    }

    private static func conv(
        _ attributes: [(String, WrittenAttribute)] = [], _ tensor: WrittenTensor = w
    ) -> WrittenModel {
        model([WrittenNode("Conv", ["x", "w"], ["y"], name: "c1", attributes)], [tensor])
    }

    static func node(
        _ operation: String, _ inputs: [String] = ["x"], opset: Int = 13,
        set attributes: [(String, WrittenAttribute)] = [], tensors: [WrittenTensor] = []
    ) -> WrittenModel {
        model([WrittenNode(operation, inputs, ["y"], name: "n", attributes)], opset: opset, tensors)
    }

    struct Fault: Sendable {
        let model: WrittenModel
        let id: String
        let message: String

        init(_ model: WrittenModel, _ id: String, _ message: String) {
            self.model = model
            self.id = id
            self.message = message
        }
    }

    static let graphs = [
        Fault(
            model([WrittenNode("Relu", ["x"], ["y"])], opset: 8), "onnx-opset", "operator set 8; supported are 9 to 21"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], opset: 22), "onnx-opset", "operator set 22"),
        Fault(
            model([
                WrittenNode("Einsum", ["x", "x"], ["a"], name: "p1"),
                WrittenNode("Einsum", ["a", "x"], ["b"], name: "p2"),
                WrittenNode("Relu", ["b"], ["c"]),
                WrittenNode("If", ["c"], ["d"], name: "i", [("then_branch", .graph([], outputs: []))]),
                WrittenNode("QLinearConv", ["x"], ["e"], name: "q"),
                WrittenNode("FusedConv", ["x"], ["y"], name: "f", domain: "com.microsoft"),
            ]), "onnx-unsupported",
            "not supported: Einsum at 'p1', If (control flow) at 'i', QLinearConv (quantised) at 'q', com.microsoft::FusedConv at 'f'"
        ),
        Fault(
            model([
                WrittenNode("Add", ["x", "b"], ["a"], name: "first"), WrittenNode("Relu", ["a"], ["b"], name: "second"),
                WrittenNode("Relu", ["x"], ["y"]),
            ]), "bad-onnx", "in a circle, among them 'first', 'second'"),
        Fault(node("Relu", ["z"]), "bad-onnx", "Relu 'n' reads 'z', which nothing gives"),
        Fault(
            model([WrittenNode("Relu", ["x"], ["y"]), WrittenNode("Relu", ["x"], ["y"])]), "bad-onnx",
            "the value 'y' is given twice"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [4, 2, 7, 6]), "onnx-input", "a batch of 4 baked in"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [nil, 10]), "onnx-input", "has the shape [?, 10]"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [1, 3, nil, nil]), "onnx-input", "[1, 3, ?, ?]"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [1, -3, 4, 4]), "onnx-input", "[1, -3, 4, 4]"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [1, 1 << 62, 4, 4]), "onnx-input", "input 'x'"),
        Fault(model([WrittenNode("Relu", ["x"], ["y"])], shape: [1, 60000, 60000, 60000]), "onnx-input", "too large"),
        Fault(
            WrittenModel(nodes: [WrittenNode("Relu", ["x"], ["y"])], inputType: 2), "onnx-input",
            "does not read floating-point numbers"),
        Fault(
            WrittenModel(nodes: [WrittenNode("Constant", [], ["y"], [("value_float", .float(1))])]), "bad-onnx",
            "no output depends on the input"),
    ]

    static let nodes = [
        Fault(conv([("auto_pad", .text("SAME"))]), "onnx-node", "Conv 'c1' has the auto_pad 'SAME'"),
        Fault(conv([("pads", .integers([0, -1, 0, 0]))]), "onnx-node", "Conv 'c1' has the pads [0, -1, 0, 0]"),
        Fault(conv([("strides", .integers([0, 1]))]), "onnx-node", "Conv 'c1' has the strides [0, 1]"),
        Fault(conv([("group", .integer(0))]), "onnx-node", "Conv 'c1' has 0 groups"),
        Fault(conv([("group", .text("2"))]), "onnx-node", "attribute 'group' that is not an integer"),
        Fault(conv([("kernel_shape", .integers([3, 5]))]), "onnx-node", "has a kernel of [3, 5]"),
        Fault(conv([], .pattern("w", [3, 2, 3], seed: 1)), "onnx-node", "a convolution over 1 axes"),
        Fault(conv([], .pattern("w", [3, 4, 3, 3], seed: 1)), "shape-mismatch", "layer 'c1'"),
        Fault(conv([("dilations", .integers([9, 9]))]), "shape-mismatch", "layer 'c1'"),
        Fault(
            conv([], .floats("w", [1, 2, 1, 1], [.nan, 0])), "weights-not-finite", "weights 'w' hold nan at element 0"),
        Fault(conv([], .floats("w", [1, 2, 1, 1], [0, -.infinity])), "weights-not-finite", "hold -inf at element 1"),
        Fault(conv([], .integers("w", [1, 2, 1, 1], [1, 2])), "onnx-node", "has integers as weights 'w'"),
        Fault(node("Conv", ["x", "x"]), "onnx-node", "takes its weights 'x' from a layer"),
        Fault(
            node("Add", ["x", "c"], tensors: [.pattern("c", [3, 2, 7, 6], seed: 1)]), "onnx-node",
            "with a constant of shape [3, 2, 7, 6], which does not keep the batch axis apart"),
        Fault(
            node("Mul", ["x", "c"], tensors: [.pattern("c", [3, 6], seed: 1)]), "shape-mismatch",
            "layer 'n' (product): [2, 7, 6] and [1, 3, 6] differ"),
        Fault(
            node("Div", ["x", "c"], tensors: [.floats("c", [2, 1], [1, .leastNonzeroMagnitude])]), "onnx-node",
            "divides by zero"),
        Fault(node("Div", ["x", "c"], tensors: [.floats("c", [], [0])]), "onnx-node", "divides by zero"),
        Fault(
            model([WrittenNode("Flatten", ["x"], ["f"]), WrittenNode("Sub", ["x", "f"], ["y"], name: "n")]),
            "onnx-node", "combines [1, 2, 7, 6] and [1, 84], which brings the batch axis"),
        Fault(node("Add", ["x"]), "onnx-node", "has 1 inputs, not 2"),
        Fault(node("Pow", ["x", "x"]), "onnx-node", "has an exponent that is computed"),
        Fault(
            node("Pow", ["x", "c"], tensors: [.floats("c", [2, 1, 1], [1, 2])]), "onnx-node",
            "has an exponent of shape [2, 1, 1]"),
        Fault(node("Elu", set: [("alpha", .float(.nan))]), "onnx-node", "has the alpha nan"),
        Fault(node("Gelu", opset: 20, set: [("approximate", .text("sigmoid"))]), "onnx-node", "by 'sigmoid'"),
        Fault(
            node("PRelu", ["x", "s"], tensors: [.pattern("s", [7, 6], seed: 1)]), "onnx-node",
            "has slopes of shape [7, 6]"
        ),
        Fault(pad([0, 0, 0, 0, 0, 0, 0, 1], mode: "wrap"), "onnx-node", "Pad 'n' pads by 'wrap'"),
        Fault(pad([1, 0, 0, 0, 0, 0, 0, 0]), "onnx-node", "pads the batch axis"),
        Fault(pad([0, 0, 0, 0, 0, 0, 7, 0], mode: "reflect"), "onnx-node", "mirrors 7 elements of an axis of 7"),
        Fault(pad([0, -2, 0, 0, 0, 0, 0, 0]), "onnx-node", "turns [1, 2, 7, 6] into [1, 0, 7, 6]"),
        Fault(pad([0, 65_536, 65_536, 65_536, 0, 0, 0, 0]), "onnx-node", "too large"),
        Fault(pad([0, .max, 0, 0, 0, 0, 0, .min]), "onnx-node", "pads 4 axes by"),
        Fault(node("Concat", ["x", "x"], set: [("axis", .integer(0))]), "onnx-node", "works along the batch axis"),
        Fault(node("Softmax", set: [("axis", .integer(0))]), "onnx-node", "works along the batch axis"),
        Fault(node("Softmax", opset: 12), "onnx-node", "a softmax over several axes at once"),
        Fault(node("Softmax", set: [("axis", .integer(9))]), "onnx-node", "has no axis 9"),
        Fault(node("Transpose", set: [("perm", .integers([1, 0, 3, 2]))]), "onnx-node", "moves the batch axis"),
        Fault(node("Transpose"), "onnx-node", "moves the batch axis"),
        Fault(node("Flatten", set: [("axis", .integer(2))]), "onnx-node", "does not keep the batch axis apart"),
        Fault(node("Reshape", ["x", "s"], tensors: [.integers("s", [2], [2, -1])]), "onnx-node", "batch axis apart"),
        Fault(node("Reshape", ["x", "s"], tensors: [.integers("s", [2], [1, 5])]), "onnx-node", "the shape [1, 5]"),
        Fault(node("ReduceMean", set: [("axes", .integers([0, 1]))]), "onnx-node", "works along the batch axis"),
        Fault(node("ReduceMax"), "onnx-node", "works along the batch axis"),
        Fault(
            node("ReduceMin", set: [("axes", .integers([1, 2, -1])), ("keepdims", .integer(0))]), "onnx-node",
            "leaves no axis beside the batch"),
        Fault(node("ReduceSum", ["x", "a"], tensors: [.integers("a", [1], [4])]), "onnx-node", "has no axis 4"),
        Fault(node("Cast", set: [("to", .integer(7))]), "onnx-node", "casts activations to type 7"),
        Fault(
            node("CastLike", ["x", "c"], opset: 15, tensors: [.integers("c", [1], [2])]), "onnx-node",
            "casts activations to integers"),
        Fault(node("CastLike", opset: 15), "onnx-node", "lacks input 1"),
        Fault(
            node(
                "CastLike", ["a", "b"], opset: 15,
                tensors: [.integers("a", [1], [2]), .integers("b", [1], [1])]), "onnx-node",
            "may be integers or truth values"),
        Fault(
            node("AveragePool", set: [("kernel_shape", .integers([5, 1, 1]))]), "onnx-node",
            "has the kernel_shape [5, 1, 1] for 2 axes"),
        Fault(
            pool([2, 2, 1], [1, 1, 2, 7, 6]), "onnx-node", "works on the axes [2, 3] of [1, 1, 2, 7, 6]; only one"),
        Fault(pool([9, 1, 1], [1, 1, 2, 7, 6]), "onnx-node", "pools [1, 1, 2, 7, 6]: a window of 9"),
        Fault(node("MaxPool"), "onnx-node", "lacks its kernel_shape"),
        Fault(
            model([WrittenNode("MaxPool", ["x"], ["y", "i"], name: "n", [("kernel_shape", .integers([2, 2]))])]),
            "onnx-node", "gives the places of the maxima"),
        Fault(
            node("Clip", ["x", "a", "b"], tensors: [.floats("a", [], [1]), .floats("b", [], [0])]), "bad-bounds",
            "layer 'n'"),
        Fault(
            node(
                "BatchNormalization", ["x", "g", "g", "g", "v"], opset: 15,
                tensors: [.floats("g", [2], [1, 1]), .floats("v", [2], [1, -1])]), "bad-variance",
            "BatchNormalization 'n'"),
        Fault(
            node(
                "BatchNormalization", ["x", "g", "g", "g", "g"], opset: 15, set: [("training_mode", .integer(1))],
                tensors: [.floats("g", [2], [1, 1])]), "onnx-node", "is in training mode"),
        Fault(node("MatMul", ["x", "w"], tensors: [w]), "onnx-node", "with weights of shape [3, 2, 3, 3]"),
        Fault(
            node("MatMul", ["x", "w"], tensors: [.pattern("w", [6], seed: 1)]), "onnx-node", "with weights of shape [6]"
        ),
        Fault(
            node("MatMul", ["x", "x"]), "shape-mismatch", "matrices [2, 7, 6] and [2, 7, 6] cannot be multiplied"),
        Fault(
            model([WrittenNode("Flatten", ["x"], ["f"]), WrittenNode("MatMul", ["f", "f"], ["y"], name: "n")]),
            "onnx-node", "multiplies along the batch axis"),
        Fault(
            model([
                WrittenNode("LogSoftmax", ["x"], ["l"], [("axis", .integer(1))]), WrittenNode("Relu", ["l"], ["y"]),
            ]), "onnx-node", "LogSoftmax, which is supported only as a graph's end"),
        Fault(
            node("Reshape", ["x", "s"], tensors: [WrittenTensor(name: "s", shape: [2], dataType: 8) { _ in }]),
            "bad-onnx",
            "elements of type STRING"),
        Fault(conv([], .floats("w", [1 << 20, 1 << 20], [1])), "bad-onnx", "tensor 'w' of shape"),
        Fault(conv([], .floats("w", [1 << 62, 4], [1])), "bad-onnx", "tensor 'w' has the shape"),
        Fault(conv([], .floats("w", [2, -2], [1])), "bad-onnx", "tensor 'w' has a negative extent"),
        Fault(conv([], .floats("w", [0, 1 << 40, 1 << 40], [])), "bad-onnx", "tensor 'w' has the shape"),
    ]

    static let folding = [
        Fault(
            model(
                [
                    WrittenNode("ConstantOfShape", ["s"], ["c"], name: "fill"), WrittenNode("Add", ["x", "c"], ["y"]),
                ], [.integers("s", [2], [1 << 40, 1 << 40])]), "onnx-node",
            "ConstantOfShape 'fill' would compute a constant"),
        Fault(
            model(
                [WrittenNode("Div", ["a", "b"], ["c"], name: "d"), WrittenNode("Relu", ["x"], ["y"])],
                [
                    .integers("a", [1], [1]), .integers("b", [1], [0]),
                ]), "onnx-node", "Div 'd' divides by zero"),
        Fault(
            model(
                [WrittenNode("Mul", ["a", "a"], ["c"], name: "m"), WrittenNode("Relu", ["x"], ["y"])],
                [
                    .integers("a", [1], [1 << 40])
                ]), "onnx-node", "Mul 'm' computes an integer beyond 64 bits"),
        Fault(
            model(
                [WrittenNode("Gather", ["a", "b"], ["c"], name: "g"), WrittenNode("Relu", ["x"], ["y"])],
                [
                    .integers("a", [3], [1, 2, 3]), .integers("b", [1], [-4]),
                ]), "onnx-node", "Gather 'g' reads element -4 of 3"),
    ]

    private static func pad(_ amounts: [Int], mode: String = "constant") -> WrittenModel {
        node("Pad", opset: 10, set: [("mode", .text(mode)), ("pads", .integers(amounts))])
    }

    private static func pool(_ kernel: [Int], _ shape: [Int]) -> WrittenModel {
        model(
            [
                WrittenNode("Reshape", ["x", "s"], ["r"]),
                WrittenNode("AveragePool", ["r"], ["y"], name: "n", [("kernel_shape", .integers(kernel))]),
            ], [.integers("s", [shape.count], shape)])
    }

    private static func branch(_ nodes: [WrittenNode], outputs: [String] = ["b"]) -> WrittenModel {
        model(
            [
                WrittenNode(
                    "If", ["c"], ["d"], name: "i",
                    [("then_branch", .graph(nodes, outputs: outputs)), ("else_branch", .graph([], outputs: []))]),
                WrittenNode("Relu", ["d"], ["y"]),
            ], [.integers("c", [], [1])])
    }

    private static let branches = [
        Fault(branch([WrittenNode("Relu", ["z"], ["b"], name: "r")]), "onnx-node", "Relu 'r' reads 'z', which nothing"),
        Fault(branch([], outputs: ["b"]), "onnx-node", "If 'i' gives 'b', which nothing makes"),
        Fault(branch([], outputs: []), "onnx-node", "has 1 outputs, and a branch of 0"),
        Fault(branch([WrittenNode("Relu", ["x"], ["c"])]), "onnx-node", "gives 'c' again"),
        Fault(
            branch([WrittenNode("Relu", ["x"], ["b"]), WrittenNode("Relu", ["x"], ["b"])]), "onnx-node",
            "gives 'b' again"),
        Fault(branch([WrittenNode("Einsum", ["x"], ["b"], name: "e")]), "onnx-unsupported", "Einsum at 'e'"),
        Fault(
            model(
                [WrittenNode("If", ["c"], ["y"], name: "i", [("then_branch", .integer(1))])], [.integers("c", [], [1])]),
            "onnx-node", "lacks its then_branch"),
        Fault(nested(30), "onnx-node", "lies in more than 8 branches"),
    ]

    /// Branches within branches.
    private static func nested(_ depth: Int) -> WrittenModel {
        var inner = WrittenNode("Relu", ["x"], ["o0"])
        for level in 1...depth {
            inner = WrittenNode(
                "If", ["c"], ["o\(level)"], [("then_branch", .graph([inner], outputs: ["o\(level - 1)"]))])
        }
        return model([inner, WrittenNode("Relu", ["o\(depth)"], ["y"])], [.integers("c", [], [1])])
    }

    private static let all = graphs + nodes + folding + indexing + branches

    @Test(arguments: all.indices)
    func isRefused(_ index: Int) throws {
        let fault = Self.all[index]
        let scratch = try Scratch()
        let path = try scratch.write(fault.model.data, "model.onnx")
        let error = diagnostic { _ = try ONNXImport.network(MappedFile(path: path)) }
        #expect(error?.id == fault.id, "\(error?.message ?? "")")
        #expect(error?.message.contains(fault.message) == true, "\(error?.message ?? "")")
        #expect(place(of: error) == path)
    }

    @Test func otherFilesAreRefused() throws {
        let scratch = try Scratch()
        for data in [
            Data("hello, world".utf8), Data([0x0A]), Data(repeating: 0xFF, count: 40), Data([0x3A, 0x00, 0x3A, 0x00]),
        ] {
            let path = try scratch.write(data)
            #expect(diagnostic { _ = try ONNXImport.network(MappedFile(path: path)) }?.id == "bad-onnx")
        }
    }

    @Test func deepMessagesDoNotExhaustTheStack() throws {
        var inner = Data()
        for _ in 0..<5000 {
            var writer = ProtobufWriter()
            writer.bytes(6, inner)
            inner = writer.data
        }
        let attribute = inner
        var graph = ProtobufWriter()
        graph.message(7) { graph in graph.message(1) { node in node.bytes(5, attribute) } }
        let scratch = try Scratch()
        let path = try scratch.write(graph.data)
        #expect(diagnostic { _ = try ONNXImport.network(MappedFile(path: path)) }?.id == "bad-onnx")
    }

    @Test func manyCopiesOfSharedWeightsAreRefused() throws {
        // Each node would turn the matrix anew, or scale it by another factor.
        let nodes = (0..<400).map { index in
            WrittenNode("Gemm", ["f", "w"], ["o\(index)"], [("alpha", .float(Float(index) + 2))])
        }
        let model = WrittenModel(
            inputShape: [1, 1, 32, 32], nodes: [WrittenNode("Flatten", ["x"], ["f"])] + nodes,
            tensors: [.pattern("w", [1024, 64], seed: 1)], outputs: ["o0"])
        let scratch = try Scratch()
        let path = try scratch.write(model.data)
        let error = diagnostic { _ = try ONNXImport.network(MappedFile(path: path)) }
        #expect(error?.message.contains("would not fit in memory") == true)
    }
}
