import Foundation
import Tensors

/// DeepLIFT for local response normalization, which mixes channels and so has no rescale rule: two ways to have what it
/// passes on add up, beside its plain gradient, which does not.
package struct DeepLiftNormalizationRule: BackwardRule {
    package enum Share: Sendable {
        /// The gradient, every output's signal scaled so that what it hands out is its own change: with J the
        /// derivative at the image, m = Jᵀ (g · Δy ∕ (J Δx)). An output whose J Δx is lost in rounding is not scaled.
        case norm
        /// Every channel keeps its own change: m = g · Δy ∕ Δx; where it does not differ from the reference, g · y ∕ x.
        case pass
    }

    package let share: Share

    package init(_ share: Share) { self.share = share }

    package func reads(of operation: any Operator) -> GradientReads { [.inputs, .output] }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        share == .norm ? batch * inputs[0].reduce(1, *) : 0
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let normalization = operation as? LocalResponseNormalization, let input = pass.inputs.first,
            let output = pass.output, let target = pass.inputGradients[0]
        else { return }
        let count = pass.batch * output.count
        let signal = pass.outputGradient.start
        guard share == .norm else {
            return pass.workers.forEachRange(of: count) { range in
                for index in range {
                    let (x, y) = (input.start[index], output.start[index])
                    let (change, difference) = (y - output.start[index + count], x - input.start[index + count])
                    let multiplier = difference != 0 ? change / difference : x != 0 ? y / x : 0
                    target.start[index] += signal[index] * multiplier
                }
            }
        }
        guard let scaled = pass.context.workspace else { return }
        let channels = input.shape[0]
        pass.workers.forEachUnit(count / channels, work: channels * normalization.size) { pixel in
            let start = pixel * channels
            let changes = normalization.linearChanges(
                at: input.start + start, from: input.start + start + count, channels: channels)
            for (channel, linear) in changes.enumerated() {
                let index = start + channel
                let (y, before) = (Double(output.start[index]), Double(output.start[index + count]))
                let isLost = abs(linear) <= 0x1p-13 * max(abs(y), abs(before))
                scaled[index] = isLost ? signal[index] : Float(Double(signal[index]) * (y - before) / linear)
            }
        }
        normalization.addGradient(
            pass.replacing(outputGradient: Values(shape: pass.outputGradient.shape, start: scaled)))
    }
}

extension LocalResponseNormalization {
    /// J Δx for the channels of one pixel: with d = k + α/n · Σ x², Δx[i] · d[i]^−β − 2αβ/n · x[i] · d[i]^(−β−1) ·
    /// Σ x[j] · Δx[j], the sums over the window of i.
    fileprivate func linearChanges(
        at x: UnsafePointer<Float>, from reference: UnsafePointer<Float>, channels: Int
    ) -> [Double] {
        let factor = Double(alpha) / Double(size)
        return (0..<channels).map { channel in
            var (squares, products) = (0.0, 0.0)
            for other in max(0, channel - (size - 1) / 2)...min(channels - 1, channel + size / 2) {
                let value = Double(x[other])
                squares += value * value
                products += value * (value - Double(reference[other]))
            }
            let divisor = Double(k) + factor * squares
            let (value, change) = (Double(x[channel]), Double(x[channel]) - Double(reference[channel]))
            let own = change * pow(divisor, -Double(beta))
            return own - 2 * factor * Double(beta) * value * pow(divisor, -Double(beta) - 1) * products
        }
    }
}
