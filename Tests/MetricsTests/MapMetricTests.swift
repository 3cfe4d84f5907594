import Diagnostics
import Methods
import Metrics
import Models
import Pictures
import Tensors
import Testing

@Suite struct MapMetricTests {
    private let model: Model

    init() throws { model = try SmallModel.convolutional(size: 64) }

    private func map(_ value: (Int) -> Float) -> Tensor {
        Tensor(shape: [1, 1, 64, 64], elements: (0..<4096).map(value))
    }

    /// The high bytes of a linear congruential generator, as 0 … 1.
    private var noise: Tensor {
        var state = 1
        return map { _ in
            state = (1_103_515_245 * state + 12345) & 0x7FFF_FFFF
            return Float(state >> 16 & 255) / 255
        }
    }

    @Test func grayscaleMap() {
        // 1,000 pixels and three channels: the 99.9th percentile lies between the two largest, at 998.001.
        let values = (0..<1000).map { Float($0) }
        let map = FloatRaster(
            channels: 3, height: 20, width: 50,
            values: values.map { -$0 } + values.map { $0 / 2 } + [Float](repeating: 0, count: 1000))
        let expected = values.map { UInt8((min(Double($0) / 998.001, 1) * 255).rounded()) }
        #expect(map.grayscaleMap == Raster(width: 50, height: 20, channels: 1, samples: expected))
        let empty = FloatRaster(height: 2, width: 2, values: [0, 0, 0, 0])
        #expect(empty.grayscaleMap.samples == [0, 0, 0, 0])
    }

    /// The sizes are those of Python's `zlib.compressobj(6, DEFLATED, 15, 8, Z_FILTERED)` of rows filtered by Paeth's
    /// predictor, with PNG's chunks around; zlib 1.2.13. Other versions may find other matches.
    @Test func pngSize() throws {
        let input = SmallModel.random([1, 3, 64, 64], seed: 1)
        func size(_ map: Tensor) throws -> Double {
            try #require(try evaluate(PNGSize.self, MetricRequest(model, input, map: map)).numbers["png-size"])
        }
        #expect(abs(try size(map { _ in 0 }) - 99) < 20)
        #expect(abs(try size(noise) - 4228) < 20)
        let rings = try size(map { Float(($0 / 64 * ($0 / 64) + 3 * ($0 % 64) * ($0 % 64)) / 37 % 256) })
        #expect(abs(rings - 738) < 20)
    }

    @Test func inputSimilarity() throws {
        let input = SmallModel.random([1, 3, 64, 64], seed: 1, scale: 3)
        let luma = model.preprocessing.raster(from: input).gray()
        func similarity(_ map: Tensor) throws -> Double {
            try #require(try evaluate(InputSSIM.self, MetricRequest(model, input, map: map)).numbers["input-ssim"])
        }
        // The luma itself, with enough white pixels for the percentile to be 255.
        #expect(luma.samples.sorted(by: >)[5] == 255)
        #expect(try similarity(map { Float(luma.samples[$0]) }) == 1)
        #expect(try similarity(map { 3 * Float(luma.samples[$0]) }) == 1)
        let unrelated = try similarity(noise)
        #expect(abs(unrelated) < 0.1)
        let expected = try StructuralSimilarity.index(
            FloatRaster(height: 64, width: 64, values: noise.elements.map { $0 * 255 }), FloatRaster(luma), range: 255)
        #expect(abs(unrelated - expected) < 1e-6)
    }

    @Test(arguments: ["png-size", "input-ssim", "abpc", "sanity-check"])
    func refusesWhatIsNoMap(id: String) throws {
        let metric = try MetricCatalog.metric(named: id)
        let input = SmallModel.random([1, 3, 64, 64], seed: 1)
        func failure(_ map: Tensor, _ output: MethodOutput) -> String? {
            diagnostic { _ = try evaluate(metric, MetricRequest(model, input, map: map, output: output)) }?.id
        }
        #expect(failure(input, .picture) == "no-map")
        #expect(failure(Tensor(shape: [1, 5]), .scores) == "no-map")
        #expect(failure(map { $0 == 7 ? .nan : 1 }, .attribution(isSigned: true)) == "map-not-finite")
    }

    @Test(arguments: ["input-ssim", "abpc", "insertion-deletion"])
    func refusesMapsOfAnotherSize(id: String) throws {
        let request = MetricRequest(
            model, SmallModel.random([1, 3, 64, 64], seed: 1), map: Tensor(shape: [1, 1, 7, 7]))
        let metric = try MetricCatalog.metric(named: id)
        #expect(diagnostic { _ = try evaluate(metric, request) }?.id == "map-size")
    }
}
