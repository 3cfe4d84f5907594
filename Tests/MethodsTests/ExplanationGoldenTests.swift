import Methods
import Networks
import Tensors
import Testing

/// Held to numbers, so that none of them changes without the method's revision or the engine's.
@Suite struct ExplanationGoldenTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let method: any Method.Type
        var options: [String: String] = [:]
        let values: [Int: Float]
        var testDescription: String { method.id }
    }

    static let goldens = [
        Golden(method: GradientTimesInput.self, values: [0: -0.017288836, 33: 0.012499548, 63: 0.013524181]),
        Golden(method: IntegratedGradients.self, values: [0: 0.0073091583, 33: -0.005316222, 63: 0.078852616]),
        Golden(method: SmoothGrad.self, values: [0: 0.011928422, 33: 0.012545634, 63: 0.021946903]),
        Golden(method: GradCAM.self, values: [0: 0.02322362, 33: 0.050115045, 63: 0.039232526]),
        Golden(
            method: GuidedGradCAM.self, options: ["smooth-activations": "gradient"],
            values: [0: 0.00040150934, 33: 0.00062641536, 63: 0.0010611756]),
        Golden(method: DeepLIFT.self, values: [0: 0.0073091625, 33: -0.005316088, 63: 0.078852475]),
    ]

    @Test(arguments: goldens)
    func values(_ golden: Golden) throws {
        #expect(golden.method.revision == 1 && Engine.revision == 2)
        let model = try SmallModel.smooth()
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        let map = try explain(model, input, .classIndex(4), by: golden.method, golden.options).map.elements
        let scale = golden.values.values.reduce(0) { max($0, abs($1)) }
        for (index, value) in golden.values {
            #expect(abs(map[index] - value) < 1e-4 * scale, "\(index): \(map[index])")
        }
    }
}
