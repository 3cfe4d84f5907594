import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct GradientTests {
    private func run(
        _ model: Model, _ input: Tensor, _ target: Target?, _ options: [String: String] = [:]
    ) throws -> MethodResult {
        let log = DiagnosticLog()
        let entries = options.map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        let method = try #require(ConfiguredMethod(Gradient.self, options: entries, at: nil, log: log))
        return try method.run(MethodRequest(model: model, input: input, target: target, workers: .one))
    }

    /// Central differences of the quantity, one input element at a time.
    private func differences(_ model: Model, _ input: Tensor, _ quantity: (Tensor) throws -> Double) rethrows
        -> [Double]
    {
        try (0..<input.count).map { index in
            var (up, down) = (input, input)
            let step: Float = 1 / 64
            up[index] += step
            down[index] -= step
            return (try quantity(up) - quantity(down)) / Double(up[index] - down[index])
        }
    }

    @Test(arguments: ["logit", "probability", "channel", "neuron"])
    func agreesWithFiniteDifferences(kind: String) throws {
        let model = try SmallModel.smooth()
        var random = RandomStream(seed: 7, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        let result: MethodResult
        let expected: [Double]
        switch kind {
        case "logit":
            result = try run(model, input, .classIndex(2))
            expected = try differences(model, input) { Double(try SmallModel.values(model, "fc", $0)[2]) }
        case "probability":
            result = try run(model, input, .classIndex(2), ["score": "probability"])
            expected = try differences(model, input) { input in
                let powers = try SmallModel.values(model, "fc", input).map { exp(Double($0)) }
                return powers[2] / powers.reduce(0, +)
            }
        case "channel":
            result = try run(model, input, .kernel(layer: "act", channel: 1, position: nil))
            expected = try differences(model, input) { input in
                try SmallModel.values(model, "act", input)[64..<128].reduce(0) { $0 + Double($1) } / 64
            }
        default:
            result = try run(model, input, .kernel(layer: "act", channel: 3, position: .init(row: 2, column: 5)))
            expected = try differences(model, input) {
                Double(try SmallModel.values(model, "act", $0)[3 * 64 + 2 * 8 + 5])
            }
        }
        #expect(result.map.shape == [1, 3, 8, 8])
        let scale = expected.map(abs).max() ?? 0
        #expect(scale > 1e-4)
        let error = zip(result.map.elements, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
        #expect(error < 1e-3 * scale, "error \(error) of \(scale)")
    }

    @Test func explainsThePredictedClassWhereNoneIsNamed() throws {
        let model = try SmallModel.smooth()
        var random = RandomStream(seed: 3, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        let logits = try SmallModel.values(model, "fc", input)
        let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
        let named = try run(model, input, .classIndex(best))
        let open = try run(model, input, nil)
        #expect(open.map == named.map)
        #expect(open.numbers.first { $0.name == "class" }?.value == Double(best))
    }

    @Test(arguments: [
        (Target.classIndex(5), "class 5 does not exist"),
        (.classIndex(-1), "class -1 does not exist"),
        (.kernel(layer: "act", channel: 4, position: nil), "has 4 channels"),
        (.kernel(layer: "act", channel: 0, position: .init(row: 8, column: 0)), "lies outside"),
        (.kernel(layer: "acd", channel: 0, position: nil), "did you mean 'act'?"),
    ])
    func refusesWhatIsNotThere(target: Target, message: String) throws {
        let model = try SmallModel.smooth()
        let failure = #expect(throws: Diagnostic.self) { try run(model, Tensor(shape: [1, 3, 8, 8]), target) }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }

    /// Held to numbers, so that none of them changes without `Gradient.revision` or `Engine.revision`.
    @Test func goldenNumbers() throws {
        #expect(Gradient.revision == 1 && Engine.revision == 2)
        let model = try SmallModel.smooth()
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        let map = try run(model, input, .classIndex(0)).map.elements
        let golden: [Int: Float] = [0: -0.002341608, 77: -0.13159665, 191: -0.044348285]
        for (index, value) in golden { #expect(abs(map[index] - value) < 1e-5, "\(index): \(map[index])") }
    }
}
