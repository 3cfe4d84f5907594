import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct ControlMapTests {
    private func run(
        _ method: any Method.Type, _ input: Tensor?, _ options: [String: String] = [:]
    ) throws -> MethodResult {
        let entries = options.map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        let configured = try #require(ConfiguredMethod(method, options: entries, at: nil, log: DiagnosticLog()))
        let model = try SmallModel.linear(weights: [Float](repeating: 0, count: 192), size: 8)
        return try configured.run(
            MethodRequest(model: model, input: input, target: .classIndex(0), workers: .one))
    }

    @Test func randomValuesBySeed() throws {
        let input = Tensor(shape: [1, 3, 40, 50])
        let map = try run(RandomMap.self, input).map
        #expect(map.shape == [1, 1, 40, 50])
        let values = map.elements
        #expect(values.allSatisfy { (0..<1).contains($0) } && Set(values).count > 1900)
        // The mean of 2,000 uniform values is within 1/2 ± 4 · 0.29 / √2000.
        #expect(abs(values.reduce(0, +) / 2000 - 0.5) < 0.026)
        #expect(try run(RandomMap.self, Tensor(shape: [1, 3, 40, 50], repeating: 1)).map == map)
        #expect(try run(RandomMap.self, input, ["seed": "1"]).map != map)
    }

    /// scipy 1.17: np.hypot(sobel(v, axis=1, mode='nearest'), sobel(v, axis=0, mode='nearest')), v being
    /// (np.arange(30).reshape(5, 6) * 17) % 23.
    @Test func edgesAgreeWithSciPy() throws {
        let expected = [
            48.104054, 44.407207, 30.232433, 27.018512, 35.805028, 57.271284, 57.008771, 23.706539, 12.165525,
            12.165525, 12.165525, 26.832816, 26.832816, 12.165525, 12.165525, 12.165525, 12.165525, 26.832816,
            26.832816, 12.165525, 23.706539, 34.058773, 27.313001, 26.832816, 46.647615, 30.232433, 44.407207,
            27.018512, 62.481997, 46.647615,
        ]
        let values = (0..<30).map { Float($0 * 17 % 23) }
        let channels = values.map { $0 - 7 } + values.map { 2 * $0 } + values.map { _ in 7 }
        let map = try run(SobelEdges.self, Tensor(shape: [1, 3, 5, 6], elements: channels)).map
        #expect(map.shape == [1, 1, 5, 6])
        for (found, value) in zip(map.elements, expected) { #expect(abs(Double(found) - value) < 1e-5) }
    }

    @Test func fallsOffFromTheCentre() throws {
        let input = Tensor(shape: [1, 3, 5, 9])
        let gaussian = try run(CenterMap.self, input).map
        #expect(gaussian.shape == [1, 1, 5, 9])
        for row in 0..<5 {
            for column in 0..<9 {
                let square = Double((row - 2) * (row - 2) + (column - 4) * (column - 4))
                #expect(abs(Double(gaussian[row * 9 + column]) - exp(-square / (2 * 1.25 * 1.25))) < 1e-6)
            }
        }
        let linear = try run(CenterMap.self, input, ["fall-off": "linear"]).map
        #expect(linear[2 * 9 + 4] == 1 && linear[0] == 0 && linear[44] == 0)
        #expect(abs(Double(linear[2 * 9]) - (1 - 4 / 20.0.squareRoot())) < 1e-6)
        #expect(try run(CenterMap.self, Tensor(shape: [1, 3, 1, 1]), ["fall-off": "linear"]).map.elements == [1])
    }

    @Test(arguments: ["random-map", "sobel-edges", "center-map"])
    func needAnImageAndCostNothing(id: String) throws {
        let method = try MethodCatalog.method(named: id)
        #expect(diagnostic { _ = try run(method, nil) }?.id == "no-image")
        let configured = try #require(ConfiguredMethod(method, options: [], at: nil, log: DiagnosticLog()))
        #expect(configured.passes == 0)
    }

    private func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
        do {
            try body()
            return nil
        } catch {
            return error as? Diagnostic
        }
    }
}
