import Methods
import Models
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

    static let rectifiedGoldens = [
        Golden(method: EpsilonLRP.self, values: [0: -1.4330513, 33: 0.74760103, 63: -0.03430973]),
        Golden(method: LRP.self, values: [0: -0.04317471, 33: -0.11911257, 63: -0.015549427]),
        Golden(
            method: LRP.self, options: ["composite": "epsilon-gamma-box"],
            values: [0: -0.43286178, 33: -0.17487201, 63: -0.00128638]),
        Golden(method: GuidedBackpropagation.self, values: [0: -0.052541718, 33: 0.4578837, 63: -0.015369531]),
        Golden(method: Deconvolution.self, values: [0: -0.34572566, 33: 3.0569372, 63: -0.04293493]),
        Golden(method: CenterMap.self, values: [0: 0.04677062, 33: 0.4437473, 63: 0.04677062]),
        Golden(method: RandomMap.self, values: [0: 0.99648786, 33: 0.115852416, 63: 0.35315752]),
        Golden(method: SobelEdges.self, values: [0: 1.740051, 33: 2.0497289, 63: 0.5034602]),
    ]

    @Test(arguments: goldens)
    func values(_ golden: Golden) throws { try check(golden, try SmallModel.smooth()) }

    @Test(arguments: rectifiedGoldens)
    func valuesWithRectifiers(_ golden: Golden) throws { try check(golden, try SmallModel.rectified()) }

    private func check(_ golden: Golden, _ model: Model) throws {
        #expect(golden.method.revision == 1 && Engine.revision == 2)
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        let map = try explain(model, input, .classIndex(4), by: golden.method, golden.options).map.elements
        let scale = golden.values.values.reduce(0) { max($0, abs($1)) }
        for (index, value) in golden.values {
            #expect(abs(map[index] - value) < 1e-4 * scale, "\(index): \(map[index])")
        }
    }
}
