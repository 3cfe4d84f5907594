import CKernels
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
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard input.first == scale.count, input.first == shift.count else {
            throw .shapeMismatch("\(scale.count) factors and \(shift.count) summands do not fit an input of \(input)")
        }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let rows = Rows(of: pass.output.shape, batch: pass.batch)
        let (scale, shift) = (rows.laidOut(scale), rows.laidOut(shift))
        let kernels = pass.context.kernels.table.pointee
        scale.withUnsafeBufferPointer { factors in
            guard let factors = factors.baseAddress else { return }
            Finish(bias: shift, addend: nil, bounds: .none, gate: nil, pixelStride: 0).withEpilogue(at: 0) { epilogue in
                rows.forEachBlock(pass.workers) { first, count, columns in
                    kernels.scaleRows(
                        pass.inputs[0].start + first, columns, factors, 0, count, columns, pass.output.start + first,
                        columns, epilogue)
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let rows = Rows(of: gradient.shape, batch: pass.batch)
        let finish = pass.finish(0, gradient, columns: rows.length)
        let kernels = pass.context.kernels.table.pointee
        rows.laidOut(scale).withUnsafeBufferPointer { factors in
            guard let factors = factors.baseAddress else { return }
            rows.forEachBlock(pass.workers) { first, count, columns in
                finish.withEpilogue(at: first) { epilogue in
                    kernels.scaleRows(
                        pass.outputGradient.start + first, columns, factors, 0, count, columns, gradient.start + first,
                        columns, epilogue)
                }
            }
        }
    }

    /// The elements of a batch as rows, all of which have the same channels in the same places.
    private struct Rows {
        private let channels: Int
        /// How many elements that follow one another have one channel.
        private let run: Int
        let length: Int
        private let count: Int

        /// About how long rows are at least, so that a kernel has enough to do in each.
        private static let least = 128

        init(of shape: [Int], batch: Int) {
            channels = shape[0]
            count = batch * shape.reduce(1, *)
            run = shape.stored[(shape.storedAxis(0) + 1)...].reduce(1, *)
            let period = channels * run
            length = (Self.least + period - 1) / period * period
        }

        /// One element a channel, as a row has them.
        func laidOut(_ values: Tensor) -> Tensor {
            Tensor(shape: [length]) { row in
                for index in row.indices { row[index] = values[index / run % channels] }
            }
        }

        /// Calls `body` with blocks of rows: the first element, the number of rows, and how long they are.
        func forEachBlock(_ workers: Workers, _ body: (_ first: Int, _ count: Int, _ columns: Int) -> Void) {
            workers.forEachRange(of: count / length, work: length) { body($0.lowerBound * length, $0.count, length) }
            let rest = count % length
            if rest > 0 { body(count - rest, 1, rest) }
        }
    }
}
