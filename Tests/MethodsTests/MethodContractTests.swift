import Diagnostics
import Methods
import Models
import Tensors
import Testing

/// What a record and a page rely on, of every method there is.
@Suite struct MethodContractTests {
    /// What makes a method run on the small model, and quickly.
    private static let options: [String: [String: String]] = [
        "activation-grid": ["iterations": "2", "stride": "4", "cell": "8"],
        "activation-maximization": ["iterations": "3"],
        "dataset-examples": ["examples": "photos"],
        "deconvolution": ["smooth-activations": "gradient"],
        "guided-backpropagation": ["smooth-activations": "gradient"],
        "guided-grad-cam": ["smooth-activations": "gradient"],
        "kernel-pairs": ["layer": "act"],
        "kernel-suppression": ["iterations": "3"],
        "location-inversion": ["iterations": "3"],
        "noise-mask": ["iterations": "3"],
        "occlusion": ["patch": "4"],
        "prediction-difference": ["patch": "2", "surround": "1", "samples": "2", "fit": "photos"],
        "screening": ["masks": "masks"],
        "semantic-dictionary": ["iterations": "2", "top": "2"],
        "transformation-invariant": ["rounds": "2", "iterations": "2"],
    ]

    /// What a method looks at that takes no class.
    private static let targets: [String: Target] = [
        "kernel-suppression": .kernel(layer: "act", channel: 1, position: nil)
    ]

    private func result(_ method: any Method.Type) throws -> MethodResult {
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        return try explain(
            try SmallModel.smooth(), input, Self.targets[method.id] ?? .classIndex(4), by: method,
            Self.options[method.id] ?? [:],
            files: [
                "examples": .images(PredictionDifferenceTests.images(of: [3, 8, 8])),
                "fit": .images(PredictionDifferenceTests.images(of: [3, 8, 8])),
                "masks": .mask(Tensor(shape: [1, 8, 8], repeating: 1)),
            ])
    }

    @Test(arguments: MethodCatalog.all.map { $0.id })
    func namesAreInKebabCase(_ id: String) throws {
        let result = try result(try MethodCatalog.method(named: id))
        let names = result.numbers.map(\.name) + result.receipts.map(\.name)
        for name in names + result.series.keys {
            #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "'\(name)'")
        }
        #expect(Set(names).count == names.count, "a name stands for two things: \(names)")
    }

    @Test(arguments: MethodCatalog.all.map { $0.id })
    func curvesAndHeadlinesAreInTheResult(_ id: String) throws {
        let method = try MethodCatalog.method(named: id)
        let result = try result(method)
        // Beside curves, the pictures that scores are of.
        let pictures = result.cells.map(\.label)
        #expect(Set(method.curves.map(\.name)) == Set(result.series.keys).subtracting(pictures))
        let isNamed = result.numbers.contains { method.headline.contains($0.name) }
        #expect(isNamed || result.numbers.isEmpty, "\(result.numbers.map(\.name))")
    }
}
