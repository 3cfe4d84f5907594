import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct OcclusionTests {
    private func image(_ model: Model, seed: UInt64 = 7) -> Tensor {
        var random = RandomStream(seed: seed, purpose: "test input")
        return SmallModel.random([1] + model.network.inputShape, &random, scale: 1)
    }

    @Test(.enabled(if: SharedFiles.haveNets, "the fixtures are not here"), arguments: FixtureModel.files)
    func agreesWithCaptum(_ file: FixtureModel.File) throws {
        let fixture = try FixtureModel(file)
        let options = ["patch": "8", "stride": "4"]
        let zero = try #require(try fixture.expected("occlusion_zero.npy"))
        let found = try fixture.results(Occlusion.self, options.merging(["fill": "zero"]) { $1 }).map(\.map)
        #expect(fixture.difference(found, from: zero) < zero.tolerance)

        let baseline = try #require(try fixture.expected("occlusion_baseline.npy"))
        let filled = try fixture.results(
            Occlusion.self, options.merging(["fill": "baseline.npy"]) { $1 },
            files: ["fill": .tensor(fixture.baseline.image(0))]
        ).map(\.map)
        #expect(fixture.difference(filled, from: baseline) < baseline.tolerance)
    }

    /// Every window by a whole pass, in Double.
    private func naive(
        _ input: Tensor, patch: Int, stride: Int, fill: (Int) -> Float, effect: (Tensor) throws -> Double
    ) throws -> [Double] {
        let (channels, height, width) = (input.shape[1], input.shape[2], input.shape[3])
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: height * width)
        func starts(_ extent: Int) -> [Int] {
            var result = [0]
            while result[result.count - 1] + patch < extent { result.append(result[result.count - 1] + stride) }
            return result
        }
        for top in starts(height) {
            for left in starts(width) {
                var covered = input
                var pixels: [Int] = []
                for row in top..<min(top + patch, height) {
                    for column in left..<min(left + patch, width) { pixels.append(row * width + column) }
                }
                for channel in 0..<channels {
                    for pixel in pixels { covered[channel * height * width + pixel] = fill(channel) }
                }
                let value = try effect(covered)
                for pixel in pixels { sums[pixel] = (sums[pixel].sum + value, sums[pixel].count + 1) }
            }
        }
        return sums.map { $0.sum / Double($0.count) }
    }

    @Test(arguments: ["drop", "value", "probability", "channel", "neuron"], [(3, 2), (4, 1), (8, 8), (3, 3)])
    func isTheMeanOverCoveringWindows(kind: String, size: (Int, Int)) throws {
        let model = try SmallModel.smooth()
        let input = image(model)
        var options = ["patch": "\(size.0)", "stride": "\(size.1)"]
        var target = Target.classIndex(2)
        let score: (Tensor) throws -> Double
        switch kind {
        case "probability":
            options["score"] = "probability"
            score = { Model.probabilities(fromLogits: try SmallModel.values(model, "fc", $0))[2] }
        case "channel":
            target = .kernel(layer: "act", channel: 1, position: nil)
            score = { try SmallModel.values(model, "act", $0)[64..<128].reduce(0) { $0 + Double($1) } / 64 }
        case "neuron":
            target = .kernel(layer: "act", channel: 3, position: .init(row: 2, column: 5))
            score = { Double(try SmallModel.values(model, "act", $0)[3 * 64 + 2 * 8 + 5]) }
        default:
            options["effect"] = kind
            score = { Double(try SmallModel.values(model, "fc", $0)[2]) }
        }
        let result = try explain(model, input, target, by: Occlusion.self, options)
        let whole = try score(input)
        // Gray 128 of 255, less the mean of 0.5, over the deviation of 0.25.
        let expected = try naive(
            input, patch: size.0, stride: size.1, fill: { _ in Float((128.0 / 255 - 0.5) / 0.25) },
            effect: { kind == "value" ? try score($0) : whole - (try score($0)) })
        #expect(result.map.shape == [1, 1, 8, 8])
        let scale = expected.map(abs).max() ?? 0
        #expect(scale > 1e-3)
        for (found, value) in zip(result.map.elements, expected) {
            #expect(abs(Double(found) - value) < 1e-5 * scale + 1e-6)
        }
    }

    /// A score that only pixels of one corner enter.
    @Test func lightsOnlyWhatIsRead() throws {
        let weights = (0..<3 * 144).map { index in index % 144 % 12 < 4 && index % 144 / 12 < 4 ? Float(1) : 0 }
        let model = try SmallModel.linear(weights: weights, size: 12)
        let result = try explain(
            model, image(model), .classIndex(0), by: Occlusion.self, ["patch": "4", "stride": "4", "fill": "zero"])
        for row in 0..<12 {
            for column in 0..<12 {
                #expect((result.map[row * 12 + column] != 0) == (row < 4 && column < 4), "\(row), \(column)")
            }
        }
        let sum = image(model).elements.enumerated().reduce(0.0) {
            $0 + Double($1.element) * Double(weights[$1.offset])
        }
        #expect(abs(Double(result.map[0]) - sum) < 1e-4)
        #expect(result.number("largest-drop-row") == (sum > 0 ? 0 : result.number("largest-drop-row")))
    }

    @Test func saysWhereTheLargestDropIs() throws {
        var weights = [Float](repeating: 0, count: 3 * 256)
        for row in 8..<12 { for column in 4..<8 { weights[row * 16 + column] = 1 } }
        let model = try SmallModel.linear(weights: weights, size: 16)
        let input = Tensor(shape: [1, 3, 16, 16], repeating: 1)
        let result = try explain(
            model, input, .classIndex(0), by: Occlusion.self, ["patch": "4", "stride": "4", "fill": "zero"])
        #expect(result.number("largest-drop") == 16 && result.number("windows") == 16)
        #expect(result.number("largest-drop-row") == 8 && result.number("largest-drop-column") == 4)
        #expect(result.number("logit") == 16)
    }

    @Test func threadsChangeNothing() throws {
        let model = try SmallModel.smooth(size: 16)
        let one = try explain(model, image(model), nil, by: Occlusion.self, ["patch": "3", "stride": "1"])
        let many = try explain(
            model, image(model), nil, by: Occlusion.self, ["patch": "3", "stride": "1"], workers: Workers(8))
        #expect(one.map == many.map)
        #expect(one.numbers.map(\.value) == many.numbers.map(\.value))
    }

    @Test(arguments: [
        (["patch": "4", "stride": "5"], "leave pixels between them out"),
        (["patch": "0"], "must be from 1 to 65536"), (["patch": "9"], "does not fit into an input of [3, 8, 8]"),
        (["fill": "grey"], "did you mean 'gray'?"), (["fill": "zero", "fill-gray": "3"], "'fill' is something else"),
        (["fill-gray": "256"], "must be from 0 to 255"), (["effect": "loss"], "'drop' or 'value'"),
        (["fill": "a.npy"], "'a.npy' was not read"), (["position": "3"], "must be [row, column]"),
    ])
    func refusesBadOptions(options: [String: String], message: String) throws {
        let model = try SmallModel.smooth()
        let failure = #expect(throws: Diagnostic.self) {
            try explain(model, image(model), .classIndex(0), by: Occlusion.self, options)
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }

    @Test func namesItsFile() throws {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: "fill", keyRange: nil, value: Setting("noise.npy"))
        let method = try #require(ConfiguredMethod(Occlusion.self, options: [entry], at: nil, log: log))
        #expect(method.files == [FileNeed(option: "fill", path: "noise.npy", kind: .tensor)])
    }

    /// Held to numbers, so that none of them changes without `Occlusion.revision` or `Engine.revision`.
    @Test func goldenNumbers() throws {
        #expect(Occlusion.revision == 1 && Engine.revision == 2)
        let model = try SmallModel.smooth()
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        let map = try explain(model, input, .classIndex(0), by: Occlusion.self, ["patch": "3"]).map
        let golden: [Int: Float] = [0: -0.24336433, 27: -0.12746647, 63: 0.19500756]
        for (index, value) in golden { #expect(abs(map[index] - value) < 1e-5, "\(index): \(map[index])") }
    }
}
