import Diagnostics
import Methods
import Metrics
import Models
import Networks
import Synchronization
import Tensors
import Testing

@Suite struct SanityCheckTests {
    /// What an explanation was asked of.
    private final class Log: Sendable {
        private let entries = Mutex<[(model: Model, target: Target)]>([])
        func add(_ model: Model, _ target: Target) { entries.withLock { $0.append((model, target)) } }
        var all: [(model: Model, target: Target)] { entries.withLock(\.self) }
    }

    private let input = SmallModel.random([1, 3, 12, 12], seed: 4)

    /// The check of a method, with what it asked for.
    private func check(
        _ method: any Method.Type, _ model: Model, target: Target? = nil, _ options: [String: String] = [:]
    ) throws -> (result: MetricResult, asked: [(model: Model, target: Target)], target: Target?) {
        let explainer = try #require(ConfiguredMethod(method, options: [], at: nil, log: DiagnosticLog()))
        let log = Log()
        let input = input
        let explain = { @Sendable (model: Model, target: Target, workers: Workers) throws(Diagnostic) -> Tensor in
            log.add(model, target)
            return try explainer.run(
                MethodRequest(model: model, input: input, target: target, workers: workers)
            ).map
        }
        let map = try explainer.run(MethodRequest(model: model, input: input, target: target, workers: .one)).map
        let request = MetricRequest(
            model: model, input: input, map: map, output: .attribution(isSigned: false), target: target,
            workers: .one, explain: explain)
        return (try evaluate(SanityCheck.self, request, options), log.all, target)
    }

    private func weights(_ model: Model, _ layer: String) throws -> [Tensor] {
        (model.network.nodes[try model.network.node(named: layer)].operation?.parameters ?? []).map(\.value)
    }

    @Test func gradientsLoseTheirLikeness() throws {
        let model = try SmallModel.convolutional()
        let (result, asked, _) = try check(Gradient.self, model)
        for curve in ["sanity-spearman", "sanity-ssim"] {
            let values = try #require(result.curves[curve])
            #expect(values.count == 4 && values[0] == 1)
            #expect(values.dropFirst().allSatisfy { abs($0) < 0.9 })
            let name = curve == "sanity-spearman" ? "spearman" : "ssim"
            #expect(result.numbers[name] == values[3])
            #expect(try abs(#require(result.numbers["\(name)-mean"]) - (values[1] + values[2] + values[3]) / 3) < 1e-12)
        }
        // The class that the model predicted at first, in every stage.
        let execution = Execution(model.network, reads: [model.output], for: .forward)
        try execution.forward(input, workers: .one)
        let logits = execution.value(of: model.output).elements
        let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
        #expect(asked.map(\.target) == [.classIndex(best), .classIndex(best), .classIndex(best)])
    }

    @Test func layersAreDrawnFromTheOutputDown() throws {
        let model = try SmallModel.convolutional()
        let asked = try check(Gradient.self, model).asked.map(\.model)
        for (layer, stage) in [("fc", 0), ("conv2", 1), ("conv1", 2)] {
            let original = try weights(model, layer)
            for (number, other) in asked.enumerated() {
                #expect((try weights(other, layer) == original) == (number < stage), "\(layer) \(number)")
            }
            // Once drawn it stays.
            #expect(try weights(asked[stage], layer) == weights(asked[2], layer))
        }
        // Normal with deviation √(2 ∕ fan-in), biases 0, the numbers of one layer not those of another.
        let dense = try weights(asked[2], "fc")
        let deviation = (dense[0].elements.reduce(0.0) { $0 + Double($1 * $1) } / Double(dense[0].count)).squareRoot()
        #expect(abs(deviation / (2.0 / 864).squareRoot() - 1) < 0.05)
        #expect(dense[1].elements.allSatisfy { $0 == 0 })
        let small = try weights(asked[2], "conv1")[0].elements
        #expect(abs((small.reduce(0.0) { $0 + Double($1 * $1) } / 216).squareRoot() - (2.0 / 27).squareRoot()) < 0.05)
        let ratio = Float((27.0 / 864).squareRoot())
        #expect(zip(small, dense[0].elements).contains { abs($0 * ratio - $1) > 1e-3 })
    }

    @Test func stagesAreGroupsOfLayers() throws {
        let model = try SmallModel.convolutional()
        let two = try check(Gradient.self, model, ["stages": "2"])
        #expect(two.result.curves["sanity-spearman"]?.count == 3)
        #expect(try weights(two.asked[0].model, "conv2") == weights(model, "conv2"))
        #expect(try weights(two.asked[0].model, "fc") != weights(model, "fc"))
        #expect(try weights(two.asked[1].model, "conv1") != weights(model, "conv1"))
        #expect(try #require(configured(SanityCheck.self, ["stages": "2"])).explanations == 2)
        // All layers at once end where the three stages do.
        let (one, three) = (try check(Gradient.self, model, ["stages": "1"]), try check(Gradient.self, model))
        #expect(one.result.numbers["spearman"] == three.result.numbers["spearman"])
        let other = try check(Gradient.self, model, ["stages": "1", "seed": "5"])
        #expect(one.result.numbers["spearman"] != other.result.numbers["spearman"])
    }

    @Test func whatLooksAtNoNetworkFails() throws {
        let result = try check(SobelEdges.self, SmallModel.convolutional()).result
        #expect(result.curves == ["sanity-spearman": [1, 1, 1, 1], "sanity-ssim": [1, 1, 1, 1]])
    }

    @Test func onlyLayersBelowTheTargetAreDrawn() throws {
        let model = try SmallModel.convolutional()
        let kernel = Target.kernel(layer: "act1", channel: 3, position: nil)
        let (result, asked, _) = try check(Gradient.self, model, target: kernel)
        #expect(result.curves["sanity-ssim"]?.count == 2)
        #expect(asked.count == 1 && asked[0].target == kernel)
        #expect(try weights(asked[0].model, "fc") == weights(model, "fc"))
    }

    @Test func batchNormalizationStartsAfresh() throws {
        var builder = NetworkBuilder(inputShape: [3, 12, 12])
        try builder.add("pool", AveragePool(window: Window(kernel: Extent(1)), countsPadding: true), 0)
        func affine(_ kind: String) -> ChannelAffine {
            ChannelAffine(
                scale: Tensor(shape: [3], repeating: 2), shift: Tensor(shape: [3], repeating: 1), kind: kind)
        }
        try builder.add("constant", affine("channel affine"), 1)
        try builder.add("act", Sigmoid(), 2)
        try builder.add("norm", affine("batch normalization"), 3)
        try builder.add("flat", Flatten(), 4)
        try builder.add("fc", Dense(weight: SmallModel.random([2, 432], seed: 1), bias: nil), 5)
        let model = try Model(name: "norm", network: builder.build(output: 6))
        let asked = try check(Gradient.self, model, target: .classIndex(1)).asked.map(\.model)
        #expect(asked.count == 2)
        #expect(try weights(asked[0], "norm") == weights(model, "norm"))
        #expect(try weights(asked[1], "norm").map(\.elements) == [[1, 1, 1], [0, 0, 0]])
        #expect(try weights(asked[1], "constant") == weights(model, "constant"))
    }

    @Test func refusesWhatCannotBeCompared() throws {
        let model = try SmallModel.convolutional()
        let constant = MetricRequest(model, input, map: Tensor(shape: [1, 1, 12, 12], repeating: 3))
        #expect(diagnostic { _ = try evaluate(SanityCheck.self, constant) }?.id == "constant-map")
        let small = MetricRequest(model, input, map: SmallModel.random([1, 1, 7, 7], seed: 1))
        #expect(diagnostic { _ = try evaluate(SanityCheck.self, small) }?.id == "ssim-shape")
    }

    /// A map that becomes constant has no ranks, which counts as no likeness.
    @Test func aConstantMapIsUnlike() throws {
        let model = try SmallModel.convolutional()
        let request = MetricRequest(
            model: model, input: input, map: SmallModel.random([1, 1, 12, 12], seed: 8),
            output: .attribution(isSigned: true), target: nil, workers: .one,
            explain: { (_, _, _) throws(Diagnostic) in Tensor(shape: [1, 1, 12, 12]) })
        #expect(try evaluate(SanityCheck.self, request).curves["sanity-spearman"] == [1, 0, 0, 0])
    }
}
