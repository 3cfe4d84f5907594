import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct KernelPairTests {
    /// Five maps of 1 × 6 that a pointwise convolution copies from the channels of its input.
    private func maps(_ rows: [[Float]], pairs: Int = 3) throws -> MethodResult {
        var builder = NetworkBuilder(inputShape: [3, 2, 3])
        let weight = Tensor(shape: [rows.count, 3, 1, 1], elements: rows.flatMap { $0 })
        try builder.add("conv", Convolution(weight: weight, bias: nil, window: Window(kernel: Extent(1))), 0)
        let model = try Model(name: "pairs", network: builder.build(output: 1), preprocessing: Preprocessing())
        // Three maps that are orthogonal and of mean 0.
        let input = Tensor(
            shape: [1, 3, 2, 3], elements: [1, -1, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0, 0, 0, 1, -1])
        let method = try #require(
            ConfiguredMethod(
                KernelPairs.self,
                options: ["layer": "conv", "pairs": "\(pairs)"].map {
                    Setting.Entry(key: $0.key, keyRange: nil, value: Setting(.scalar($0.value, quoted: false), at: nil))
                }, at: nil, log: DiagnosticLog()))
        return try method.run(MethodRequest(model: model, input: input, target: nil, workers: .one))
    }

    @Test func findsTheMostAlike() throws {
        // 0 and 3 are multiples; 1 and 2 have r = 0.8; 4 is opposite to 0; 5 is silent; 6 is a faint copy of 1.
        let result = try maps(
            [[1, 0, 0], [0, 1, 0], [0, 0.8, 0.6], [3, 0, 0], [-1, 0, 0], [0, 0, 0], [0, 0.01, 0]])
        #expect(result.cells.map { $0.kernel?.channel } == [0, 3, 1, 2])
        #expect(result.cells.map(\.label) == ["conv/0", "conv/3", "conv/1", "conv/2"])
        let values = result.cells.compactMap(\.value)
        for (found, expected) in zip(values, [1, 1, 0.8, 0.8]) { #expect(abs(found - expected) < 1e-6) }
        #expect(result.map.shape == [4, 1, 2, 3] && result.columns == 2)
        #expect(Array(result.map.elements[6..<12]) == [3, -3, 0, 0, 0, 0])
    }

    @Test func showsNoMorePairsThanAsked() throws {
        let result = try maps([[1, 0, 0], [0, 1, 0], [0, 0.8, 0.6], [3, 0, 0]], pairs: 1)
        #expect(result.cells.map { $0.kernel?.channel } == [0, 3])
    }

    @Test func aLayerThatIsSilentIsRefused() throws {
        let failure = #expect(throws: Diagnostic.self) { try maps([[0, 0, 0], [0, 0, 0]]) }
        #expect(failure?.id == "no-pair")
    }
}
