import Diagnostics
import Models
import Networks
import Testing

struct ONNXNameTests {
    private func network(
        _ nodes: [WrittenNode], shape: [Int?] = [nil, 2, 4, 4], tensors: [WrittenTensor] = [],
        outputs: [String] = ["y"],
        opset: Int = 13, imageSize: Extent? = nil, output: String? = nil
    ) throws -> Network {
        let scratch = try Scratch()
        let model = WrittenModel(opset: opset, inputShape: shape, nodes: nodes, tensors: tensors, outputs: outputs)
        return try ONNXImport.network(
            MappedFile(path: scratch.write(model.data)), imageSize: imageSize, output: output
        ).network
    }

    @Test func nodesAreCalledByTheirNameOrTheirOutput() throws {
        let network = try network([
            WrittenNode("Relu", ["x"], ["a"], name: "relu1"), WrittenNode("Sigmoid", ["a"], ["y"]),
        ])
        #expect(network.nodes.map(\.name) == ["x", "relu1", "y"])
        #expect(try network.node(named: "a") == 1)
        let error = diagnostic { _ = try network.node(named: "relu2") }
        #expect(error?.message == "the network has no layer 'relu2'; did you mean 'relu1'?")
    }

    @Test func repeatedNamesAreNumberedAndOutputsStillWork() throws {
        let network = try network([
            WrittenNode("Relu", ["x"], ["a"], name: "r"), WrittenNode("Relu", ["a"], ["b"], name: "r"),
            WrittenNode("Relu", ["b"], ["r~3"]), WrittenNode("Relu", ["r~3"], ["y"], name: "r"),
            // Its output is called like a named node, which keeps its name.
            WrittenNode("Relu", ["y"], ["x2"], name: "x"),
        ])
        #expect(network.nodes.map(\.name) == ["x", "r", "r~2", "r~3", "r~4", "x~2"])
        #expect(try network.node(named: "b") == 2)
        #expect(try network.node(named: "y") == 4)
        #expect(try network.node(named: "x") == Network.input)
    }

    @Test func nodesThatDisappearAreOtherNames() throws {
        let network = try network([
            WrittenNode("Identity", ["x"], ["x0"], name: "alias"), WrittenNode("Relu", ["x0"], ["a"]),
            WrittenNode("Dropout", ["a"], ["d"], name: "drop"),
            WrittenNode("Cast", ["d"], ["e"], [("to", .integer(1))]),
            WrittenNode("Sigmoid", ["e"], ["y"]),
        ])
        #expect(network.nodes.count == 3)
        for name in ["alias", "x0"] { #expect(try network.node(named: name) == Network.input) }
        for name in ["drop", "d", "e", "a"] { #expect(try network.node(named: name) == 1) }
    }

    @Test func nodesAreSorted() throws {
        let network = try network([
            WrittenNode("Sigmoid", ["b"], ["y"]), WrittenNode("Relu", ["a"], ["b"]),
            WrittenNode("HardSigmoid", ["x"], ["a"]),
        ])
        #expect(network.nodes.map(\.name) == ["x", "a", "b", "y"])
    }

    @Test func scoresAreWhatTheLastSoftmaxReads() throws {
        let flat = [WrittenNode("GlobalAveragePool", ["x"], ["g"]), WrittenNode("Flatten", ["g"], ["f"])]
        let softmax = [WrittenNode("Softmax", ["f"], ["p"])]
        let cases: [([WrittenNode], [String], String)] = [
            (flat, ["f"], "f"), (flat + softmax, ["p"], "f"), (flat + softmax, ["f", "p"], "f"),
            (flat + softmax, ["g", "p"], "f"), (flat + [WrittenNode("LogSoftmax", ["f"], ["p"])], ["p"], "f"),
            (flat + softmax + [WrittenNode("Flatten", ["p"], ["q"])], ["q"], "f"),
            (flat + softmax + [WrittenNode("Sigmoid", ["p"], ["q"])], ["q"], "q"), (flat + softmax, ["g"], "g"),
        ]
        for (nodes, outputs, expected) in cases {
            let network = try network(nodes, outputs: outputs)
            #expect(network.nodes[network.output].name == expected, "\(outputs)")
        }
        let chosen = try network(flat + softmax, outputs: ["p"], output: "g")
        #expect(chosen.nodes[chosen.output].name == "g")
        let error = diagnostic { _ = try network(flat, outputs: ["f"], output: "gg") }
        #expect(error?.id == "unknown-layer")
    }

    @Test func anOpenSizeComesFromTheCrop() throws {
        let open = try network(
            [WrittenNode("Relu", ["x"], ["y"])], shape: [nil, 3, nil, nil], imageSize: Extent(height: 5, width: 6))
        #expect(open.inputShape == [3, 5, 6])
    }
}
