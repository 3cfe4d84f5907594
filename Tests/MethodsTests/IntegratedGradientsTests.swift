import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct IntegratedGradientsTests {
    private static let fixtures: [(options: [String: String], file: String)] = [
        (["reference": "zero"], "integrated_gradients_gausslegendre.npy"),
        (["reference": "zero", "quadrature": "riemann-right"], "integrated_gradients_riemann_right.npy"),
        (["reference": "baseline.npy"], "integrated_gradients_baseline.npy"),
    ]

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.files)
    func agreesWithFixtures(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        for (options, name) in Self.fixtures {
            let expected = try #require(try fixture.expected(name))
            let results = try fixture.results(
                IntegratedGradients.self, options, files: ["reference": .tensor(fixture.baseline)])
            let difference = fixture.difference(results.map(\.map), from: expected)
            #expect(difference < expected.tolerance, "\(name): \(difference)")
            // The library's own sum leaves the same gap.
            let scores = try #require(expected.entry["logit_difference"]?.numbers)
            let sums = try #require(expected.entry["sum_per_image"]?.numbers)
            for (result, (score, sum)) in zip(results, zip(scores, sums)) {
                let (own, other) = (
                    try #require(result.number("score")), try #require(result.number("reference-score"))
                )
                #expect(abs(own - other - score) < 1e-4 * max(1, abs(score)))
                let gap = (sum - score) / max(abs(score), 0.1 * max(abs(own), abs(other)))
                #expect(abs(try #require(result.receipt("completeness-gap")?.value) - gap) < 1e-3)
            }
        }
    }

    /// With more points the sum comes closer to the difference of the scores.
    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.nets)
    func moreStepsCloseTheGap(net: String) throws {
        let fixture = try FixtureModel(.init(net: net, name: "model_unfused.onnx"))
        func gap(_ steps: String) throws -> Double {
            try fixture.results(IntegratedGradients.self, ["steps": steps]).map {
                abs($0.receipt("completeness-gap")?.value ?? .infinity)
            }.max() ?? .infinity
        }
        let (few, many) = (try gap("3"), try gap("600"))
        #expect(many < 0.003 && many < few / 4, "\(few) → \(many)")
    }

    /// ∂S ∕ ∂x is the same everywhere, so every rule gives gradient × (x − x′) and no gap.
    @Test(arguments: ["gauss-legendre", "riemann-right", "riemann-left", "trapezoid"])
    func ofALinearNetworkIsGradientTimesDifference(quadrature: String) throws {
        let weights = (0..<192).map { Float(($0 * 7) % 23) / 8 - 1 }
        let model = try SmallModel.linear(weights: weights, size: 8)
        var random = RandomStream(seed: 5, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        let result = try explain(
            model, input, .classIndex(0), by: IntegratedGradients.self, ["quadrature": quadrature, "steps": "7"])
        // Black: (0 − 0.5) ∕ 0.25.
        for (index, weight) in weights.enumerated() {
            let expected = Double(weight) * (Double(input[index]) + 2)
            #expect(abs(Double(result.map[index]) - expected) < 1e-5)
        }
        #expect(abs(result.receipt("completeness-gap")?.value ?? 1) < 1e-6)
    }

    /// One gradient after another, alone and in order, gives the same bits as batches on two threads.
    @Test(arguments: [1, 4, 13, 16])
    func isTheSumOfGradientsTakenAlone(steps: Int) throws {
        let model = try SmallModel.smooth()
        var random = RandomStream(seed: 6, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        let options = ["steps": "\(steps)", "quadrature": "riemann-right", "reference": "gray"]
        let found = try explain(
            model, input, .classIndex(1), by: IntegratedGradients.self, options, workers: Workers(2))
        let alone = try explain(model, input, .classIndex(1), by: IntegratedGradients.self, options)
        #expect(found.map == alone.map)

        let gray = Double(Float((128.0 / 255 - 0.5) / 0.25))
        var mean = [Double](repeating: 0, count: input.count)
        for step in 1...steps {
            let position = Double(step) / Double(steps)
            let point = Tensor(
                shape: input.shape, elements: input.elements.map { Float(gray + position * (Double($0) - gray)) })
            let gradient = try explain(model, point, .classIndex(1), by: Gradient.self).map
            for index in mean.indices { mean[index] += Double(gradient[index]) / Double(steps) }
        }
        for (index, value) in input.elements.enumerated() {
            let expected = Float((Double(value) - gray) * mean[index])
            #expect(abs(found.map[index] - expected) <= expected.ulp, "\(found.map[index]) for \(expected)")
        }
    }

    /// The completeness of probabilities and kernels, with references of every kind.
    @Test(arguments: ["zero", "black", "gray", "mean", "blur"], ["logit", "probability", "kernel", "neuron"])
    func isCompleteForEveryObjective(reference: String, objective: String) throws {
        let model = try SmallModel.smooth()
        var random = RandomStream(seed: 8, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &random, scale: 1)
        var options = ["reference": reference]
        var target = Target.classIndex(3)
        switch objective {
        case "probability": options["score"] = "probability"
        case "kernel": target = .kernel(layer: "act", channel: 2, position: nil)
        case "neuron": target = .kernel(layer: "conv", channel: 2, position: .init(row: 3, column: 7))
        default: break
        }
        let result = try explain(model, input, target, by: IntegratedGradients.self, options)
        #expect(abs(result.receipt("completeness-gap")?.value ?? 1) < 1e-5)
        #expect(abs((result.number("score") ?? 0) - (result.number("reference-score") ?? 0)) > 1e-5)
    }

    @Test(arguments: [
        (["steps": "0"], "must be from 1 to 10000"), (["steps": "1", "quadrature": "trapezoid"], "at least 2"),
        (["reference": "blak"], "did you mean 'black'?"), (["quadrature": "gauss"], "gauss-legendre"),
    ])
    func refusesWhatMakesNoSense(options: [String: String], message: String) throws {
        let model = try SmallModel.smooth()
        let failure = #expect(throws: Diagnostic.self) {
            try explain(
                model, Tensor(shape: [1, 3, 8, 8]), .classIndex(0), by: IntegratedGradients.self, options)
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }
}
