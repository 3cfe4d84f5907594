import Diagnostics
import Methods
import Metrics
import Models
import Networks
import Tensors
import Testing

@Suite struct PerturbationTests {
    /// 4 × 4 pixels; the weight of a pixel is what the score loses by it, over 15: five times three channels.
    private let weights: [Float] = [3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]
    private let bright = Tensor(shape: [1, 3, 4, 4], repeating: 10)

    private func counted(_ map: [Float], _ options: [String: String] = [:]) throws -> MetricResult {
        let model = try SmallModel.counting(weights: weights, height: 4, width: 4)
        let request = MetricRequest(model, bright, map: Tensor(shape: [1, 1, 4, 4], elements: map), isSigned: true)
        return try evaluate(PerturbationCurves.self, request, options)
    }

    /// The score after each step where the pixels are lost in this order.
    private func scores(losing order: [Int], _ perStep: Int) -> [Double] {
        var sum = weights.reduce(0) { $0 + Double($1) }
        var curve = [15 * sum]
        for first in stride(from: 0, to: order.count, by: perStep) {
            for pixel in order[first..<min(first + perStep, order.count)] { sum -= Double(weights[pixel]) }
            curve.append(15 * sum)
        }
        return curve
    }

    @Test func curvesOfALinearScoreAreKnown() throws {
        let result = try counted(weights, ["pixels": "3", "share": "0.9"])
        // 0.9 · 16 = 14.4: fourteen pixels in five steps, the last of two. Equal weights by their place.
        let most = [5, 12, 14, 11, 13, 7, 8, 10, 2, 0, 9, 15, 6, 3]
        let least = [4, 1, 3, 6, 0, 9, 15, 2, 8, 10, 7, 13, 11, 5]
        let (morf, lerf) = (scores(losing: most, 3), scores(losing: least, 3))
        #expect(result.curves["morf"] == morf)
        #expect(result.curves["lerf"] == lerf)
        let area = zip(lerf, morf).reduce(0) { $0 + $1.0 - $1.1 }
        #expect(result.numbers["abpc"] == area && area > 0)
        #expect(result.numbers["abpc-per-step"] == area / 6)
        #expect(result.numbers["morf-area"] == morf.reduce(0, +) / 6)
        #expect(result.numbers["lerf-area"] == lerf.reduce(0, +) / 6)
    }

    @Test func equalPixelsFollowTheirPlaceInBothOrders() throws {
        let result = try counted([Float](repeating: 2, count: 16), ["pixels": "4", "share": "1"])
        #expect(result.curves["morf"] == scores(losing: Array(0..<16), 4))
        #expect(result.curves["morf"] == result.curves["lerf"])
        #expect(result.numbers["abpc"] == 0)
    }

    @Test func theNegativeOfAMapSwapsTheCurves() throws {
        let map = (0..<16).map { Float(($0 * 7 + 3) % 16) - 5.5 }
        let (one, other) = (try counted(map, ["pixels": "2"]), try counted(map.map(-), ["pixels": "2"]))
        #expect(one.curves["morf"] == other.curves["lerf"])
        #expect(one.curves["lerf"] == other.curves["morf"])
        #expect(one.curves["random"] == other.curves["random"])
    }

    @Test func regionsAreRankedByTheirSum() throws {
        // 3 × 3 squares of 4 × 4 pixels: 9, 3, 3 and 1 pixels; sums 9, 12, 6 and 20.
        var map = [Float](repeating: 1, count: 16)
        for pixel in [3, 7, 11] { map[pixel] = 4 }
        for pixel in [12, 13, 14] { map[pixel] = 2 }
        map[15] = 20
        let result = try counted(map, ["region": "3", "share": "1", "pixels": "9"])
        let squares = [[0, 1, 2, 4, 5, 6, 8, 9, 10], [3, 7, 11], [12, 13, 14], [15]]
        func curve(_ order: [Int]) -> [Double] {
            var curve = scores(losing: [], 1)
            for index in order {
                curve.append(curve[curve.count - 1] - squares[index].reduce(0) { $0 + 15 * Double(weights[$1]) })
            }
            return curve
        }
        #expect(result.curves["morf"] == curve([3, 1, 0, 2]))
        #expect(result.curves["lerf"] == curve([2, 0, 1, 3]))
    }

    @Test(arguments: [true, false])
    func channelsCountAsTheMapSays(isSigned: Bool) throws {
        let model = try SmallModel.counting(weights: weights, height: 4, width: 4)
        var values = [Float](repeating: 0, count: 48)
        (values[2], values[18]) = (5, -5)
        (values[9], values[25]) = (1, 1)
        let request = MetricRequest(
            model, bright, map: Tensor(shape: [1, 3, 4, 4], elements: values), isSigned: isSigned)
        let result = try evaluate(PerturbationCurves.self, request, ["pixels": "1", "share": "0.1"])
        // Signed, pixel 9 has 2 and pixel 2 has 0; else they have 1 and 5.
        let first = isSigned ? [9, 0] : [2, 9]
        #expect(result.curves["morf"] == scores(losing: first, 1))
    }

    /// The images made one by one as the definition says, each run alone.
    private func naive(
        _ model: Model, _ input: Tensor, _ target: Int, score: Score, order: [Int], perStep: Int, repetition: Int
    ) throws -> [Double] {
        let (area, settings) = (input.shape[2] * input.shape[3], model.preprocessing.settings)
        var image = input
        var curve: [Double] = []
        func note() throws {
            let execution = Execution(model.network, reads: [model.output], for: .forward)
            try execution.forward(image, workers: .one)
            let logits = execution.value(of: model.output).elements
            curve.append(
                score == .logit ? Double(logits[target]) : Model.probabilities(fromLogits: logits)[target])
        }
        try note()
        for first in stride(from: 0, to: order.count, by: perStep) {
            for pixel in order[first..<min(first + perStep, order.count)] {
                var random = RandomStream(
                    seed: 7, purpose: "perturbation colours", step: UInt64(repetition * area + pixel))
                let colour = (0..<3).map { _ in Double(random.integer(below: 256)) }
                for channel in 0..<3 {
                    let sample = settings.channels == .bgr ? colour[2 - channel] : colour[channel]
                    image[channel * area + pixel] = Float(
                        (sample * settings.range / 255 - settings.mean[channel]) / settings.std[channel])
                }
            }
            try note()
        }
        return curve
    }

    @Test(arguments: [false, true], [Score.logit, .probability])
    func agreesWithImagesMadeOneByOne(isBGR: Bool, score: Score) throws {
        let model = try SmallModel.convolutional(isBGR: isBGR)
        let input = SmallModel.random([1, 3, 12, 12], seed: 11)
        let map = SmallModel.random([1, 1, 12, 12], seed: 12)
        let request = MetricRequest(model, input, map: map, isSigned: true, target: .classIndex(3))
        let result = try evaluate(
            PerturbationCurves.self, request,
            ["pixels": "10", "share": "0.5", "seed": "7", "score": score.rawValue, "repeats": "2"])
        let values = map.elements
        let most = (0..<144).sorted { values[$0] > values[$1] }
        func random(_ repetition: Int) -> [Int] {
            var stream = RandomStream(seed: 7, purpose: "perturbation order", step: UInt64(repetition))
            return stream.permutation(of: 144)
        }
        for (curve, order) in [
            ("morf", { (_: Int) in most }), ("lerf", { _ in most.reversed() }), ("random", random),
        ] {
            let runs = try (0..<2).map { repetition in
                try naive(
                    model, input, 3, score: score, order: Array(order(repetition).prefix(72)), perStep: 10,
                    repetition: repetition)
            }
            let expected = zip(runs[0], runs[1]).map { ($0 + $1) / 2 }
            let found = try #require(result.curves[curve])
            #expect(found.count == 9 && expected.count == 9)
            let scale = expected.map(\.magnitude).max() ?? 0
            // Colours are rounded once more in the test's formula.
            for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5 * scale, "\(curve): \(a) \(b)") }
        }
    }

    @Test func allCurvesMeetWhereNothingIsLeft() throws {
        let model = try SmallModel.convolutional()
        let map = SmallModel.random([1, 3, 12, 12], seed: 3)
        let request = MetricRequest(model, SmallModel.random([1, 3, 12, 12], seed: 4), map: map, isSigned: true)
        let curves = try evaluate(PerturbationCurves.self, request, ["share": "1", "pixels": "25"]).curves
        let ends = Set(curves.values.compactMap(\.last))
        #expect(curves.count == 3 && ends.count == 1)
        #expect(Set(curves.values.compactMap(\.first)).count == 1)
        #expect(curves["morf"] != curves["lerf"])
    }

    @Test func threadsAndOtherCurvesChangeNothing() throws {
        let model = try SmallModel.convolutional()
        let (input, map) = (SmallModel.random([1, 3, 12, 12], seed: 4), SmallModel.random([1, 1, 12, 12], seed: 5))
        func run(_ threads: Int, _ options: [String: String]) throws -> [String: [Double]] {
            let request = MetricRequest(model, input, map: map, workers: Workers(threads))
            return try evaluate(PerturbationCurves.self, request, options.merging(["pixels": "9"]) { $1 }).curves
        }
        let all = try run(1, [:])
        #expect(try run(3, [:]) == all)
        var two = all
        two["random"] = nil
        #expect(try run(2, ["baseline": "false"]) == two)
        // An end that comes earlier leaves the beginning, whatever shares a batch.
        let half = try run(1, ["share": "0.4"])
        for (curve, values) in half {
            #expect(all[curve].map { Array($0.prefix(values.count - 1)) } == values.dropLast())
        }
    }

    @Test func followsTheKernelThatWasExplained() throws {
        let model = try SmallModel.convolutional()
        let (input, map) = (SmallModel.random([1, 3, 12, 12], seed: 4), SmallModel.random([1, 1, 12, 12], seed: 5))
        let target = Target.kernel(layer: "act1", channel: 2, position: .init(row: 3, column: 4))
        let request = MetricRequest(model, input, map: map, target: target)
        let curve = try #require(try evaluate(PerturbationCurves.self, request).curves["morf"])
        let execution = Execution(model.network, reads: [try model.network.node(named: "act1")], for: .forward)
        try execution.forward(input, workers: .one)
        let value = execution.value(of: try model.network.node(named: "act1"))[2 * 144 + 3 * 12 + 4]
        #expect(curve.first == Double(value))
    }

    @Test func countsItsPasses() throws {
        // 224 · 224 · 0.9 / 100 = 451.6 steps of three curves, and the image itself.
        let metric = try #require(configured(PerturbationCurves.self))
        #expect(metric.passes(inputShape: [3, 224, 224]) == 453)
        let plain = try #require(configured(PerturbationCurves.self, ["baseline": "false", "repeats": "2"]))
        #expect(plain.passes(inputShape: [3, 224, 224]) == 603)
        #expect(metric.curves.map(\.name) == ["morf", "lerf", "random"])
        #expect(plain.curves.map(\.name) == ["morf", "lerf"])
    }

    @Test func stopsWhereItIsTold() throws {
        let model = try SmallModel.convolutional()
        let map = SmallModel.random([1, 1, 12, 12], seed: 5)
        let stop = Diagnostic(.error, "stopped", "enough")
        let request = MetricRequest(
            model: model, input: SmallModel.random([1, 3, 12, 12], seed: 4), map: map,
            output: .attribution(isSigned: true), target: nil, workers: .one,
            explain: { (_, _, _) throws(Diagnostic) in map },
            progress: { share throws(Diagnostic) in if share > 0.3 { throw stop } })
        #expect(diagnostic { _ = try evaluate(PerturbationCurves.self, request, ["pixels": "5"]) }?.id == "stopped")
    }

    @Test(arguments: [
        ("pixels", "0"), ("pixels", "9223372036854775807"), ("share", "0"), ("share", "1.1"), ("region", "0"),
        ("repeats", "0"), ("seed", "-1"),
    ])
    func refusesOptions(name: String, value: String) {
        #expect(configured(PerturbationCurves.self, [name: value]) == nil)
    }
}
