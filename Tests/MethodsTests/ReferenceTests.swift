import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

/// What `reference` stands for, read off the map of a linear network: map = w · (x − x′).
@Suite struct ReferenceTests {
    private static let size = 40

    /// Weights of one make the map x − x′.
    private func reference(
        _ name: String, for image: Tensor, mean: [Double] = [0.5, 0.4, 0.3], files: [String: SuppliedFile] = [:]
    ) throws -> [Float] {
        var builder = NetworkBuilder(inputShape: Array(image.shape.dropFirst()))
        try builder.add("flat", Flatten(), 0)
        let ones = Tensor(shape: [1, image.count], repeating: 1)
        try builder.add("fc", Dense(weight: ones, bias: nil), 1)
        var preprocessing = Preprocessing()
        preprocessing.mean = mean
        preprocessing.std = [0.25, 0.2, 0.1]
        let model = try Model(name: "ones", network: builder.build(output: 2), preprocessing: preprocessing)
        let map = try explain(
            model, image, .classIndex(0), by: IntegratedGradients.self, ["reference": name, "steps": "1"],
            files: files
        ).map
        return zip(image.elements, map.elements).map { $0 - $1 }
    }

    private func image() -> Tensor {
        var random = RandomStream(seed: 2, purpose: "test input")
        return SmallModel.random([1, 3, Self.size, Self.size], &random, scale: 1)
    }

    private static let colours: [(String, [Double])] = [
        ("zero", [0, 0, 0]), ("mean", [0, 0, 0]), ("black", [-2, -2, -3]),
        ("gray", [0.00784313725490196, 0.5098039215686276, 2.0196078431372553]),
    ]

    @Test(arguments: colours)
    func plainColours(name: String, values: [Double]) throws {
        let found = try reference(name, for: image())
        for (index, value) in found.enumerated() {
            #expect(abs(Double(value) - values[index / (Self.size * Self.size)]) < 1e-5)
        }
    }

    /// A Gaussian of deviation 2 (a 20th of 40), cut off at 6 pixels, its weights normalised within the image.
    @Test func blur() throws {
        let image = image()
        let found = try reference("blur", for: image)
        let size = Self.size
        for channel in 0..<3 {
            for (row, column) in [(0, 0), (0, 17), (20, 20), (39, 3), (39, 39), (5, 34)] {
                var (sum, total) = (0.0, 0.0)
                for other in max(0, row - 6)...min(size - 1, row + 6) {
                    for beside in max(0, column - 6)...min(size - 1, column + 6) {
                        let distance = Double((other - row) * (other - row) + (beside - column) * (beside - column))
                        let weight = exp(-distance / 8)
                        sum += weight * Double(image[(channel * size + other) * size + beside])
                        total += weight
                    }
                }
                #expect(abs(Double(found[(channel * size + row) * size + column]) - sum / total) < 1e-5)
            }
        }
    }

    @Test func blurKeepsAPlainImage() throws {
        let found = try reference("blur", for: Tensor(shape: [1, 3, 40, 24], repeating: 0.75))
        #expect(found.allSatisfy { abs($0 - 0.75) < 1e-6 })
    }

    @Test(arguments: [[1, 3, 40, 40], [3, 40, 40]])
    func fileOfAnInput(shape: [Int]) throws {
        var random = RandomStream(seed: 3, purpose: "test input")
        let supplied = SmallModel.random(shape, &random, scale: 1)
        let found = try reference("some/where.npy", for: image(), files: ["reference": .tensor(supplied)])
        for (value, expected) in zip(found, supplied.elements) { #expect(abs(value - expected) < 1e-5) }
    }

    @Test(arguments: [
        (SuppliedFile.tensor(Tensor(shape: [3, 40, 39])), "is [3, 40, 39], the model reads [3, 40, 40]"),
        (.tensor(Tensor(shape: [3, 40, 40], repeating: .nan)), "not finite"),
    ])
    func refusesAFileThatDoesNotFit(file: SuppliedFile, message: String) throws {
        let failure = #expect(throws: Diagnostic.self) {
            try reference("other.npy", for: image(), files: ["reference": file])
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
        #expect(failure?.message.contains("other.npy") == true)
    }

    @Test func namesItsFile() throws {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: "reference", keyRange: nil, value: Setting("a/b.npy"))
        let method = try #require(ConfiguredMethod(IntegratedGradients.self, options: [entry], at: nil, log: log))
        #expect(method.files == [FileNeed(option: "reference", path: "a/b.npy", kind: .tensor)])
        let plain = try #require(ConfiguredMethod(IntegratedGradients.self, options: [], at: nil, log: log))
        #expect(plain.files.isEmpty)
        #expect(plain.options["reference"]?.stringValue == "black")
        #expect(log.all.isEmpty)
    }
}
