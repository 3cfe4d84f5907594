import Diagnostics
import Methods
import Metrics
import Models
import Networks
import Tensors
import Testing

/// Held to numbers, so that none of them changes without the metric's revision or the engine's.
@Suite struct MetricGoldenTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let metric: any Metric.Type
        var options: [String: String] = [:]
        var isOfKernel = false
        /// Whether it is said of a drawn picture instead of a map.
        var isOfPicture = false
        var revision = 1
        let numbers: [String: Double]
        /// How far from these numbers is still the same, as a share of them.
        var tolerance = 1e-4
        var testDescription: String { metric.id }
    }

    static let goldens = [
        Golden(metric: Entropy2D.self, isOfPicture: true, numbers: ["entropy-2d": 9.088753321751113]),
        Golden(metric: GrayChange.self, isOfPicture: true, numbers: ["gray-change": 18.357638888888886]),
        // A pixel whose 8 bits are rounded the other way by another processor moves it by less than a hundredth.
        Golden(metric: InputSSIM.self, numbers: ["input-ssim": 0.01669565237158281], tolerance: 1e-2),
        Golden(
            metric: InsertionDeletion.self, options: ["pixels": "30", "score": "logit"],
            numbers: ["insertion": -12.417172852158547, "deletion": -15.260793161392211]),
        Golden(metric: KernelMSE.self, isOfKernel: true, revision: 2, numbers: ["kernel-mse": 120.88200747839821]),
        Golden(metric: KernelSSIM.self, isOfKernel: true, numbers: ["kernel-ssim": 0.2168543547577773]),
        Golden(
            metric: Localization.self, options: ["masks": "m"],
            numbers: ["relevance-inside": 0.513492044543701, "mask-share": 0.5, "pointing-game": 1]),
        Golden(metric: OthersMSE.self, isOfKernel: true, numbers: ["others-mse": 89.37325087253701]),
        Golden(
            metric: PerturbationCurves.self, options: ["pixels": "30"],
            numbers: [
                "abpc-per-step": 43.297269218846374, "morf-area": -49.86496949195862, "lerf-area": -6.567700273112247,
                "abpc": 822.648115158081,
            ]),
        // Other versions of zlib find other matches.
        Golden(metric: PNGSize.self, numbers: ["png-size": 668], tolerance: 0.03),
        Golden(
            metric: SecondOrderEntropy.self, isOfPicture: true, numbers: ["second-order-entropy": 0.9910760598382222]),
        Golden(
            metric: SanityCheck.self,
            numbers: [
                "spearman-mean": 0.07823899647518817, "ssim": 0.030543188230019797, "spearman": 0.09570284831587672,
                "ssim-mean": 0.014604922139154564,
            ]),
    ]

    private static let size = 24

    /// Of a gradient on a small network, with half of the image as its mask.
    private func request(isOfKernel: Bool) throws -> MetricRequest {
        let model = try SmallModel.convolutional(size: Self.size)
        let input = SmallModel.random([1, 3, Self.size, Self.size], seed: 21)
        let target = isOfKernel ? Target.kernel(layer: "act2", channel: 1, position: nil) : .classIndex(3)
        let explainer = try #require(ConfiguredMethod(Gradient.self, options: [], at: nil, log: DiagnosticLog()))
        let explain = { @Sendable (model: Model, target: Target, workers: Workers) throws(Diagnostic) -> Tensor in
            try explainer.run(MethodRequest(model: model, input: input, target: target, workers: workers)).map
        }
        let mask = (0..<Self.size * Self.size).map { Float($0 % Self.size / (Self.size / 2)) }
        return MetricRequest(
            model: model, input: input, map: try explain(model, target, .one), output: Gradient.output,
            target: target, files: ["masks": .mask(Tensor(shape: [1, Self.size, Self.size], elements: mask))],
            workers: .one, explain: explain)
    }

    /// Of a picture that lies across what is displayable.
    private func pictureRequest() throws -> MetricRequest {
        let model = try SmallModel.convolutional(size: Self.size)
        let picture = SmallModel.random([1, 3, Self.size, Self.size], seed: 22)
        return MetricRequest(
            model: model, input: picture, map: picture, output: .picture, target: .classIndex(3),
            methodOptions: .object(["start-gray": .integer(100)]), workers: .one,
            explain: { _, _, _ throws(Diagnostic) in picture })
    }

    @Test(arguments: goldens)
    func numbers(_ golden: Golden) throws {
        #expect(golden.metric.revision == golden.revision && Engine.revision == 2)
        let request = try golden.isOfPicture ? pictureRequest() : request(isOfKernel: golden.isOfKernel)
        let found = try evaluate(golden.metric, request, golden.options).numbers
        #expect(found.keys.sorted() == golden.numbers.keys.sorted(), "\(found)")
        for (name, value) in golden.numbers {
            let number = try #require(found[name])
            #expect(abs(number - value) <= golden.tolerance * abs(value), "\(name): \(number)")
        }
    }

    @Test func everyMetricIsHeld() {
        #expect(Self.goldens.map { $0.metric.id }.sorted() == MetricCatalog.all.map { $0.id }.sorted())
    }
}
