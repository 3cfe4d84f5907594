import Diagnostics
import Foundation
import Methods
import Metrics
import Models
import Tensors
import Testing

@Suite struct KernelMetricTests {
    private let model: Model
    private let image = SmallModel.random([1, 3, 16, 16], seed: 1)
    private let signal = SmallModel.random([1, 3, 16, 16], seed: 2)

    init() throws { model = try SmallModel.channels(size: 16) }

    private func result(
        _ metric: any Metric.Type, _ map: Tensor, channel: Int = 1, layer: String = "conv", output: MethodOutput? = nil
    ) throws -> MetricResult {
        let target = Target.kernel(layer: layer, channel: channel, position: nil)
        return try evaluate(metric, MetricRequest(model, image, map: map, output: output, target: target))
    }

    private func plane(_ tensor: Tensor, _ channel: Int) -> [Double] {
        tensor.elements[channel * 256..<(channel + 1) * 256].map(Double.init)
    }

    @Test func signalsAreScaledToTheImage() throws {
        let fraction = Tensor(shape: image.shape, elements: image.elements.map { $0 / 8 })
        let similarity = try result(KernelSSIM.self, fraction)
        #expect(abs(try #require(similarity.numbers["kernel-ssim"]) - 1) < 1e-12)
        #expect(similarity.details["signal-scale"] == 8)
        #expect(try result(KernelMSE.self, fraction).numbers["kernel-mse"] == 0)

        // Pictures are inputs already.
        let picture = try result(KernelMSE.self, fraction, output: .picture)
        let expected = plane(image, 1).reduce(0) { $0 + pow($1 * 7 / 8, 2) } / 256
        #expect(abs(try #require(picture.numbers["kernel-mse"]) - expected) < 1e-9)
        #expect(picture.details["signal-scale"] == 1)
    }

    /// The layer's feature maps are the input's channels, and a fourth of zeros.
    @Test func numbersByDefinition() throws {
        let largest = { (tensor: Tensor) in tensor.elements.map { Double($0.magnitude) }.max() ?? 0 }
        let scale = largest(image) / largest(signal)
        let (before, after) = (plane(image, 1), plane(signal, 1).map { $0 * scale })
        let error = zip(before, after).reduce(0) { $0 + pow($1.0 - $1.1, 2) } / 256
        #expect(abs(try #require(try result(KernelMSE.self, signal).numbers["kernel-mse"]) - error) < 1e-5 * error)

        let others = (plane(signal, 0) + plane(signal, 2)).reduce(0) { $0 + pow($1 * scale, 2) } / 768
        let found = try #require(try result(OthersMSE.self, signal).numbers["others-mse"])
        #expect(abs(found - others) < 1e-5 * others)

        let similarity = try result(KernelSSIM.self, signal)
        #expect(try abs(#require(similarity.numbers["kernel-ssim"])) < 0.2)
        #expect(similarity.details["range"] == (before.max() ?? 0) - (before.min() ?? 0))
    }

    /// The maps of figure 8 against the channels of the image and of the scaled signal.
    @Test func mapsOfTheKernel() throws {
        let largest = { (tensor: Tensor) in tensor.elements.map { Double($0.magnitude) }.max() ?? 0 }
        let scale = largest(image) / largest(signal)
        let (before, after) = (plane(image, 1), plane(signal, 1).map { $0 * scale })
        let result = try result(KernelMSE.self, signal)
        let expected = [
            "kernel-map": before, "kernel-map-explained": after, "kernel-map-difference": zip(after, before).map(-),
        ]
        #expect(Set(KernelMSE.maps(KernelMSE.Options()).map(\.name)) == Set(expected.keys))
        #expect(Set(result.maps.keys) == Set(expected.keys))
        for (name, values) in expected {
            let map = try #require(result.maps[name])
            #expect(map.shape == [1, 1, 16, 16], "\(name)")
            for (found, value) in zip(map.elements, values) { #expect(abs(Double(found) - value) < 1e-5, "\(name)") }
        }
        let dense = try self.result(KernelMSE.self, signal, layer: "fc").maps
        #expect(dense.values.allSatisfy { $0.shape == [1, 1, 1, 1] } && dense.count == 3)
    }

    @Test func aDeadKernelHasNoSimilarity() throws {
        #expect(try result(KernelSSIM.self, signal, channel: 3).numbers.isEmpty)
        #expect(try result(KernelMSE.self, signal, channel: 3).numbers == ["kernel-mse": 0])
    }

    @Test func anEmptySignalIsAnEmptyInput() throws {
        let none = try result(OthersMSE.self, Tensor(shape: [1, 3, 16, 16]))
        #expect(none.numbers == ["others-mse": 0] && none.details["signal-scale"] == 1)
    }

    @Test(arguments: ["kernel-mse", "others-mse"])
    func denseLayersHaveKernelsToo(id: String) throws {
        let metric = try MetricCatalog.metric(named: id)
        #expect(try #require(result(metric, signal, layer: "fc").numbers[id]) > 0)
        // One value has no range.
        #expect(try result(KernelSSIM.self, signal, layer: "fc").numbers.isEmpty)
    }

    @Test(arguments: ["kernel-ssim", "kernel-mse", "others-mse"])
    func refusesWhatIsNoKernelOrNoSignal(id: String) throws {
        let metric = try MetricCatalog.metric(named: id)
        let ofClass = MetricRequest(model, image, map: signal, target: .classIndex(0))
        #expect(diagnostic { _ = try evaluate(metric, ofClass) }?.id == "no-kernel")
        #expect(diagnostic { _ = try result(metric, Tensor(shape: [1, 1, 16, 16])) }?.id == "no-signal")
        #expect(diagnostic { _ = try result(metric, signal, channel: 4) }?.id == "no-such-kernel")
        let infinite = Tensor(shape: [1, 3, 16, 16], repeating: .infinity)
        #expect(diagnostic { _ = try result(metric, infinite) }?.id == "map-not-finite")
    }
}
