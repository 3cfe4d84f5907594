import Diagnostics
import Models
import Networks
import Tensors
import Testing

/// Every architecture against torchvision in float64, at input sizes that make odd maps and uneven pools.
@Suite(.serialized)
struct ArchitectureGoldenTests {
    @Test(arguments: ArchitectureCatalog.all.map(\.name))
    func logitsAndGradientAreThoseOfTorchvision(_ name: String) throws {
        let golden = try #require(try Goldens.json("architectures.json")[name], "no golden numbers for \(name)")
        let side = try #require(golden["side"]?.integerValue)
        let input = try #require(golden["input"]?.stringValue)
        let target = try #require(golden["target"]?.integerValue)
        let largest = try #require(golden["largest"]?.numberValue)
        let network = try ArchitectureCatalog.architecture(named: name).description(size: Extent(side))
            .network { HashedTensors.weight($0) }
        let model = try Model(name: name, network: network)
        let image = HashedTensors.uniform(input, shape: [1, 3, side, side])

        let execution = Execution(model.network, reads: [model.output], for: .gradient)
        try execution.forward(image, workers: Workers(2))
        let logits = execution.value(of: model.output)
        #expect(logits.shape == [1, 1000])
        let places = try pairs(golden["logits"])
        try #require(places.count > 8)
        for (index, expected) in places {
            #expect(abs(Double(logits[index]) - expected) <= 1e-5 * largest, "class \(index)")
        }
        #expect(logits.elements.indices.max { logits[$0] < logits[$1] } == target)

        var cotangent = Tensor(shape: logits.shape)
        cotangent[target] = 1
        let gradient = execution.inputGradient(from: [model.output: cotangent], workers: Workers(2))
        let norm = try #require(golden["gradientNorm"]?.numberValue)
        let found = gradient.elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(found - norm) <= 2e-3 * norm)
        let elements = try pairs(golden["gradient"])
        try #require(elements.count > 64)
        var (product, squares, expectedSquares) = (0.0, 0.0, 0.0)
        for (index, expected) in elements {
            let value = Double(gradient[index])
            product += value * expected
            squares += value * value
            expectedSquares += expected * expected
        }
        #expect(product / (squares * expectedSquares).squareRoot() >= 0.9999)
        #expect(abs(squares - expectedSquares) <= 2e-2 * expectedSquares)
    }

    private func pairs(_ list: JSON?) throws -> [(index: Int, value: Double)] {
        try (list?.arrayValue ?? []).map { pair in
            let numbers = pair.numbers
            try #require(numbers.count == 2)
            return (Int(numbers[0]), numbers[1])
        }
    }
}
