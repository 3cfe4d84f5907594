import Diagnostics
import Metrics
import Pictures
import Tensors
import Testing

@Suite struct StructuralSimilarityTests {
    private func raster(_ tensor: Tensor) -> FloatRaster {
        FloatRaster(height: tensor.shape[0], width: tensor.shape[1], values: tensor.elements)
    }

    private func raster(_ height: Int, _ width: Int, _ value: (Int) -> Double) -> FloatRaster {
        FloatRaster(height: height, width: width, values: (0..<height * width).map { Float(value($0)) })
    }

    /// Values of scikit-image 0.26: `structural_similarity(x, y, data_range=…, gaussian_weights=True, sigma=1.5,
    /// use_sample_covariance=False)` of float32 arrays taken as float64.
    @Test func agreesWithScikitImageOnFormulas() throws {
        let ramp = raster(32, 32) { Double($0) / 1023 }
        let transposed = raster(32, 32) { Double($0 % 32 * 32 + $0 / 32) / 1023 }
        let square = raster(32, 32) { Double($0 * $0) / (1023 * 1023) }
        #expect(abs(try StructuralSimilarity.index(ramp, transposed, range: 1) - 0.19073218216247279) < 1e-9)
        #expect(abs(try StructuralSimilarity.index(ramp, square, range: 1) - 0.7099906530153915) < 1e-9)
        let first = raster(13, 20) { Double($0 * 37 % 101) / 10 }
        let second = raster(13, 20) { Double(($0 * 53 + 7) % 97) / 8 - 3 }
        #expect(abs(try StructuralSimilarity.index(first, second, range: 12) + 0.059362440471134474) < 1e-9)
    }

    @Test(
        .enabled(if: SharedFiles.haveImaging, "the fixtures are not here"),
        arguments: ["noise", "blur", "shift", "contrast", "inverted", "unrelated", "same"])
    func agreesWithScikitImageOnImages(name: String) throws {
        let pairs = try #require(try SharedFiles.entry("ssim")?["pairs"])
        let expected = try #require(pairs["gray.npy, gray_\(name).npy"]?["ssim"]?.numberValue)
        let found = try StructuralSimilarity.index(
            raster(SharedFiles.imaging("gray.npy")), raster(SharedFiles.imaging("gray_\(name).npy")), range: 1)
        #expect(abs(found - expected) < 1e-6, "\(found) \(expected)")
    }

    @Test(.enabled(if: SharedFiles.haveImaging, "the fixtures are not here"))
    func agreesWithScikitImageOnBytesAndFeatureMaps() throws {
        let entry = try #require(try SharedFiles.entry("ssim"))
        let bytes = try StructuralSimilarity.index(
            raster(SharedFiles.imaging("gray_u8.npy")), raster(SharedFiles.imaging("gray_noise_u8.npy")), range: 255)
        #expect(abs(bytes - (try #require(entry["uint8_pair"]?["ssim"]?.numberValue))) < 1e-6)

        let maps = try #require(entry["feature_maps"])
        let ranges = (maps["data_range"]?.arrayValue ?? []).compactMap { $0.numberValue }
        let expected = (maps["ssim_per_channel"]?.arrayValue ?? []).compactMap { $0.numberValue }
        #expect(ranges.count == 4 && expected.count == 4)
        func channels(_ name: String) throws -> FloatRaster {
            FloatRaster(channels: 4, height: 14, width: 14, values: try SharedFiles.imaging(name).elements)
        }
        let (first, second) = (try channels("maps_a.npy"), try channels("maps_b.npy"))
        for (channel, (range, value)) in zip(ranges, expected).enumerated() {
            let found = try StructuralSimilarity.index(
                first.channel(channel), second.channel(channel), range: range)
            #expect(abs(found - value) < 1e-6)
        }
    }

    @Test func severalChannelsAreAveraged() throws {
        let (first, second) = (raster(12, 14) { Double($0 % 7) }, raster(12, 14) { Double($0 % 5) })
        let one = try StructuralSimilarity.index(first, second, range: 7)
        let two = try StructuralSimilarity.index(
            FloatRaster(channels: 2, height: 12, width: 14, values: first.values + first.values),
            FloatRaster(channels: 2, height: 12, width: 14, values: first.values + second.values), range: 7)
        #expect(abs(two - (1 + one) / 2) < 1e-12)
    }

    @Test(arguments: [
        (10, 20, 10, 20, 1.0, "smaller than the 11×11 window"), (20, 20, 20, 21, 1, "cannot be compared"),
        (20, 20, 20, 20, 0, "positive range"), (20, 20, 20, 20, .nan, "positive range"),
    ])
    func refusesWhatHasNone(h1: Int, w1: Int, h2: Int, w2: Int, range: Double, message: String) {
        let found = diagnostic {
            _ = try StructuralSimilarity.index(raster(h1, w1) { _ in 0 }, raster(h2, w2) { _ in 0 }, range: range)
        }
        #expect(found?.message.contains(message) == true, "\(found?.message ?? "none")")
    }
}
