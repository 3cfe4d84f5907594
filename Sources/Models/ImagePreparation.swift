package import Diagnostics
import Networks
package import Pictures
package import Tensors

/// A model's preprocessing with everything known: pictures to inputs and back.
package struct ImagePreparation: Sendable, Hashable {
    /// Every default filled in; its `json` enters keys.
    package let settings: Preprocessing
    /// Channels, height, width.
    package let inputShape: [Int]
    private let isBGR: Bool
    private let resize: Int

    /// - Parameter inputShape: of the network.
    /// - Throws: `preprocessing-mismatch`.
    package init(_ settings: Preprocessing, inputShape: [Int]) throws(Diagnostic) {
        let resolved = try settings.resolved(for: inputShape)
        self.settings = resolved
        self.inputShape = inputShape
        isBGR = resolved.channels == .bgr
        resize = resolved.resize ?? max(inputShape[1], inputShape[2])
    }

    private var channelCount: Int { inputShape[0] }

    /// Resized and cropped, RGB or gray: what the model sees, in 8 bits.
    ///
    /// - Throws: `image-too-large`.
    package func cropped(_ picture: Raster) throws(Diagnostic) -> Raster {
        let plain = channelCount == 1 ? picture.gray() : picture.rgb()
        return try plain.resizedShortSide(to: resize, interpolation: settings.interpolation)
            .centerCropped(width: inputShape[2], height: inputShape[1])
    }

    /// The model's input for a picture: 1 × C × H × W.
    ///
    /// - Throws: `image-too-large`.
    package func tensor(from picture: Raster) throws(Diagnostic) -> Tensor {
        let image = try cropped(picture)
        let area = image.width * image.height
        return Tensor(shape: [1] + inputShape) { target in
            for channel in 0..<channelCount {
                let table = (0...255).map { Float(value(ofSample: Double($0), channel)) }
                let source = isBGR ? 2 - channel : channel
                for pixel in 0..<area {
                    target[channel * area + pixel] = table[Int(image.samples[pixel * channelCount + source])]
                }
            }
        }
    }

    /// The picture a model's input shows, gray or RGB: values beyond black and white are clipped, the rest rounded to
    /// nearest; NaN is black.
    ///
    /// - Precondition: `image` is C × H × W of any height and width, with or without a leading 1.
    package func raster(from image: Tensor) -> Raster {
        let shape = Array(image.shape.suffix(3))
        precondition(shape.count == 3 && shape[0] == channelCount && image.count == shape.reduce(1, *))
        let area = shape[1] * shape[2]
        var samples = [UInt8](repeating: 0, count: image.count)
        image.withUnsafeBufferPointer { elements in
            for channel in 0..<channelCount {
                let target = isBGR ? 2 - channel : channel
                for pixel in 0..<area {
                    let sample = self.sample(ofValue: Double(elements[channel * area + pixel]), channel)
                    samples[pixel * channelCount + target] = sample
                }
            }
        }
        return Raster(width: shape[2], height: shape[1], channels: channelCount, samples: samples)
    }

    /// The value that black maps to, by channel.
    package var lowest: [Float] { (0..<channelCount).map { Float(value(ofSample: 0, $0)) } }

    /// The value that white maps to, by channel.
    package var highest: [Float] { (0..<channelCount).map { Float(value(ofSample: 255, $0)) } }

    /// What a value is divided by to give the input unit deviation, by channel: 0.2259 · range ∕ std.
    ///
    /// 0.2259 is the deviation of ImageNet's pixels, whose range is 1, averaged over the channels, so that an input of
    /// 0…255 minus a mean is divided by about 58.
    package var deviation: [Float] { settings.std.map { Float(0.2259 * settings.range / $0) } }

    private func value(ofSample sample: Double, _ channel: Int) -> Double {
        (sample * settings.range / 255 - settings.mean[channel]) / settings.std[channel]
    }

    private func sample(ofValue value: Double, _ channel: Int) -> UInt8 {
        let sample = (value * settings.std[channel] + settings.mean[channel]) * 255 / settings.range
        return sample.isNaN ? 0 : UInt8(min(max(sample, 0), 255).rounded())
    }
}
