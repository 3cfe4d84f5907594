import Diagnostics
import Foundation
import Methods
import Metrics
import Models
import Pictures
import Tensors
import Testing

@Suite struct EntropyTests {
    /// A network that nobody runs, over gray pictures of a size, 0–255.
    private func model(_ height: Int, _ width: Int, channels: Int = 1) throws -> Model {
        var preprocessing = Preprocessing()
        preprocessing.range = 255
        return try SmallModel.unused(channels: channels, height: height, width: width, preprocessing)
    }

    private func evaluate(
        _ metric: any Metric.Type, _ levels: Tensor, _ options: [String: String] = [:], channels: Int = 1,
        methodOptions: JSON = .object([:])
    ) throws -> MetricResult {
        let shape = [1, channels] + levels.shape.suffix(2)
        let picture = levels.reshaped(to: shape)
        let request = MetricRequest(
            model: try model(shape[2], shape[3], channels: channels), input: picture, map: picture, output: .picture,
            target: nil, methodOptions: methodOptions, workers: .one,
            explain: { (_, _, _) throws(Diagnostic) in picture })
        return try #require(configured(metric, options)).evaluate(request)
    }

    /// Values of numpy, which counts pairs in a dictionary.
    @Test(
        .enabled(if: SharedFiles.haveImaging, "needs the fixtures of VITRINE_SHARED"),
        arguments: ["gray_u8.npy", "gray_noise_u8.npy", "entropy_small.npy"], ["reflect", "nearest"])
    func agreesWithFixtures(file: String, edges: String) throws {
        let entry = try #require(try SharedFiles.entry("entropy_2d"))
        let expected = try #require(entry["values"]?[file]?["edge_\(edges)"]?.numberValue)
        let result = try evaluate(Entropy2D.self, SharedFiles.imaging(file), ["edges": edges])
        #expect(abs(try #require(result.numbers["entropy-2d"]) - expected) < 1e-9)
        let plain = try evaluate(Entropy2D.self, SharedFiles.imaging(file), ["neighbourhood": "1"])
        let oneDimensional = try #require(entry["values"]?[file]?["one_dimensional"]?.numberValue)
        #expect(abs(try #require(plain.numbers["entropy-2d"]) - oneDimensional) < 1e-9)
    }

    /// Equations 1 and 2 by a table of counts, window by window, the neighbourhood by its definition.
    private func naive(_ levels: [[Int]], window: Int, step: Int) -> [[Double]] {
        let (height, width) = (levels.count, levels[0].count)
        func mirrored(_ index: Int, _ count: Int) -> Int {
            index < 0 ? -index : index >= count ? 2 * count - 2 - index : index
        }
        func mean(_ y: Int, _ x: Int) -> Int {
            var sum = 0
            for dy in -1...1 {
                for dx in -1...1 { sum += levels[mirrored(y + dy, height)][mirrored(x + dx, width)] }
            }
            return sum / 9
        }
        return stride(from: 0, through: height - window, by: step).map { top in
            stride(from: 0, through: width - window, by: step).map { left in
                var counts: [[Int]: Int] = [:]
                for y in top..<top + window {
                    for x in left..<left + window { counts[[levels[y][x], mean(y, x)], default: 0] += 1 }
                }
                let total = Double(window * window)
                return counts.values.reduce(0) { $0 - Double($1) / total * log2(Double($1) / total) }
            }
        }
    }

    private func random(_ height: Int, _ width: Int, levels: Int) -> Tensor {
        var stream = RandomStream(seed: 3, purpose: "levels")
        return Tensor(
            shape: [height, width], elements: (0..<height * width).map { _ in Float(stream.integer(below: levels)) })
    }

    private func rows(_ tensor: Tensor) -> [[Int]] {
        let width = tensor.shape[1]
        return (0..<tensor.shape[0]).map { y in (0..<width).map { Int(tensor[y * width + $0]) } }
    }

    @Test func localMapsAgreeWithTheDefinition() throws {
        let picture = random(23, 30, levels: 6)
        let options = ["window": "8", "stride": "3", "second-window": "4", "second-stride": "2"]
        let first = naive(rows(picture), window: 8, step: 3)
        let map = try #require(
            try evaluate(Entropy2D.self, picture, ["window": "8", "stride": "3"]).maps["entropy-2d"])
        #expect(map.shape == [1, 1, 6, 8])
        for (value, expected) in zip(map.elements, first.joined()) { #expect(abs(Double(value) - expected) < 1e-5) }

        let quantised = first.map { $0.map { min(255, Int($0 / 6 * 256)) } }
        let second = naive(quantised, window: 4, step: 2)
        let result = try evaluate(SecondOrderEntropy.self, picture, options)
        let values = try #require(result.maps["second-order-entropy"])
        #expect(values.shape == [1, 1, 2, 3])
        for (value, expected) in zip(values.elements, second.joined()) { #expect(abs(Double(value) - expected) < 1e-5) }
        #expect(
            abs(try #require(result.numbers["second-order-entropy"]) - second.joined().reduce(0, +)) < 1e-9)
    }

    @Test func anEmptyPictureHasNone() throws {
        let picture = Tensor(shape: [20, 20], repeating: 77)
        #expect(try evaluate(Entropy2D.self, picture).numbers["entropy-2d"] == 0)
        #expect(try evaluate(SecondOrderEntropy.self, picture).numbers["second-order-entropy"] == 0)
    }

    /// A window larger than the picture is the picture.
    @Test func windowsAreCutDown() throws {
        let picture = random(9, 12, levels: 5)
        let result = try evaluate(Entropy2D.self, picture, ["window": "9", "stride": "1"])
        let large = try evaluate(Entropy2D.self, picture, ["window": "100", "stride": "1"])
        #expect(result.maps["entropy-2d"]?.shape == [1, 1, 1, 4])
        #expect(large.maps["entropy-2d"]?.elements == [try #require(large.numbers["entropy-2d"])].map(Float.init))
    }

    /// Equation 3 by hand: int(0.3 · 10 + 0.59 · 20 + 0.11 · 31) = int 18.21, int(0.3 · 255) = 76, and gray stays.
    @Test func grayImageIsCutOff() throws {
        let picture = Tensor(shape: [3, 1, 3], elements: [10, 255, 255, 20, 0, 255, 31, 0, 255])
        let result = try evaluate(Entropy2D.self, picture, channels: 3)
        #expect(result.maps["gray"]?.elements == [18, 76, 255])
        let change = try evaluate(
            GrayChange.self, picture, channels: 3, methodOptions: .object(["start-gray": .number(16)]))
        #expect(abs(try #require(change.numbers["gray-change"]) - (349.0 / 3 - 16)) < 1e-12)
        #expect(throws: Diagnostic.self) { try evaluate(GrayChange.self, picture, channels: 3) }
    }

    @Test func saysThatItJudgesPictures() throws {
        let map = Tensor(shape: [1, 1, 4, 4])
        let request = MetricRequest(try model(4, 4), map, map: map)
        let failure = #expect(throws: Diagnostic.self) { try Metrics.Entropy2D.evaluate(request, .init()) }
        #expect(failure?.id == "no-picture")
    }

    @Test(arguments: [
        ("neighbourhood", "2", "must be odd"), ("window", "0", "must be from 1"), ("stride", "-1", "must be from 1"),
        ("range", "[3, 1]", "a finite number"), ("edges", "reflct", "did you mean 'reflect'?"),
    ])
    func refusesBadOptions(key: String, value: String, message: String) {
        let log = DiagnosticLog()
        let entry = Setting.Entry(key: key, keyRange: nil, value: Setting(value))
        #expect(ConfiguredMetric(SecondOrderEntropy.self, options: [entry], at: nil, log: log) == nil)
        #expect(log.all.first?.message.contains(message) == true, "\(log.all.first?.message ?? "nothing")")
    }
}
