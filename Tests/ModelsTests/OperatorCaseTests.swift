import Foundation
import Models
import Networks
import Tensors
import Testing

struct OperatorCaseTests {
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
