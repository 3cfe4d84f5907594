import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct NoiseMaskTests: NoiseMaskRunning {
    /// The noise of a step of the method with its default seed.
    private func noise(_ kind: CoveringNoise.Kind, _ model: Model, step: Int, purpose: String = "noise mask")
        -> [Double]
    {
        let source = CoveringNoise(kind, for: model.preprocessing, seed: 0, purpose: purpose)
        let area = model.network.inputShape[1] * model.network.inputShape[2]
        return (0..<model.network.inputShape[0]).flatMap { channel in
            var plane = [Float](repeating: 0, count: area)
            plane.withUnsafeMutableBufferPointer { source.fill($0, channel: channel, step: step, first: 0) }
            return plane.map { Double($0) }
        }
    }

    private func reference(
        _ model: Model, _ image: Tensor, layer: String, kind: CoveringNoise.Kind, beta: Double
    ) throws -> NoiseMaskReference {
        let network = try SmoothReference(model)
        return NoiseMaskReference(
            image: doubles(image), pixels: image.shape[2] * image.shape[3],
            scaleNoise: noise(kind, model, step: 0, purpose: "noise mask scale"), beta: beta
        ) { network.values(layer, $0) }
    }

    @Test(arguments: ["fc", "pool", "act"], CoveringNoise.Kind.allCases)
    func derivativeAgreesWithDifferences(layer: String, kind: CoveringNoise.Kind) throws {
        let model = try SmallModel.smooth()
        let image = picture(8)
        let reference = try reference(model, image, layer: layer, kind: kind, beta: 30)
        let source = CoveringNoise(kind, for: model.preprocessing, seed: 0, purpose: "noise mask")
        let descent = NoiseMaskDescent(image: image, noise: source, start: 0.7, rate: 0.3)
        let node = try model.network.node(named: layer)
        let execution = Execution(model.network, reads: [node], for: .gradient)
        // At the later steps pixels differ in their masks.
        for step in 0..<3 {
            descent.cover(step: step, workers: .one)
            try execution.forward(descent.blend, workers: .one)
            let features = execution.value(of: node)
            let cotangent = zip(doubles(features), reference.features(reference.image)).map {
                Float(2 * 30 * reference.betaZero / Double(features.count) * ($0 - $1))
            }
            let gradient = execution.inputGradient(
                from: [node: Tensor(shape: features.shape, elements: cotangent)], workers: .one)
            let variables = doubles(descent.mask).map { log($0 / (1 - $0)) }
            let drawn = noise(kind, model, step: step)
            let expected = reference.derivative(variables, drawn)
            let scale = try #require(expected.map(abs).max())
            #expect(Set(descent.mask.elements).count > (step == 0 ? 0 : 8))
            let error =
                zip(descent.derivative(gradient, workers: .one), expected).map { abs(Double($0) - $1) }.max()
                ?? .infinity
            #expect(error < 1e-4 * scale, "step \(step): error \(error) of \(scale)")
            let blend = zip(doubles(descent.blend), reference.blend(variables, drawn)).map { abs($0 - $1) }.max()
            #expect(try #require(blend) < 1e-5)
            descent.descend(gradient, workers: .one)
        }
    }

    @Test(arguments: [
        ("fc", CoveringNoise.Kind.uniform, 1.0), ("fc", .normal, 1), ("pool", .uniform, 0.25), ("act", .normal, 8),
    ])
    func agreesWithTheReference(layer: String, kind: CoveringNoise.Kind, beta: Double) throws {
        let model = try SmallModel.smooth()
        let image = picture(8)
        let result = try run(
            model, image,
            [
                "layer": layer, "noise": kind.rawValue, "beta": "\(beta)", "iterations": "12", "rate": "0.2",
                "start-mask": "0.9",
            ])
        let reference = try reference(model, image, layer: layer, kind: kind, beta: beta)
        let expected = reference.descend(start: 0.9, rate: 0.2, noises: (0..<12).map { noise(kind, model, step: $0) })
        #expect(abs(try number("beta-zero", result) / reference.betaZero - 1) < 1e-5)
        #expect(try #require(zip(doubles(result.map), expected.mask).map { abs($0 - $1) }.max()) < 1e-3)
        #expect((expected.mask.min() ?? 1) < 0.75, "the mask has hardly moved")
        let losses = doubles(try #require(result.series["loss"]))
        for (found, loss) in zip(losses, expected.losses) { #expect(abs(found / 100 / loss - 1) < 1e-3) }
        let percent = expected.losses.reduce(0, +) / 12 * 100
        #expect(abs(try number("loss-percent", result) / percent - 1) < 1e-3)
        let means = doubles(try #require(result.series["mask-mean"]))
        #expect(means.count == 12 && abs(means[0] - 0.9) < 1e-6)
        #expect(abs(try number("mask-mean", result) - expected.mask.reduce(0, +) / 64) < 1e-4)
        #expect(result.map.shape == [1, 1, 8, 8])
    }

    /// A network whose outputs are the pixels of one region has its optimum in closed form: for every such pixel
    /// 1 − M = N ∕ (2 HW β₀ E Σ_c (x_c − noise_c)²), and 0 for all others.
    @Test func keepsOnlyTheRegionThatTheNetworkReads() throws {
        let (size, region) = (16, 5..<9)
        let outputs = 3 * region.count * region.count
        var weights = [Float](repeating: 0, count: outputs * 3 * size * size)
        var inputs: [Int] = []
        for channel in 0..<3 {
            for y in region { inputs += region.map { (channel * size + y) * size + $0 } }
        }
        for (output, input) in inputs.enumerated() { weights[output * 3 * size * size + input] = 1 }
        var builder = NetworkBuilder(inputShape: [3, size, size])
        try builder.add("flat", Flatten(), 0)
        try builder.add(
            "fc", Dense(weight: Tensor(shape: [outputs, 3 * size * size], elements: weights), bias: nil), 1)
        let model = try Model(name: "region", network: builder.build(output: 2))
        let image = Tensor(shape: [1, 3, size, size], elements: (0..<768).map { Float($0 % 11) / 10 })
        let result = try run(model, image, ["iterations": "4000", "patience": "0"])
        let betaZero = try number("beta-zero", result)
        for y in 0..<size {
            for x in 0..<size {
                let found = Double(result.map[y * size + x])
                guard region.contains(y), region.contains(x) else {
                    #expect(found < 0.01, "(\(y), \(x)) is not read, but kept by \(found)")
                    continue
                }
                let distance = (0..<3).reduce(0.0) { sum, channel in
                    let value = Double(image[(channel * size + y) * size + x])
                    return sum + (value - 0.5) * (value - 0.5) + 1 / 12
                }
                let optimum = 1 - Double(outputs) / (2 * 256 * betaZero * distance)
                #expect(optimum > 0.8)
                #expect(abs(found - optimum) < 0.03, "(\(y), \(x)): \(found), not \(optimum)")
            }
        }
    }

    @Test(arguments: [2, 3, 7])
    func doesNotDependOnThreads(count: Int) throws {
        // More pixels than one piece of the loops.
        let model = try SmallModel.smooth(size: 96)
        let options = ["iterations": "6", "rate": "0.5", "noise": count == 3 ? "normal" : "uniform"]
        let one = try run(model, picture(96), options)
        let many = try run(model, picture(96), options, workers: Workers(count))
        #expect(one.map == many.map)
        #expect(one.series["loss"] == many.series["loss"])
        #expect(one.map == (try run(model, picture(96), options)).map)
        #expect(one.map != (try run(model, picture(96), options.merging(["seed": "1"]) { $1 })).map)
    }

    @Test(arguments: CoveringNoiseTests.preparations, CoveringNoise.Kind.allCases)
    func runsWithAnyPreprocessing(_ preparation: CoveringNoiseTests.Preparation, kind: CoveringNoise.Kind) throws {
        let channels = preparation.channels == .gray ? 1 : 3
        var random = RandomStream(seed: 2, purpose: "test weights")
        var builder = NetworkBuilder(inputShape: [channels, 6, 6])
        try builder.add("flat", Flatten(), 0)
        try builder.add(
            "fc", Dense(weight: SmallModel.random([4, channels * 36], &random), bias: nil), 1)
        var settings = Preprocessing()
        settings.channels = preparation.channels
        settings.range = preparation.range
        settings.mean = preparation.mean
        settings.std = preparation.std
        let model = try Model(name: "any", network: builder.build(output: 2), preprocessing: settings)
        let image = Tensor(shape: [1, channels, 6, 6], repeating: model.preprocessing.highest[0])
        let result = try run(model, image, ["iterations": "3", "noise": kind.rawValue])
        // β₀ from the definition: the output is a matrix product.
        let weights = try #require(model.network.nodes[2].operation as? Dense).weight.elements
        let drawn = noise(kind, model, step: 0, purpose: "noise mask scale")
        let square = (0..<4).reduce(0.0) { sum, row in
            let output = drawn.indices.reduce(0.0) {
                $0 + Double(weights[row * drawn.count + $1]) * (Double(image[$1]) - drawn[$1])
            }
            return sum + output * output
        }
        #expect(abs(try number("beta-zero", result) * square / 4 - 1) < 1e-4)
        #expect(result.map.shape == [1, 1, 6, 6])
        #expect(result.map.elements.allSatisfy { (0...1).contains($0) })
    }

    /// A bar of ink in a black field, as LeNet sees a "1": what is far from the ink is covered.
    @Test(.enabled(if: SharedFiles.exist(NoiseMaskTests.lenet), "the models are not here"))
    func coversTheBorderOfADigit() throws {
        var preprocessing = Preprocessing()
        preprocessing.range = 255.0 / 256
        let model = try Model.load(file: SharedFiles.path(Self.lenet), preprocessing: preprocessing)
        let ink = (0..<784).map { (4..<24).contains($0 / 28) && (13..<16).contains($0 % 28) }
        let image = Tensor(shape: [1, 1, 28, 28], elements: ink.map { $0 ? 0.99 : 0 })
        let mask = try run(model, image, ["iterations": "1500", "rate": "0.05"]).map
        func mean(_ isMeant: (Int, Int) -> Bool) -> Double {
            let pixels = (0..<784).filter { isMeant($0 / 28, $0 % 28) }
            return pixels.reduce(0) { $0 + Double(mask[$1]) } / Double(pixels.count)
        }
        let near = mean { (4..<24).contains($0) && (8..<21).contains($1) }
        let border = mean { min($0, $1, 27 - $0, 27 - $1) < 3 }
        #expect(near > 0.2)
        #expect(border < 0.02)
    }

    private static let lenet = "data/models/lenet-mnist/model.onnx"

    /// Held to numbers, so that none of them changes without `NoiseMask.revision` or `Engine.revision`.
    @Test func goldenNumbers() throws {
        #expect(NoiseMask.revision == 1 && Engine.revision == 2)
        let result = try run(
            try SmallModel.smooth(), Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 }),
            ["iterations": "40", "rate": "0.1"])
        let golden: [Int: Float] = [0: 0.5538812, 27: 0.6871732, 63: 0.6929914]
        for (index, value) in golden {
            #expect(abs(result.map[index] - value) < 1e-4, "\(index): \(result.map[index])")
        }
    }
}
