import Foundation
import Methods
import Models
import Tensors
import Testing

@Suite struct CoveringNoiseTests {
    struct Preparation: CustomTestStringConvertible {
        let testDescription: String
        let channels: Preprocessing.Channels
        let range: Double
        let mean: [Double]
        let std: [Double]

        func prepared(_ side: Int) throws -> ImagePreparation {
            var settings = Preprocessing()
            settings.channels = channels
            settings.range = range
            settings.mean = mean
            settings.std = std
            return try ImagePreparation(settings, inputShape: [channels == .gray ? 1 : 3, side, side])
        }

        /// 0–255 levels of red, green and blue, or of gray, from values of the model's input.
        func levels(_ input: Tensor) -> [[Double]] {
            let planes = input.shape[1]
            let area = input.count / planes
            let levels = (0..<planes).map { plane in
                (0..<area).map { pixel in
                    let (mean, std) = (mean[min(plane, mean.count - 1)], std[min(plane, std.count - 1)])
                    return (Double(input[plane * area + pixel]) * std + mean) * 255 / range
                }
            }
            return channels == .bgr ? levels.reversed() : levels
        }
    }

    static let preparations = [
        Preparation(testDescription: "BGR, 0 to 255", channels: .bgr, range: 255, mean: [104, 117, 123], std: [1]),
        Preparation(testDescription: "RGB, -1 to 1", channels: .rgb, range: 1, mean: [0.5], std: [0.5]),
        Preparation(
            testDescription: "RGB, ImageNet", channels: .rgb, range: 1, mean: [0.485, 0.456, 0.406],
            std: [0.229, 0.224, 0.225]),
        Preparation(testDescription: "gray, 0 to 1", channels: .gray, range: 1, mean: [0], std: [1]),
    ]

    private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot())
    }

    /// The largest distance of the empirical distribution from F (Kolmogorov and Smirnov), times √n.
    private func distance(_ values: [Double], _ cumulative: (Double) -> Double) -> Double {
        let n = Double(values.count)
        let worst = values.sorted().enumerated().reduce(0.0) { worst, entry in
            let f = cumulative(entry.element)
            return max(worst, abs(f - Double(entry.offset) / n), abs(f - Double(entry.offset + 1) / n))
        }
        return worst * n.squareRoot()
    }

    /// 1.95 is passed by chance in one of 1000 draws; the draws here are always the same.
    @Test(arguments: preparations)
    func uniformNoiseFillsTheLevels(_ preparation: Preparation) throws {
        let noise = CoveringNoise(.uniform, for: try preparation.prepared(200), seed: 4, purpose: "test")
        let image = noise.image(shape: [1, preparation.channels == .gray ? 1 : 3, 200, 200])
        for levels in preparation.levels(image) {
            #expect(levels.allSatisfy { (-1e-3...255.001).contains($0) })
            #expect(distance(levels) { $0 / 255 } < 1.95)
        }
    }

    @Test(arguments: preparations)
    func normalNoiseHasTheMomentsOfAppendixA(_ preparation: Preparation) throws {
        let noise = CoveringNoise(.normal, for: try preparation.prepared(200), seed: 9, purpose: "test")
        let image = noise.image(shape: [1, preparation.channels == .gray ? 1 : 3, 200, 200])
        let colours = [(122.46, 70.63), (114.26, 68.61), (101.374, 71.93)]
        // 0.299, 0.587 and 0.114 of the colours.
        let expected = preparation.channels == .gray ? [(115.24280, 69.59240)] : colours
        for (levels, expected) in zip(preparation.levels(image), expected) {
            #expect(distance(levels) { erfc((expected.0 - $0) / expected.1 / 2.0.squareRoot()) / 2 } < 1.95)
            let found = moments(levels)
            #expect(abs(found.mean - expected.0) < 4 * expected.1 / 200)
            #expect(abs(found.deviation - expected.1) < 4 * expected.1 / 200 / 2.0.squareRoot())
        }
    }

    /// Against Philox and the library's logarithm, sine and cosine.
    @Test func isBoxAndMullersTransformOfPhilox() throws {
        let preparation = try #require(Self.preparations.last)
        var stream = RandomStream(seed: 11, purpose: "covering")
        let key = (stream.bits(), stream.bits())
        let prepared = try preparation.prepared(10)
        func plane(_ kind: CoveringNoise.Kind) -> [Float] {
            var plane = [Float](repeating: 0, count: 100)
            plane.withUnsafeMutableBufferPointer {
                CoveringNoise(kind, for: prepared, seed: 11, purpose: "covering")
                    .fill($0, channel: 0, step: 2 << 32 + 7, first: 0)
            }
            return plane
        }
        let (uniform, normal) = (plane(.uniform), plane(.normal))
        for pixel in 0..<100 {
            let group = UInt32(pixel / 32)
            func word(_ number: Int) -> UInt32 {
                let words = RandomStream.philox(counter: (8 * group + UInt32(number % 8), 0, 7, 2), key: key)
                return [words.0, words.1, words.2, words.3][number / 8]
            }
            #expect(uniform[pixel] == Float(word(pixel % 32) >> 8) * 0x1p-24)
            let radius = (-2 * log((Double(word(pixel % 16) >> 8) + 1) * 0x1p-24)).squareRoot()
            let angle = Double.pi * Double(Int32(bitPattern: word(16 + pixel % 16))) * 0x1p-31
            let expected = 115.24280 + 69.59240 * radius * (pixel % 32 < 16 ? cos(angle) : sin(angle))
            #expect(abs(Double(normal[pixel]) * 255 - expected) < 1e-3)
        }
    }

    @Test(arguments: CoveringNoise.Kind.allCases)
    func isTheSameInPiecesAndNewAtEveryStep(kind: CoveringNoise.Kind) throws {
        let noise = CoveringNoise(kind, for: try Self.preparations[0].prepared(30), seed: 1, purpose: "test")
        func plane(_ channel: Int, _ step: Int, _ bounds: [Int]) -> [Float] {
            var values = [Float](repeating: 0, count: 900)
            values.withUnsafeMutableBufferPointer { values in
                for (first, last) in zip(bounds, bounds.dropFirst()) {
                    noise.fill(
                        UnsafeMutableBufferPointer(rebasing: values[first..<last]), channel: channel, step: step,
                        first: first)
                }
            }
            return values
        }
        let whole = plane(1, 5, [0, 900])
        #expect(plane(1, 5, [0, 32, 320, 896, 900]) == whole)
        let others = [plane(1, 6, [0, 900]), plane(2, 5, [0, 900]), plane(1, 5 + 1 << 32, [0, 900])]
        for other in others {
            #expect(zip(whole, other).filter { $0 == $1 }.count < 3)
        }
    }
}
