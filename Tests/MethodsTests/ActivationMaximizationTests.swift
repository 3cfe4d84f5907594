import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct ActivationMaximizationTests {
    private func run(
        _ model: Model, _ target: Target, _ options: [String: String], workers: Workers = .one
    ) throws -> MethodResult {
        let log = DiagnosticLog()
        let entries = options.map { Setting.Entry(key: $0.key, keyRange: nil, value: Setting($0.value)) }
        let method = try #require(
            ConfiguredMethod(ActivationMaximization.self, options: entries, at: nil, log: log), "\(log.all)")
        return try method.run(MethodRequest(model: model, input: nil, target: target, workers: workers))
    }

    private func number(_ result: MethodResult, _ name: String) -> Double {
        result.numbers.first { $0.name == name }?.value ?? .nan
    }

    /// Of a linear score the best displayable picture is known: white where the weight is positive, black elsewhere.
    @Test(arguments: ["gradient", "normalized", "adam"])
    func reachesTheKnownOptimumOfALinearScore(optimizer: String) throws {
        var random = RandomStream(seed: 2, purpose: "weights")
        let weights = (0..<48).map { _ in random.uniform(in: 0.5..<1) * (random.uniform() < 0.5 ? -1 : 1) }
        let model = try SmallModel.linear(weights: weights, size: 4)
        let result = try run(
            model, .classIndex(0),
            [
                "optimizer": optimizer, "rate": "0.2", "iterations": "120", "parameterization": "pixels",
                "transforms": "none",
            ])
        for (value, weight) in zip(result.map.elements, weights) {
            #expect(abs(value - (weight > 0 ? 2 : -2)) < 1e-5)
        }
    }

    /// Plain ascent with an L2 penalty settles where the gradients balance: uᵢ = wᵢ · deviation ∕ (2 · l2).
    @Test func balancesThePenalty() throws {
        let weights = (0..<12).map { Float($0) / 24 - 0.25 }
        let model = try SmallModel.linear(weights: weights, size: 2)
        let result = try run(
            model, .classIndex(0),
            [
                "optimizer": "gradient", "rate": "0.1", "iterations": "400", "parameterization": "pixels",
                "transforms": "none", "l2": "0.5", "clip": "false",
            ])
        let deviation = model.preprocessing.deviation[0]
        for (value, weight) in zip(result.map.elements, weights) {
            #expect(abs(value / deviation - weight * deviation / (2 * 0.5)) < 1e-4)
        }
    }

    @Test(arguments: [Target.classIndex(1), .kernel(layer: "act", channel: 2, position: nil)])
    func raisesItsObjective(target: Target) throws {
        let result = try run(try SmallModel.smooth(), target, ["iterations": "40"])
        #expect(number(result, "objective") > number(result, "objective-at-start") + 0.05)
        #expect(result.series["objective"]?.count == 40)
    }

    @Test func staysDisplayable() throws {
        let model = try SmallModel.smooth()
        let result = try run(
            model, .classIndex(1), ["iterations": "30", "rate": "1", "parameterization": "pixels"])
        let range = (model.preprocessing.lowest[0] - 1e-5)...(model.preprocessing.highest[0] + 1e-5)
        #expect(result.map.elements.allSatisfy { range.contains($0) })
        #expect(Set(result.map.elements).count > 2)
    }

    @Test func dependsOnTheSeedAndNotOnTheWorkers() throws {
        let model = try SmallModel.smooth()
        let one = try run(model, .classIndex(0), ["iterations": "10"])
        #expect(try run(model, .classIndex(0), ["iterations": "10"], workers: Workers(8)).map == one.map)
        #expect(try run(model, .classIndex(0), ["iterations": "10", "seed": "1"]).map != one.map)
    }

    @Test func stopsWhereItIsToldTo() throws {
        let log = DiagnosticLog()
        let method = try #require(ConfiguredMethod(ActivationMaximization.self, options: [], at: nil, log: log))
        let stop = Diagnostic(.error, "interrupted", "stop")
        let request = MethodRequest(
            model: try SmallModel.smooth(), input: nil, target: .classIndex(0), workers: .one
        ) { share throws(Diagnostic) in
            if share > 0.1 { throw stop }
        }
        let failure = #expect(throws: Diagnostic.self) { try method.run(request) }
        #expect(failure?.id == "interrupted")
    }

    /// Held to numbers, so that none of them changes without `ActivationMaximization.revision`.
    @Test func goldenNumbers() throws {
        #expect(ActivationMaximization.revision == 3)
        let result = try run(try SmallModel.smooth(), .classIndex(2), ["iterations": "5", "seed": "3"])
        let golden: [Int: Float] = [0: 0.15747912, 100: -0.05901304, 191: -0.10074517]
        for (index, value) in golden {
            #expect(abs(result.map[index] - value) < 1e-4, "\(index): \(result.map[index])")
        }
    }

    @Test(arguments: [
        ("iterations", "0", "must be from 1 to 1000000"), ("rate", "-1", "must be positive"),
        ("start", "grey", "did you mean 'gray'?"), ("rates", "1", "did you mean 'rate'?"),
        ("start-gray", "300", "must be from 0 to 255"), ("clip", "perhaps", "expected true or false"),
        ("position", "3", "must be [row, column]"), ("l2", "x", "expected a finite number"),
        ("jitter", "3", "'jitter' is for 'transforms: jitter'"), ("diversity", "1", "there is one"),
        ("start", "image", "needs a picture"), ("start", "class-mean", "needs pictures of the class"),
        ("preset", "lucit", "did you mean 'lucid'?"), ("starts", "0", "must be from 1 to 64"),
        ("size", "4", "must be from 8 to 2048"), ("with", "disc", "{class: NAME}"),
    ])
    func refusesBadOptions(key: String, value: String, message: String) {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: key, keyRange: nil, value: Setting(value))
        #expect(ConfiguredMethod(ActivationMaximization.self, options: [entry], at: nil, log: log) == nil)
        #expect(log.all.first?.message.contains(message) == true, "\(log.all.first?.message ?? "nothing")")
    }
}
