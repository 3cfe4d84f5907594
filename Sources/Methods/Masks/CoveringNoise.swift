import Diagnostics
import Foundation
package import Models
package import Tensors

/// Colour noise that stands where a mask covers the image, drawn in 0–255 RGB (or gray) and preprocessed as a picture is.
///
/// Value p of a channel at a step depends on the seed, the purpose, the step and the channel only; so neither threads nor
/// the order of drawing change it.
package struct CoveringNoise: Sendable {
    package enum Kind: String, CaseIterable, SettingValue {
        /// Uniform from 0 to 255.
        case uniform
        /// Normal with the mean and deviation of natural images, channel by channel.
        case normal
    }

    /// Pixels that eight blocks of Philox serve; what `fill` is given starts at a multiple of it.
    package static let stride = 32
    private typealias Words = SIMD8<UInt32>

    private let kind: Kind
    private let key: (UInt32, UInt32)
    /// By channel: model input units = offset + scale · z, z uniform in [0, 1) or standard normal.
    private let offset: [Float]
    private let scale: [Float]

    /// Means and deviations of red, green and blue that Appendix A of the thesis estimates from Tiny ImageNet.
    private static let natural: [(mean: Double, deviation: Double)] = [
        (122.46, 70.63), (114.26, 68.61), (101.374, 71.93),
    ]
    /// What a gray picture has of red, green and blue (ITU-R BT.601).
    private static let luma = [0.299, 0.587, 0.114]

    package init(_ kind: Kind, for preparation: ImagePreparation, seed: UInt64, purpose: String) {
        self.kind = kind
        var random = RandomStream(seed: seed, purpose: purpose)
        key = (random.bits(), random.bits())
        let levels = zip(Self.levels(kind, preparation.settings.channels ?? .rgb), preparation.range).map {
            level, range in
            (range.low + level.offset * (range.high - range.low) / 255, level.scale * (range.high - range.low) / 255)
        }
        offset = levels.map { Float($0.0) }
        scale = levels.map { Float($0.1) }
    }

    /// Offset and scale of 0–255 levels in the order of the model's channels.
    private static func levels(_ kind: Kind, _ channels: Preprocessing.Channels) -> [(offset: Double, scale: Double)] {
        guard kind == .normal else { return [(Double, Double)](repeating: (0, 255), count: channels == .gray ? 1 : 3) }
        switch channels {
        case .rgb: return natural.map { ($0.mean, $0.deviation) }
        case .bgr: return natural.reversed().map { ($0.mean, $0.deviation) }
        case .gray:
            // The channels of natural pixels are so alike that their weighted sum deviates as they do.
            return [
                zip(luma, natural).reduce((0, 0)) { sum, channel in
                    (sum.0 + channel.0 * channel.1.mean, sum.1 + channel.0 * channel.1.deviation)
                }
            ]
        }
    }

    /// Writes the noise of one channel at the pixels `first ..< first + target.count`, in the model's input space.
    ///
    /// - Precondition: `first` is a multiple of `stride`.
    package func fill(_ target: UnsafeMutableBufferPointer<Float>, channel: Int, step: Int, first: Int) {
        precondition(first % Self.stride == 0)
        let (offset, scale) = (Lanes(repeating: offset[channel]), Lanes(repeating: scale[channel]))
        for start in Swift.stride(from: 0, to: target.count, by: Self.stride) {
            let words = words(block: (first + start) / 4, channel: channel, step: step)
            let values =
                switch kind {
                case .uniform: (uniform(words.0), uniform(words.1), uniform(words.2), uniform(words.3))
                case .normal: normal(words)
                }
            Self.store(offset + scale * values.0, in: target, at: start)
            Self.store(offset + scale * values.1, in: target, at: start + Lanes.scalarCount)
            Self.store(offset + scale * values.2, in: target, at: start + 2 * Lanes.scalarCount)
            Self.store(offset + scale * values.3, in: target, at: start + 3 * Lanes.scalarCount)
        }
    }

    /// Stores as many lanes as there is room for.
    @inline(__always)
    private static func store(_ lanes: Lanes, in target: UnsafeMutableBufferPointer<Float>, at place: Int) {
        if let start = target.baseAddress, place + Lanes.scalarCount <= target.count {
            UnsafeMutableRawPointer(start + place).storeBytes(of: lanes, as: Lanes.self)
        } else {
            for lane in 0..<max(0, target.count - place) { target[place + lane] = lanes[lane] }
        }
    }

    /// An image of the noise of step 0 alone.
    package func image(shape: [Int]) -> Tensor {
        let area = shape[2] * shape[3]
        return Tensor(shape: shape) { elements in
            for channel in 0..<shape[1] {
                let plane = UnsafeMutableBufferPointer(rebasing: elements[channel * area..<(channel + 1) * area])
                fill(plane, channel: channel, step: 0, first: 0)
            }
        }
    }

    /// The eight Philox blocks from `block` on, word by word.
    @inline(__always)
    private func words(block: Int, channel: Int, step: Int) -> (Words, Words, Words, Words) {
        var c0 = Words(repeating: UInt32(truncatingIfNeeded: block)) &+ Words(0, 1, 2, 3, 4, 5, 6, 7)
        var c1 = Words(repeating: UInt32(truncatingIfNeeded: channel))
        var c2 = Words(repeating: UInt32(truncatingIfNeeded: step))
        var c3 = Words(repeating: UInt32(truncatingIfNeeded: step >> 32))
        var (k0, k1) = key
        for _ in 0..<10 {
            let first = Self.product(c0, 0xD251_1F53)
            let second = Self.product(c2, 0xCD9E_8D57)
            (c0, c1, c2, c3) = (
                second.high ^ c1 ^ Words(repeating: k0), second.low, first.high ^ c3 ^ Words(repeating: k1), first.low
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return (c0, c1, c2, c3)
    }

    @inline(__always)
    private static func product(_ words: Words, _ factor: UInt64) -> (high: Words, low: Words) {
        let product = SIMD8<UInt64>(truncatingIfNeeded: words) &* SIMD8<UInt64>(repeating: factor)
        return (Words(truncatingIfNeeded: product &>> 32), Words(truncatingIfNeeded: product))
    }

    @inline(__always)
    private func uniform(_ words: Words) -> Lanes { Lanes(SIMD8<Int32>(truncatingIfNeeded: words &>> 8)) * 0x1p-24 }

    /// Box and Muller's transform: the first half of the words gives radii, the second half angles.
    @inline(__always)
    private func normal(_ words: (Words, Words, Words, Words)) -> (Lanes, Lanes, Lanes, Lanes) {
        let (first, second) = (radius(words.0), radius(words.1))
        let (firstTurn, secondTurn) = (VectorFunctions.turn(angle(words.2)), VectorFunctions.turn(angle(words.3)))
        return (
            first * firstTurn.cosine, second * secondTurn.cosine, first * firstTurn.sine, second * secondTurn.sine
        )
    }

    @inline(__always)
    private func radius(_ words: Words) -> Lanes {
        VectorFunctions.squareRoot(-2 * VectorFunctions.logarithm(uniform(words) + 0x1p-24))
    }

    /// In half turns, from −1 to 1.
    @inline(__always)
    private func angle(_ words: Words) -> Lanes { Lanes(SIMD8<Int32>(truncatingIfNeeded: words)) * 0x1p-31 }
}

extension ImagePreparation {
    /// What black and white are in the model's input space, by channel.
    fileprivate var range: [(low: Double, high: Double)] {
        zip(lowest, highest).map { (Double($0), Double($1)) }
    }
}
