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
    private static let lanes = 8

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
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.stride) { words in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.stride) { values in
                guard let words = words.baseAddress, let values = values.baseAddress else { return }
                for start in Swift.stride(from: 0, to: target.count, by: Self.stride) {
                    drawWords(into: words, block: (first + start) / 4, channel: channel, step: step)
                    switch kind {
                    case .uniform: for index in 0..<Self.stride { values[index] = Float(words[index] >> 8) * 0x1p-24 }
                    case .normal: Self.drawNormal(from: words, into: values)
                    }
                    let (offset, scale) = (offset[channel], scale[channel])
                    let count = min(Self.stride, target.count - start)
                    for index in 0..<count { target[start + index] = offset + scale * values[index] }
                }
            }
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

    /// The eight Philox blocks from `block` on: word w of block b is the number 8 w + b, so that the lanes of a vector are
    /// neighbours.
    @inline(__always)
    private func drawWords(into words: UnsafeMutablePointer<UInt32>, block: Int, channel: Int, step: Int) {
        let first = UInt32(truncatingIfNeeded: block)
        let step = UInt64(truncatingIfNeeded: step)
        for lane in 0..<Self.lanes {
            let found = RandomStream.philox(
                counter: (
                    first &+ UInt32(truncatingIfNeeded: lane), UInt32(truncatingIfNeeded: channel),
                    UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)
                ), key: key)
            words[lane] = found.0
            words[lane + Self.lanes] = found.1
            words[lane + 2 * Self.lanes] = found.2
            words[lane + 3 * Self.lanes] = found.3
        }
    }

    /// Box and Muller's transform of the first half of the words (radius) with the second (angle).
    ///
    /// Logarithm, sine and cosine are polynomials of plain additions and multiplications, right to 1e-6: vectors compute
    /// them many times faster than a library, and every machine gets the same bits.
    @inline(__always)
    private static func drawNormal(from words: UnsafePointer<UInt32>, into values: UnsafeMutablePointer<Float>) {
        for index in 0..<stride / 2 {
            let radius = (-2 * logarithm((Float(words[index] >> 8) + 1) * 0x1p-24)).squareRoot()
            let angle = Float(Int32(bitPattern: words[index + stride / 2])) * 0x1p-31
            let (sine, cosine) = turn(angle)
            values[index] = radius * cosine
            values[index + stride / 2] = radius * sine
        }
    }

    /// ln x for normal x > 0: x = m · 2ᵉ with m in [√½, √2), ln m = 2 artanh((m − 1) ∕ (m + 1)).
    @inline(__always)
    private static func logarithm(_ x: Float) -> Float {
        let shifted = x.bitPattern &- 0x3F35_04F3
        let exponent = Float(Int32(bitPattern: shifted) >> 23)
        let m = Float(bitPattern: (shifted & 0x007F_FFFF) &+ 0x3F35_04F3)
        let s = (m - 1) / (m + 1)
        let square = s * s
        let series = 2 + square * (2 / 3 + square * (2 / 5 + square * (2 / 7 + square * (2 / 9))))
        return exponent * 0.693_147_18 + s * series
    }

    /// sin πt and cos πt for t in [−1, 1], from those of a quarter of the angle.
    @inline(__always)
    private static func turn(_ t: Float) -> (sine: Float, cosine: Float) {
        let a = t * (Float.pi / 4)
        let square = a * a
        let sine = a * (1 + square * (-1 / 6 + square * (1 / 120 + square * (-1 / 5040 + square / 362_880))))
        let cosine = 1 + square * (-1 / 2 + square * (1 / 24 + square * (-1 / 720 + square / 40_320)))
        let (doubleSine, doubleCosine) = (2 * sine * cosine, 1 - 2 * sine * sine)
        return (2 * doubleSine * doubleCosine, 1 - 2 * doubleSine * doubleSine)
    }
}

extension ImagePreparation {
    /// What black and white are in the model's input space, by channel.
    fileprivate var range: [(low: Double, high: Double)] {
        zip(lowest, highest).map { (Double($0), Double($1)) }
    }
}
