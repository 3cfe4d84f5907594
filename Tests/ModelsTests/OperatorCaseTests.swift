import Foundation
import Models
import Networks
import Tensors
import Testing

struct OperatorCaseTests {
    /// Where `Tests/Goldens/onnx_operators.py` wants the graphs to be written.
    private static let folder = ProcessInfo.processInfo.environment["VITRINE_OPERATOR_CASES"]

    @Test(.enabled(if: folder != nil, "no folder is given to write the graphs to"))
    func graphsAreWritten() throws {
        let folder = URL(filePath: try #require(Self.folder))
        for (name, model) in OperatorCases.all { try model.data.write(to: folder.appending(path: "\(name).onnx")) }
    }

    @Test func everyCaseHasItsOwnNumbers() {
        #expect(OperatorCases.all.map(\.name).sorted() == GoldenOutputs.values.keys.sorted())
    }

    @Test(arguments: OperatorCases.all.map { $0.name })
    func agreesWithONNXRuntime(_ name: String) throws {
        let written = try #require(OperatorCases.all.first { $0.name == name }?.model)
        let golden = try #require(GoldenOutputs.values[name])
        let scratch = try Scratch()
        let network = try ONNXImport.network(MappedFile(path: scratch.write(written.data))).network
        let shape = network.inputShape
        // Two images, so that nothing may depend on the batch that the golden numbers had.
        let one = quarters(shape.reduce(1, *), seed: 11)
        let other = quarters(shape.reduce(1, *), seed: 12)
        let execution = Execution(network, batch: 2, reads: [try network.node(named: "y")], for: .forward)
        try execution.forward(Tensor(shape: [2] + shape, elements: one + other), workers: .one)
        let output = execution.value(of: try network.node(named: "y")).elements
        #expect(relativeDifference(Array(output.prefix(output.count / 2)), golden) < 2e-6)
    }
}
