import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Synchronization
import Tensors
import Testing

@Suite struct TransformationInvariantTests {
    private func run(
        _ model: Model, _ options: [String: String], target: Target = .classIndex(0), workers: Workers = .one,
        checkpoints: Checkpoints = .none
    ) throws -> MethodResult {
        let log = DiagnosticLog()
        let entries = options.sorted { $0.key < $1.key }.map {
            Setting.Entry(key: $0.key, keyRange: nil, value: Self.setting($0.value))
        }
        let method = try #require(
            ConfiguredMethod(TransformationInvariant.self, options: entries, at: nil, log: log), "\(log.all)")
        return try method.run(
            MethodRequest(model: model, input: nil, target: target, checkpoints: checkpoints, workers: workers))
    }

    /// Words apart by commas as a list.
    private static func setting(_ text: String) -> Setting {
        let parts = text.split(separator: ",").map { Setting(String($0)) }
        return parts.count > 1 ? Setting(.list(parts), at: nil) : Setting(text)
    }

    /// Two classes whose scores are linear in the input; black is −2 and white 2, of unit deviation 0.9036.
    private func linear(_ weights: [[Float]], size: Int) throws -> Model {
        var builder = NetworkBuilder(inputShape: [1, size, size])
        try builder.add("flat", Flatten(), 0)
        try builder.add("fc", Dense(weight: Tensor(shape: [2, size * size], elements: weights.joined()), bias: nil), 1)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        return try Model(name: "linear", network: builder.build(output: 2), preprocessing: preprocessing)
    }

    private func weights(_ size: Int) -> [[Float]] {
        var random = RandomStream(seed: 8, purpose: "weights")
        return (0..<2).map { _ in (0..<size * size).map { _ in random.uniform(in: -0.5..<0.5) } }
    }

    /// Algorithm 1 in Double for two linear classes and a transformation that only moves pixels.
    private struct Reference {
        var picture: [Double]
        var steps = 0
        var rounds = 0
        var isConverged = false

        init(
            _ weights: [[Float]], moved: ([Double]) -> [Double], tests: [@Sendable ([Double]) -> [Double]],
            target: Double,
            rounds limit: Int, iterations: Int, rate: Double
        ) {
            let deviation = 0.2259 / 0.25
            let difference = zip(weights[0], weights[1]).map { (Double($0) - Double($1)) * deviation }
            func confidence(_ picture: [Double]) -> Double {
                1 / (1 + exp(-zip(difference, picture).reduce(0) { $0 + $1.0 * $1.1 }))
            }
            let size = (difference.reduce(0) { $0 + $1 * $1 } / Double(difference.count)).squareRoot()
            let bound = 2 / deviation
            picture = [Double](repeating: -bound, count: difference.count)
            while rounds < limit, !isConverged {
                for _ in 0..<iterations {
                    steps += 1
                    if confidence(picture) > target { break }
                    picture = zip(picture, difference).map { min(max($0 + rate * $1 / size, -bound), bound) }
                }
                picture = moved(picture)
                rounds += 1
                isConverged = tests.allSatisfy { confidence($0(picture)) > target }
            }
        }
    }

    private static func mirrored(_ picture: [Double]) -> [Double] {
        let size = Int(Double(picture.count).squareRoot())
        return picture.indices.map { picture[$0 / size * size + size - 1 - $0 % size] }
    }

    /// Counter-clockwise by a quarter: the top row was the right column.
    private static func turned(_ picture: [Double]) -> [Double] {
        let size = Int(Double(picture.count).squareRoot())
        return picture.indices.map { picture[$0 % size * size + size - 1 - $0 / size] }
    }

    private static let turns: [@Sendable ([Double]) -> [Double]] = [
        { $0 }, { turned($0) }, { turned(turned($0)) }, { turned(turned(turned($0))) },
    ]

    @Test(arguments: [
        ("flip", 0.8, true), ("flip", 0.999999, false), ("rotate", 0.7, true), ("rotate", 0.999999, false),
    ])
    func followsTheAlgorithm(order: String, target: Double, converges: Bool) throws {
        let weights = weights(6)
        let reference =
            order == "flip"
            ? Reference(
                weights, moved: Self.mirrored, tests: [{ $0 }, Self.mirrored], target: target, rounds: 9, iterations: 7,
                rate: 0.05)
            : Reference(
                weights, moved: Self.turned, tests: Self.turns, target: target, rounds: 9, iterations: 7, rate: 0.05)
        let result = try run(
            linear(weights, size: 6),
            [
                "order": order, "rotate": "90", "target-confidence": "\(target)", "test-confidence": "\(target)",
                "rounds": "9", "iterations": "7", "rate": "0.05",
            ])
        #expect(result.number("rounds") == Double(reference.rounds))
        #expect(result.number("iterations") == Double(reference.steps))
        #expect(result.number("converged") == (reference.isConverged ? 1 : 0))
        for (value, expected) in zip(result.map.elements, reference.picture) {
            #expect(abs(Double(value) - expected * 0.2259 / 0.25) < 2e-4)
        }
        #expect(result.remarks.count == 1)
        #expect(result.remarks[0].contains("at the limit") == !reference.isConverged)
    }

    /// The best displayable picture of a linear score is white where its weight is larger than the other's, and black
    /// elsewhere; where mirroring changes no weight, nothing disturbs it.
    @Test func reachesTheKnownOptimum() throws {
        let half = weights(4)[0]
        // Rows of eight: four weights and their mirror image.
        var rows: [Float] = []
        for y in 0..<4 {
            let row = Array(half[y * 4..<y * 4 + 4])
            rows += row + row.reversed()
        }
        var builder = NetworkBuilder(inputShape: [1, 4, 8])
        try builder.add("flat", Flatten(), 0)
        try builder.add(
            "fc",
            Dense(weight: Tensor(shape: [2, 32], elements: rows + [Float](repeating: 0, count: 32)), bias: nil), 1)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        let model = try Model(name: "linear", network: builder.build(output: 2), preprocessing: preprocessing)
        let result = try run(
            model,
            [
                "order": "flip", "target-confidence": "0.9999999", "test-confidence": "0.9999999", "rounds": "4",
                "iterations": "50", "rate": "0.5",
            ])
        for (value, weight) in zip(result.map.elements, rows) { #expect(abs(value - (weight > 0 ? 2 : -2)) < 1e-5) }
        var score = 0.0
        for weight in rows { score += 2 * Double(abs(weight)) }
        let lowest: Double = try #require(result.number("test-confidence-lowest"))
        #expect(abs(lowest - 1 / (1 + exp(-score))) < 1e-6)
    }

    /// Confidences under the tests are those of the picture that is given, turned by somebody else.
    @Test func recordsTheConfidenceUnderEveryTest() throws {
        let model = try SmallModel.smooth()
        let result = try run(
            model,
            [
                "order": "rotate,scale,flip", "rotate": "30", "rounds": "3", "iterations": "6", "scale": "0.8",
                "target-confidence": "0.6",
            ])
        let black = model.preprocessing.lowest
        var tests: [any Transformation] = (0..<12).map { Rotation(degrees: 30 * Double($0), fill: black) }
        tests += [Zoom(by: 0.8, fill: black), Zoom(by: 1.25, fill: black), Flip(horizontal: true)]
        let confidences = try #require(result.series["test-confidence"]).elements
        #expect(confidences.count == tests.count)
        for (confidence, test) in zip(confidences, tests) {
            let scores = try SmallModel.values(model, "fc", test.apply(result.map))
            #expect(abs(Double(confidence) - Model.probabilities(fromLogits: scores)[0]) < 1e-5)
        }
        #expect(abs(try #require(result.number("test-confidence-lowest")) - Double(confidences.min() ?? 0)) < 1e-7)
        #expect(result.series["lowest-test-confidence"]?.count == Int(result.number("rounds") ?? 0))
    }

    /// A score that asks for light in a disc about the centre hardly changes when the picture turns, so that Algorithm 1
    /// must come to its end. (On a network of random weights nothing says that a picture for all angles exists.)
    @Test func reachesItsTargetUnderAllTests() throws {
        let size = 16
        let disc: [Float] = (0..<size * size).map { pixel in
            let (x, y) = (Float(pixel % size) - 7.5, Float(pixel / size) - 7.5)
            return x * x + y * y < 25 ? 0.1 : 0
        }
        let result = try run(linear([disc, [Float](repeating: 0, count: size * size)], size: size), [:])
        #expect(result.number("converged") == 1)
        #expect(try #require(result.number("rounds")) < 36)
        #expect(try #require(result.series["test-confidence"]).elements.allSatisfy { $0 > 0.99 })
        #expect(result.series["test-confidence"]?.count == 36)
        #expect(result.remarks[0].contains("above 99.0 % under all 36 tests"))
    }

    /// Where one half counts for the class and the other against it, half a turn makes 1 − p of p: no picture passes, and
    /// the record says so.
    @Test func saysThatItsTargetIsOutOfReach() throws {
        let size = 8
        let halves: [Float] = (0..<size * size).map { $0 % size < size / 2 ? 0.2 : -0.2 }
        let result = try run(
            linear([halves, [Float](repeating: 0, count: size * size)], size: size), ["rounds": "4"])
        let tested = try #require(result.series["test-confidence"]).elements
        #expect(result.number("converged") == 0)
        #expect(result.number("rounds") == 4)
        #expect(tested[0] > 0.99)
        #expect(abs(tested[0] + tested[18] - 1) < 1e-4)
        #expect(result.remarks[0].contains("at the limit of 4 rounds: above 99.0 % under"))
    }

    @Test func doesNotDependOnTheWorkers() throws {
        let model = try SmallModel.smooth()
        let options = ["rounds": "3", "iterations": "4", "order": "rotate,scale"]
        let one = try run(model, options)
        let eight = try run(model, options, workers: Workers(8))
        #expect(one.map == eight.map)
        #expect(one.series == eight.series)
    }

    /// A run that goes on from any round ends as one that was never stopped.
    @Test func goesOnWithTheSameBits() throws {
        let model = try SmallModel.smooth()
        let options = [
            "rounds": "5", "iterations": "4", "order": "rotate,scale", "start-gray": "60", "target-confidence": "0.95",
        ]
        let states = Mutex<[[String: Tensor]]>([])
        let whole = try run(
            model, options,
            checkpoints: Checkpoints(restored: nil) { state in states.withLock { $0.append(state()) } })
        let kept = states.withLock { $0 }
        #expect(kept.count == 5)
        for state in kept {
            let rest = try run(model, options, checkpoints: Checkpoints(restored: state) { _ in })
            #expect(rest.map == whole.map)
            #expect(rest.series == whole.series)
            #expect(rest.numbers.map(\.value) == whole.numbers.map(\.value))
        }
        // What is kept of another model is no use.
        let other = try SmallModel.smooth(size: 12)
        let fresh = try run(other, options)
        #expect(try run(other, options, checkpoints: Checkpoints(restored: kept[1]) { _ in }).map == fresh.map)
    }

    @Test func staysDisplayableAndKeepsItsStart() throws {
        let model = try SmallModel.smooth()
        let result = try run(model, ["rounds": "4", "iterations": "3", "rate": "2"])
        let range = (model.preprocessing.lowest[0] - 1e-5)...(model.preprocessing.highest[0] + 1e-5)
        #expect(result.map.elements.allSatisfy { range.contains($0) })
        // The start is already above so low a target: only turning changes it, and of gray 51 black corners remain.
        let gray = try run(
            model, ["start-gray": "51", "target-confidence": "0.0001", "test-confidence": "0.9999", "rounds": "1"])
        #expect(abs(gray.map[4 * 8 + 4] - (0.2 - 0.5) / 0.25) < 1e-5)
        #expect(gray.map[0] < -1.3)
        #expect(gray.number("iterations") == 1)
    }

    @Test func needsAClass() throws {
        let failure = #expect(throws: Diagnostic.self) {
            try run(SmallModel.smooth(), [:], target: .kernel(layer: "act", channel: 0, position: nil))
        }
        #expect(failure?.id == "no-target")
    }

    @Test(arguments: [
        ("rotate", "0", "must be from 1 to 180"), ("scale", "1", "not 1"), ("order", "turn", "expected 'rotate'"),
        ("target-confidence", "1", "below 1"), ("rounds", "0", "from 1 to"), ("start-gray", "256", "from 0 to 255"),
        ("scale", "0.8", "does nothing"), ("flip", "vertical", "does nothing"),
        ("flip", "vertcal", "did you mean 'vertical'?"), ("rate", "0", "must be positive"),
    ])
    func refusesBadOptions(key: String, value: String, message: String) {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: key, keyRange: nil, value: Setting(value))
        #expect(ConfiguredMethod(TransformationInvariant.self, options: [entry], at: nil, log: log) == nil)
        #expect(log.all.first?.message.contains(message) == true, "\(log.all.first?.message ?? "nothing")")
    }
}
