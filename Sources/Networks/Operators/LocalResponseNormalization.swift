package import Diagnostics
import Foundation
import Tensors

/// y = x / (k + α/n · Σ x²)^β, the sum over n neighbouring channels (Krizhevsky, Sutskever and Hinton, ImageNet
/// Classification with Deep Convolutional Neural Networks, 2012, §3.3; divided by n as Caffe, PyTorch and ONNX do).
///
/// Channel c sums from c − ⌊(n − 1)/2⌋ to c + ⌈(n − 1)/2⌉, as ONNX defines it; for odd n all agree.
package struct LocalResponseNormalization: Operator {
    /// n, in channels.
    package let size: Int
    package let alpha: Float
    package let beta: Float
    package let k: Float

    package init(size: Int, alpha: Float, beta: Float, k: Float) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }

    /// Pixels of one piece of work.
    private static let chunk = 512

    package var kind: String { "local response normalization" }
    package var summary: String { "\(size) channels, α \(alpha), β \(beta), k \(k)" }
    package var gradientReads: GradientReads { .inputs }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        _ = try input.asImage()
        guard (1...65_536).contains(size) else { throw .shapeMismatch("a window of \(size) channels") }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let channels = pass.output.shape[0]
        forEachChunk(of: pass.output.shape, batch: pass.batch, workers: pass.workers, scratch: Self.chunk) {
            first, count, area, denominators in
            let source = pass.inputs[0].start + first
            let target = pass.output.start + first
            for channel in 0..<channels {
                sumSquares(of: source, around: channel, channels, count: count, area: area, into: denominators)
                raise(denominators, count: count)
                let (input, output) = (source + channel * area, target + channel * area)
                for index in 0..<count { output[index] = input[index] * denominators[index] }
            }
        }
    }

    /// With d = k + α/n · Σ x²: ∂L/∂x[j] = g[j] · d[j]^−β − 2αβ/n · x[j] · Σ g[i] · x[i] · d[i]^(−β−1), the sum over the
    /// channels i whose windows hold j.
    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let channels = gradient.shape[0]
        let slope = -2 * alpha * beta / Float(size)
        let memory = (2 * channels + 1) * Self.chunk
        forEachChunk(of: gradient.shape, batch: pass.batch, workers: pass.workers, scratch: memory) {
            first, count, area, scratch in
            let source = pass.inputs[0].start + first
            let cotangent = pass.outputGradient.start + first
            let target = gradient.start + first
            let (powers, ratios) = (scratch, scratch + channels * Self.chunk)
            let sums = ratios + channels * Self.chunk
            for channel in 0..<channels {
                let (power, ratio) = (powers + channel * Self.chunk, ratios + channel * Self.chunk)
                let (input, weight) = (source + channel * area, cotangent + channel * area)
                sumSquares(of: source, around: channel, channels, count: count, area: area, into: ratio)
                power.update(from: ratio, count: count)
                raise(power, count: count)
                for index in 0..<count { ratio[index] = weight[index] * input[index] * power[index] / ratio[index] }
            }
            for channel in 0..<channels {
                sums.update(repeating: 0, count: count)
                for other in max(0, channel - reach.after)..<min(channels, channel + reach.before + 1) {
                    let ratio = ratios + other * Self.chunk
                    for index in 0..<count { sums[index] += ratio[index] }
                }
                let (input, weight) = (source + channel * area, cotangent + channel * area)
                let (power, result) = (powers + channel * Self.chunk, target + channel * area)
                for index in 0..<count {
                    result[index] += weight[index] * power[index] + slope * input[index] * sums[index]
                }
            }
        }
    }

    /// How many channels before and after its own a channel reads.
    private var reach: (before: Int, after: Int) { ((size - 1) / 2, size / 2) }

    /// k + α/n · Σ x² of one channel at `count` pixels.
    private func sumSquares(
        of source: UnsafePointer<Float>, around channel: Int, _ channels: Int, count: Int, area: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        sums.update(repeating: 0, count: count)
        for other in max(0, channel - reach.before)..<min(channels, channel + reach.after + 1) {
            let input = source + other * area
            for index in 0..<count { sums[index] += input[index] * input[index] }
        }
        let (factor, summand) = (alpha / Float(size), k)
        for index in 0..<count { sums[index] = summand + factor * sums[index] }
    }

    /// d^−β in the place of d; by square roots for the exponents that networks have, which is several times faster.
    private func raise(_ powers: UnsafeMutablePointer<Float>, count: Int) {
        switch beta {
        case 0.75:
            for index in 0..<count {
                let root = powers[index].squareRoot()
                powers[index] = 1 / (root * root.squareRoot())
            }
        case 0.5:
            for index in 0..<count { powers[index] = 1 / powers[index].squareRoot() }
        default:
            for index in 0..<count { powers[index] = pow(powers[index], -beta) }
        }
    }

    /// Calls `body` with the first element of channel 0, the number of pixels, and the channels' distance, for up to
    /// `chunk` pixels of an image at a time.
    private func forEachChunk(
        of shape: [Int], batch: Int, workers: Workers, scratch: Int,
        _ body: (_ first: Int, _ count: Int, _ area: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
    ) {
        let area = shape[1] * shape[2]
        let chunks = (area + Self.chunk - 1) / Self.chunk
        let work = shape[0] * min(area, Self.chunk) * (min(size, shape[0]) + 4)
        workers.forEachUnit(batch * chunks, work: work, scratch: scratch) { unit, scratch in
            let first = unit % chunks * Self.chunk
            body(unit / chunks * (shape[0] * area) + first, min(Self.chunk, area - first), area, scratch)
        }
    }
}
