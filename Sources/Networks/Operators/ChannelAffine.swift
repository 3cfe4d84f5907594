package import Diagnostics
package import Tensors

/// y = scale[c] · x + shift[c] for every channel c.
///
/// Batch normalization after training is one (Ioffe and Szegedy, Batch Normalization, 2015), and so are the constants
/// that preprocessing inside a network adds or multiplies by.
package struct ChannelAffine: Operator {
    package let kind: String
    /// One factor a channel.
    package let scale: Tensor
    /// One summand a channel.
    package let shift: Tensor

    /// - Parameter kind: what a person calls it.
    package init(scale: Tensor, shift: Tensor, kind: String = "channel affine") {
        self.scale = scale
        self.shift = shift
        self.kind = kind
    }

    /// Batch normalization with fixed statistics: y = γ · (x − mean) / √(variance + ε) + β, worked out in double
    /// precision.
    ///
    /// - Parameters: tensors of one element a channel.
    /// - Throws: counts that differ, or a variance + ε that is not positive.
    package static func batchNormalization(
        gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double
    ) throws(Diagnostic) -> ChannelAffine {
        let count = gamma.count
        guard beta.count == count, mean.count == count, variance.count == count else {
            throw .shapeMismatch(
                "batch normalization of \(count) factors, \(beta.count) summands, \(mean.count) means and "
                    + "\(variance.count) variances")
        }
        var scale = Tensor(shape: [count])
        var shift = Tensor(shape: [count])
        for channel in 0..<count {
            let spread = Double(variance[channel]) + epsilon
            guard spread > 0, spread.isFinite else {
                throw Diagnostic(
                    .error, "bad-variance",
                    "batch normalization divides by the root of \(spread) in channel \(channel)",
                    notes: [.init("a variance is never negative; check that the weights were read in the right order")])
            }
            let factor = Double(gamma[channel]) / spread.squareRoot()
            scale[channel] = Float(factor)
            shift[channel] = Float(Double(beta[channel]) - Double(mean[channel]) * factor)
        }
        return ChannelAffine(scale: scale, shift: shift, kind: "batch normalization")
    }

    package var parameters: [(name: String, value: Tensor)] { [("scale", scale), ("shift", shift)] }
    package var runsInPlace: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard input.first == scale.count, input.first == shift.count else {
            throw .shapeMismatch("\(scale.count) factors and \(shift.count) summands do not fit an input of \(input)")
        }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let channels = scale.count
        let area = pass.output.count / channels
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                pass.workers.forEachUnit(pass.batch * channels, work: area) { plane in
                    let (factor, summand) = (scale[plane % channels], shift[plane % channels])
                    let source = pass.inputs[0].start + plane * area
                    let target = pass.output.start + plane * area
                    // Two loops: a loop over one pointer needs no test for overlap to be vectorised.
                    if source == UnsafePointer(target) {
                        for index in 0..<area { target[index] = factor * target[index] + summand }
                    } else {
                        for index in 0..<area { target[index] = factor * source[index] + summand }
                    }
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let channels = scale.count
        let area = gradient.count / channels
        scale.withUnsafeBufferPointer { scale in
            pass.workers.forEachUnit(pass.batch * channels, work: area) { plane in
                let factor = scale[plane % channels]
                let source = pass.outputGradient.start + plane * area
                let target = gradient.start + plane * area
                for index in 0..<area { target[index] += factor * source[index] }
            }
        }
    }
}
