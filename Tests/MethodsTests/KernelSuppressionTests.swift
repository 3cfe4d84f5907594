import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Synchronization
import Tensors
import Testing

@Suite struct KernelSuppressionTests {
    private static let size = 6
    private static let kernels = 4

    /// One convolution and a rectifier, with the same weights for the reference.
    private func model() throws -> (model: Model, weights: [Float], biases: [Float]) {
        var random = RandomStream(seed: 3, purpose: "test weights")
        let weight = SmallModel.random([Self.kernels, 3, 3, 3], &random, scale: 0.4)
        let bias = SmallModel.random([Self.kernels], &random, scale: 0.2)
        var builder = NetworkBuilder(inputShape: [3, Self.size, Self.size])
        let window = Window(kernel: Extent(3), padding: Padding(1))
        try builder.add("conv", Convolution(weight: weight, bias: bias, window: window), 0)
        try builder.add("relu", Rectifier(), 1)
        try builder.add("flat", Flatten(), 2)
        let count = Self.kernels * Self.size * Self.size
        try builder.add("fc", Dense(weight: SmallModel.random([3, count], &random), bias: nil), 3)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        let model = try Model(name: "kernels", network: builder.build(output: 4), preprocessing: preprocessing)
        return (model, weight.elements, bias.elements)
    }

    private func picture() -> Tensor {
        var random = RandomStream(seed: 8, purpose: "test input")
        let area = 3 * Self.size * Self.size
        return Tensor(
            shape: [1, 3, Self.size, Self.size], elements: (0..<area).map { _ in 3.6 * random.uniform() - 1.8 })
    }

    private func run(
        _ model: Model, _ target: Target? = .kernel(layer: "relu", channel: 1, position: nil), _ input: Tensor? = nil,
        _ options: [String: String] = [:], checkpoints: Checkpoints = .none, workers: Workers = .one,
        progress: @escaping @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) throws -> MethodResult {
        let log = DiagnosticLog()
        let entries = options.map {
            Setting.Entry(key: $0.key, keyRange: nil, value: Setting(.scalar($0.value, quoted: false), at: nil))
        }
        let method = try #require(
            ConfiguredMethod(KernelSuppression.self, options: entries, at: nil, log: log), "\(log.all)")
        return try method.run(
            MethodRequest(
                model: model, input: input ?? picture(), target: target, checkpoints: checkpoints, workers: workers,
                progress: progress))
    }

    private func number(_ name: String, _ result: MethodResult) throws -> Double {
        try #require(result.numbers.first { $0.name == name }?.value, "\(name)")
    }

    struct Case: CustomTestStringConvertible {
        var alpha = 1.0
        var beta = 1.0
        var ablation = "none"
        var terms = "relative"
        /// The terms are of order 1 and the map has 36 places, so that a rate of 10 is as large here as on photographs.
        var rate = 0.05
        var optimizer = "gradient"
        var testDescription: String { "α \(alpha), β \(beta), ablation \(ablation), \(terms), \(optimizer)" }
    }

    @Test(arguments: [
        Case(), Case(beta: 0.1), Case(alpha: 3, beta: 0.2), Case(ablation: "suppression"),
        Case(ablation: "regularization"), Case(beta: 0.02, terms: "printed", rate: 1),
        // Weights that move the kernel's map: near the kink of L_p, Adam makes rounding as large as its steps.
        Case(rate: 0.02, optimizer: "adam"),
    ])
    func agreesWithThePapersFormulas(_ test: Case) throws {
        let (model, weights, biases) = try model()
        let deviation = 0.2259 / 0.25
        let reference = KernelSuppressionReference(
            channels: 3, size: Self.size,
            weights: (0..<Self.kernels).map { kernel in
                (0..<3).map { channel in
                    (0..<3).map { i in (0..<3).map { j in Double(weights[((kernel * 3 + channel) * 3 + i) * 3 + j]) } }
                }
            }, biases: biases.map(Double.init), kernel: 1,
            alpha: test.ablation == "suppression" ? 0 : test.alpha,
            beta: test.ablation == "regularization" ? 0 : test.beta, dividesByArea: test.terms == "printed",
            deviation: deviation, bounds: -2 / deviation...2 / deviation, isAdam: test.optimizer == "adam")
        let expected = reference.descend(
            from: picture().elements.map { Double($0) / deviation }, rate: test.rate, patience: 5, iterations: 60)
        let result = try run(
            model, .kernel(layer: "relu", channel: 1, position: nil), nil,
            [
                "alpha": "\(test.alpha)", "beta": "\(test.beta)", "ablation": test.ablation, "terms": test.terms,
                "optimizer": test.optimizer, "rate": "\(test.rate)", "patience": "5", "iterations": "60",
            ])
        let curves: [(String, (KernelSuppressionReference.Losses) -> Double)] = [
            ("loss", \.total), ("preservation", \.preservation), ("suppression", \.suppression),
            ("regularization", \.regularization),
        ]
        for (name, value) in curves {
            let found = try #require(result.series[name]).elements
            #expect(found.count == 60)
            for (step, losses) in expected.losses.enumerated() {
                #expect(
                    abs(Double(found[step]) - value(losses)) < 2e-4 * max(0.1, value(losses)), "\(name), step \(step)")
            }
        }
        for (found, expected) in zip(result.map.elements, expected.best) {
            #expect(abs(Double(found) - expected * deviation) < 1e-3)
        }
        #expect(abs(try number("rate-at-end", result) - expected.rate) < 1e-12)
        #expect(expected.losses[0].total > (expected.losses.map(\.total).min() ?? 0), "nothing was descended")
    }

    /// The cotangents of L_p and L_s against central differences, at values away from kinks.
    @Test(arguments: [(0, 1.0, false), (2, 0.7, true), (3, 2.0, false)])
    func cotangentAgreesWithDifferences(channel: Int, alpha: Double, isPrinted: Bool) throws {
        var random = RandomStream(seed: 5, purpose: "test features")
        let shape = [1, 4, 5, 3]
        let features = SmallModel.random(shape, &random, scale: 1)
        let values = SmallModel.random(shape, &random, scale: 1).elements
        let loss = SuppressionLoss(features, channel: channel, form: isPrinted ? .printed : .relative)
        func total(_ values: [Float]) -> Double {
            let terms = loss.measure(Tensor(shape: shape, elements: values), alpha: alpha).terms
            return terms.preservation + alpha * terms.suppression
        }
        let cotangent = loss.measure(Tensor(shape: shape, elements: values), alpha: alpha).cotangent
        let step: Float = 1e-2
        for index in values.indices where abs(values[index]) > 2 * step {
            var (up, down) = (values, values)
            up[index] += step
            down[index] -= step
            let slope = (total(up) - total(down)) / Double(up[index] - down[index])
            #expect(abs(slope - Double(cotangent[index])) < 1e-4 * max(1e-2, abs(slope)), "element \(index)")
        }
    }

    @Test func kinksHaveNoSlope() {
        let features = Tensor(shape: [1, 3, 1, 2], elements: [1, 2, 3, 0, 0, 4])
        let atOriginal = SuppressionLoss(features, channel: 0, form: .relative).measure(features, alpha: 1)
        #expect(atOriginal.terms.preservation == 0 && atOriginal.terms.suppression == 1)
        #expect(atOriginal.cotangent.elements == [0, 0, 1 / 7, 0, 0, 1 / 7])
        let alone = SuppressionLoss(
            Tensor(shape: [1, 1, 1, 2], elements: [3, 4]), channel: 0, form: .relative)
        let moved = alone.measure(Tensor(shape: [1, 1, 1, 2], elements: [3, 0]), alpha: 1)
        #expect(moved.terms.preservation == 0.8 && moved.terms.suppression == 0)
        #expect(moved.cotangent.elements == [0, -0.2])
        let silent = SuppressionLoss(
            Tensor(shape: [1, 2, 1, 2], elements: [0, 0, 1, 1]), channel: 0, form: .relative)
        #expect(silent.kernelNorm == 0)
        #expect(silent.measure(Tensor(shape: [1, 2, 1, 2], elements: [5, 5, 1, 1]), alpha: 1).terms.preservation == 0)
    }

    @Test func endsConvergedWhereNothingMoves() throws {
        let result = try run(
            try model().model, options: ["rate": "0.05", "patience": "3", "iterations": "5000"])
        #expect(try number("converged", result) == 1)
        #expect(try number("iterations", result) < 5000)
        #expect(try number("rate-at-end", result) < 0.01)
        #expect(try number("preservation", result) < 0.6)
        #expect(try number("suppression", result) < 0.6)
        let curve = try #require(result.series["loss"]).elements
        #expect(Double(try #require(curve.min())) == (try number("loss", result)))
    }

    private func run(_ model: Model, options: [String: String]) throws -> MethodResult {
        try run(model, .kernel(layer: "relu", channel: 1, position: nil), nil, options)
    }

    @Test func keepsValuesDisplayableUnlessTold() throws {
        let (model, _, _) = try model()
        let options = ["rate": "100", "iterations": "30", "ablation": "regularization"]
        let kept = try run(model, options: options).map.elements
        #expect(kept.allSatisfy { abs($0) <= 2 + 1e-5 })
        let free = try run(model, options: options.merging(["clip": "false"]) { $1 }).series["loss"]?.elements
        #expect(try #require(free) != (try #require(try run(model, options: options).series["loss"]?.elements)))
    }

    @Test func aSilentKernelIsNamed() throws {
        var builder = NetworkBuilder(inputShape: [3, 6, 6])
        let window = Window(kernel: Extent(1), padding: Padding(0))
        let weight = Tensor(shape: [2, 3, 1, 1], elements: [0, 0, 0, 1, 1, 1])
        try builder.add(
            "conv", Convolution(weight: weight, bias: Tensor(shape: [2], elements: [-1, 4]), window: window), 0)
        try builder.add("relu", Rectifier(), 1)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        let model = try Model(name: "silent", network: builder.build(output: 2), preprocessing: preprocessing)
        let result = try run(model, .kernel(layer: "relu", channel: 0, position: nil))
        #expect(result.numbers.contains { $0.name == "silent" && $0.value == 1 })
        #expect(result.map.elements.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [Target.classIndex(1), nil])
    func refusesAnythingButAKernel(_ target: Target?) throws {
        let (model, _, _) = try model()
        let failure = #expect(throws: Diagnostic.self) { try run(model, target) }
        #expect(failure?.id == "no-kernel")
    }

    @Test func isTheSameWithManyThreads() throws {
        let (model, _, _) = try model()
        let options = ["rate": "0.05", "iterations": "40"]
        let target = Target.kernel(layer: "relu", channel: 2, position: nil)
        let one = try run(model, target, nil, options)
        let four = try run(model, target, nil, options, workers: Workers(4))
        #expect(one.map == four.map)
        #expect(one.series["loss"]?.elements == four.series["loss"]?.elements)
    }

    /// From every step of a run, the rest of it ends with the same bits.
    @Test(arguments: ["gradient", "adam"])
    func goesOnFromWhereItWas(optimizer: String) throws {
        let (model, _, _) = try model()
        let options = ["optimizer": optimizer, "rate": "0.05", "patience": "4", "iterations": "40"]
        let kept = Mutex<[[String: Tensor]]>([])
        let whole = try run(
            model, Target.kernel(layer: "relu", channel: 1, position: nil), nil, options,
            checkpoints: Checkpoints(restored: nil) { state in kept.withLock { $0.append(state()) } })
        let states = kept.withLock { $0 }
        #expect(states.count == 40)
        for state in [states[0], states[17], states[38]] {
            let steps = Mutex(0)
            let rest = try run(
                model, .kernel(layer: "relu", channel: 1, position: nil), nil, options,
                checkpoints: Checkpoints(restored: state) { _ in steps.withLock { $0 += 1 } })
            #expect(rest.map == whole.map)
            #expect(rest.numbers.map(\.value) == whole.numbers.map(\.value))
            for (name, curve) in whole.series { #expect(rest.series[name]?.elements == curve.elements, "\(name)") }
            #expect(steps.withLock { $0 } < 40, "it started anew")
        }
    }

    /// A state of plain descent has no moments, and one that was damaged has none that Adam can have.
    @Test(arguments: [nil, "first-moment", "second-moment", "decay-powers"])
    func adamStartsAnewWithoutItsMoments(_ damaged: String?) throws {
        let (model, _, _) = try model()
        let target = Target.kernel(layer: "relu", channel: 1, position: nil)
        let options = ["optimizer": "adam", "iterations": "12"]
        let kept = Mutex<[String: Tensor]>([:])
        let whole = try run(
            model, target, nil, options,
            checkpoints: Checkpoints(restored: nil) { state in kept.withLock { $0 = state() } })
        var state = kept.withLock { $0 }
        for name in damaged.map({ [$0] }) ?? ["first-moment", "second-moment", "decay-powers"] {
            state[name] = damaged == nil ? nil : Tensor(shape: [2], elements: [-1, -1])
        }
        let steps = Mutex(0)
        let anew = try run(
            model, target, nil, options,
            checkpoints: Checkpoints(restored: state) { _ in steps.withLock { $0 += 1 } })
        #expect(steps.withLock { $0 } == 12)
        #expect(anew.map == whole.map)
    }

    @Test(arguments: [("gradient", 10.0), ("adam", 0.05)])
    func eachOptimizerHasItsOwnRate(optimizer: String, rate: Double) throws {
        let result = try run(
            try model().model, options: ["optimizer": optimizer, "patience": "1000", "iterations": "3"])
        #expect(try number("rate-at-end", result) == rate)
    }

    /// At the scale of a photograph's slopes, plain descent has hardly begun when Adam is done.
    @Test func adamNeedsFewerIterations() throws {
        let options = ["patience": "20", "iterations": "200"]
        let plain = try run(try model().model, options: options.merging(["rate": "0.005"]) { $1 })
        let adam = try run(try model().model, options: options.merging(["optimizer": "adam"]) { $1 })
        #expect(try number("loss", adam) < number("loss", plain))
    }

    @Test func startsAnewFromAStateOfSomethingElse() throws {
        let (model, _, _) = try model()
        let options = ["rate": "0.05", "iterations": "5"]
        let whole = try run(model, options: options)
        let strange: [String: Tensor] = ["picture": Tensor(shape: [1, 3, 2, 2]), "losses": Tensor(shape: [3])]
        let result = try run(
            model, .kernel(layer: "relu", channel: 1, position: nil), nil, options,
            checkpoints: Checkpoints(restored: strange) { _ in })
        #expect(result.map == whole.map)
    }
}
