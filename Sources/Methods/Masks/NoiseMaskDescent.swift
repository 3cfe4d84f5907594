import Foundation
package import Tensors

/// A mask M = σ(V) of one channel over an image, and its descent.
///
/// A step blends the image with fresh noise, x̂ = x ⊙ M + noise ⊙ (1 − M) in the model's input space (preprocessing is
/// affine, so that this is the blend of the pictures), and then takes the gradient of a loss with respect to x̂:
///
///     ∂(mean(M) + loss) ∕ ∂V = (1 ∕ HW + Σ_c ∂loss∕∂x̂_c · (x_c − noise_c)) · M (1 − M)
///
/// Memory is taken once for all steps.
package final class NoiseMaskDescent {
    private let noise: CoveringNoise
    private let rate: Double
    private let shape: [Int]
    private let area: Int
    private let memory: UnsafeMutablePointer<Float>
    private var updates = 0
    /// The blend of the present step, 1 × C × H × W in the model's input space.
    package private(set) var blend: Tensor

    /// Pixels that are computed as one piece, whatever the number of threads.
    private static let pieceLength = 128 * CoveringNoise.stride
    private static let decay: (first: Double, second: Double) = (0.9, 0.999)
    private static let epsilon: Float = 1e-8

    /// - Parameters:
    ///   - image: 1 × C × H × W in the model's input space.
    ///   - start: M at the start, between 0 and 1.
    ///   - rate: of Adam, in units of V.
    package init(image: Tensor, noise: CoveringNoise, start: Double, rate: Double) {
        self.noise = noise
        self.rate = rate
        shape = image.shape
        area = shape[2] * shape[3]
        blend = image
        let count = Self.floats(shape)
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0, count: count)
        image.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { self.image.update(from: start, count: source.count) }
        }
        variables.update(repeating: Float(log(start / (1 - start))), count: area)
        squash(0..<area)
    }

    deinit { memory.deallocate() }

    /// Bytes of working memory.
    package static func memoryNeed(imageShape: [Int]) -> Int {
        (floats(imageShape) + imageShape.reduce(1, *)) * MemoryLayout<Float>.stride
    }

    private static func floats(_ shape: [Int]) -> Int { (2 * shape[1] + 5) * shape[2] * shape[3] }

    private var image: UnsafeMutablePointer<Float> { memory }
    /// x − noise of the present step.
    private var contrast: UnsafeMutablePointer<Float> { memory + shape[1] * area }
    private var variables: UnsafeMutablePointer<Float> { memory + 2 * shape[1] * area }
    private var values: UnsafeMutablePointer<Float> { variables + area }
    private var first: UnsafeMutablePointer<Float> { variables + 2 * area }
    private var second: UnsafeMutablePointer<Float> { variables + 3 * area }
    private var slopes: UnsafeMutablePointer<Float> { variables + 4 * area }

    /// M, 1 × 1 × H × W.
    package var mask: Tensor {
        Tensor(shape: [1, 1] + shape.suffix(2), elements: UnsafeBufferPointer(start: values, count: area))
    }

    /// The mean of M.
    package var mean: Double {
        (0..<area).reduce(0) { $0 + Double(values[$1]) } / Double(area)
    }

    /// Blends the image with the noise of a step.
    package func cover(step: Int, workers: Workers) {
        let (image, contrast, values) = (image, contrast, values)
        blend.withUnsafeMutableBufferPointer { blend in
            forEachPiece(workers) { pixels in
                for channel in 0..<shape[1] {
                    let plane = channel * area
                    let drawn = UnsafeMutableBufferPointer(
                        start: contrast + plane + pixels.lowerBound, count: pixels.count)
                    noise.fill(drawn, channel: channel, step: step, first: pixels.lowerBound)
                    for pixel in pixels {
                        let index = plane + pixel
                        contrast[index] = image[index] - contrast[index]
                        blend[index] = image[index] - (1 - values[pixel]) * contrast[index]
                    }
                }
            }
        }
    }

    /// ∂(mean(M) + loss) ∕ ∂V, H · W values.
    ///
    /// - Parameter gradient: of the loss with respect to the present blend, in its shape.
    package func derivative(_ gradient: Tensor, workers: Workers) -> [Float] {
        slope(gradient, workers: workers)
        return Array(UnsafeBufferPointer(start: slopes, count: area))
    }

    private func slope(_ gradient: Tensor, workers: Workers) {
        let (contrast, values, slopes) = (contrast, values, slopes)
        gradient.withUnsafeBufferPointer { gradient in
            forEachPiece(workers) { pixels in
                for pixel in pixels { slopes[pixel] = 1 / Float(area) }
                for plane in stride(from: 0, to: gradient.count, by: area) {
                    for pixel in pixels { slopes[pixel] += gradient[plane + pixel] * contrast[plane + pixel] }
                }
                for pixel in pixels { slopes[pixel] *= values[pixel] * (1 - values[pixel]) }
            }
        }
    }

    /// Moves V one step of Adam down, as TensorFlow 1 computes it: ε is added to √v before the bias of v is corrected
    /// (Kingma and Ba 2015, end of section 2).
    ///
    /// A pixel's derivative of the mean is at most 1 ∕ 4HW, 5e-6 at 224 pixels, so ε is felt: it slows the first steps
    /// and what is masked already.
    package func descend(_ gradient: Tensor, workers: Workers) {
        slope(gradient, workers: workers)
        updates += 1
        let corrected =
            rate * (1 - pow(Self.decay.second, Double(updates))).squareRoot()
            / (1 - pow(Self.decay.first, Double(updates)))
        let (rate, new1, new2) = (Float(corrected), Float(1 - Self.decay.first), Float(1 - Self.decay.second))
        let (slopes, first, second, variables) = (slopes, first, second, variables)
        forEachPiece(workers) { pixels in
            for pixel in pixels {
                let slope = slopes[pixel]
                first[pixel] += (slope - first[pixel]) * new1
                second[pixel] += (slope * slope - second[pixel]) * new2
                variables[pixel] -= rate * first[pixel] / (second[pixel].squareRoot() + Self.epsilon)
            }
            squash(pixels)
        }
    }

    private func squash(_ pixels: Range<Int>) {
        let (variables, values) = (variables, values)
        var pixel = pixels.lowerBound
        while pixel + Lanes.scalarCount <= pixels.upperBound {
            let v = UnsafeRawPointer(variables + pixel).loadUnaligned(as: Lanes.self)
            let m = 1 / (1 + VectorFunctions.exponential(-v))
            UnsafeMutableRawPointer(values + pixel).storeBytes(of: m, as: Lanes.self)
            pixel += Lanes.scalarCount
        }
        for pixel in pixel..<pixels.upperBound {
            values[pixel] = 1 / (1 + VectorFunctions.exponential(Lanes(repeating: -variables[pixel]))[0])
        }
    }

    private func forEachPiece(_ workers: Workers, _ body: (Range<Int>) -> Void) {
        workers.forEach((area + Self.pieceLength - 1) / Self.pieceLength) { piece in
            body(piece * Self.pieceLength..<min((piece + 1) * Self.pieceLength, area))
        }
    }
}
