import Diagnostics
import Foundation
import Models
import Networks
import Tensors
import Testing

struct ONNXDamageTests {
    /// A graph with something of every kind: weights, attributes, constants worked out, branches.
    static let sound = WrittenModel(
        inputShape: [nil, 2, 6, 6],
        nodes: [
            WrittenNode(
                "Conv", ["x", "w", "b"], ["c"], name: "conv",
                [
                    ("pads", .integers([1, 1, 1, 1])), ("strides", .integers([2, 2])), ("group", .integer(1)),
                ]),
            WrittenNode("LeakyRelu", ["c"], ["r"], [("alpha", .float(0.1))]),
            WrittenNode(
                "MaxPool", ["r"], ["m"], [("kernel_shape", .integers([2, 2])), ("auto_pad", .text("SAME_UPPER"))]),
            WrittenNode("Add", ["m", "r"], ["a"]),
            WrittenNode("Shape", ["a"], ["s"]),
            WrittenNode("Constant", [], ["z"], [("value", .tensor(.integers("", [1], [0])))]),
            WrittenNode("Gather", ["s", "z"], ["n"]),
            WrittenNode("Constant", [], ["o"], [("value_ints", .integers([-1]))]),
            WrittenNode("Concat", ["n", "o"], ["t"], [("axis", .integer(0))]),
            WrittenNode("Reshape", ["a", "t"], ["v"]),
            WrittenNode("Gemm", ["v", "g"], ["l"], name: "fc", [("alpha", .float(2))]),
            WrittenNode("Softmax", ["l"], ["y"]),
        ],
        tensors: [
            .pattern("w", [3, 2, 3, 3], seed: 1), .pattern("b", [3], seed: 2), .pattern("g", [27, 4], seed: 3),
        ],
        outputs: ["l", "y"]
    ).data

    @Test func damageThrowsOrLoads() throws {
        let scratch = try Scratch()
        let path = try scratch.write(Self.sound)
        #expect(try ONNXImport.network(MappedFile(path: path)).network.nodes.count == 8)
        var refused = 0
        for damaged in damages(of: Self.sound, flips: 6000) {
            let path = try scratch.write(damaged)
            do throws(Diagnostic) {
                let network = try ONNXImport.network(MappedFile(path: path)).network
                _ = try network.foldingBatchNormalization()
            } catch {
                refused += 1
            }
        }
        #expect(refused > Self.sound.count / 2)
        // Alone it stays below 50 MB; other tests run at the same time, and a size believed would be far beyond.
        #expect(peakMemory < 2 << 30)
    }

    /// Graphs of every operator, a little damaged: what still loads also runs, both ways.
    @Test func damagedOperatorsThrowOrRun() throws {
        let scratch = try Scratch()
        var (ran, refused) = (0, 0)
        for (_, model) in OperatorCases.all {
            for damaged in damages(of: model.data, flips: 100).suffix(100) {
                let path = try scratch.write(damaged)
                do throws(Diagnostic) {
                    let network = try ONNXImport.network(MappedFile(path: path)).network
                    guard network.nodes.reduce(0, { $0 + $1.shape.reduce(1, *) }) < 1 << 16 else { continue }
                    let run = Execution(network, batch: 2, reads: [network.output], for: .gradient)
                    try run.forward(Tensor(shape: [2] + network.inputShape, repeating: 0.5), workers: .one)
                    let cotangent = Tensor(shape: run.value(of: network.output).shape)
                    _ = run.inputGradient(from: [network.output: cotangent], workers: .one)
                    ran += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(ran > 500 && refused > 500, "\(ran) ran, \(refused) were refused")
    }

    /// Bytes the process has ever held.
    private var peakMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) << 10
    }
}
