import CKernels
package import Diagnostics
import Tensors

/// The mean of every window.
///
/// The divisor is the number of taps in the image, or with `countsPadding` in the image and its padding. What a last,
/// incomplete window of ceil mode reads beyond the padding never counts (PyTorch and ONNX alike).
package struct AveragePool: Operator {
    package let window: Window
    package let countsPadding: Bool

    package init(window: Window, countsPadding: Bool) {
        self.window = window
        self.countsPadding = countsPadding
    }

    package var kind: String { "average pool" }
    package var summary: String { window.summary + (countsPadding ? ", padding counts" : "") }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        try PoolingGeometry.outputShape(window, for: inputs, allowsEmptyWindows: countsPadding)
    }

    package func forward(_ pass: ForwardPass) {
        let geometry = PoolingGeometry(window, input: pass.inputs[0].shape, output: pass.output.shape)
        let lines = PoolingLines(outputsOf: geometry, channels: pass.output.shape[0])
        let kernels = pass.context.kernels.table.pointee
        divisors(geometry).withUnsafeBufferPointer { divisors in
            guard let divisors = divisors.baseAddress else { return }
            lines.forEachLine(batch: pass.batch, pass.workers) { window, image, row, offset in
                kernels.averageLine(
                    window, row, pass.inputs[0].image(image), divisors + row * geometry.columns.outputs,
                    pass.output.start + offset)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let geometry = PoolingGeometry(window, input: gradient.shape, output: pass.outputGradient.shape)
        let lines = PoolingLines(inputsOf: geometry, channels: gradient.shape[0])
        lines.addMeans(of: divisors(geometry).map { 1 / $0 }, pass, to: gradient)
    }

    /// What the sum of each window is divided by, in the order of the output.
    func divisors(_ geometry: PoolingGeometry) -> [Float] {
        func counts(_ axis: PoolingAxis) -> [Int] {
            (0..<axis.outputs).map { countsPadding ? axis.tapsInPadded(at: $0) : axis.tapsInside(at: $0).count }
        }
        let columns = counts(geometry.columns)
        return counts(geometry.rows).flatMap { row in columns.map { Float(row * $0) } }
    }
}

extension PoolingLines {
    /// Adds to every input its shares of the gradients of the means that hold it.
    ///
    /// - Parameter shares: one factor an output, the same for all channels.
    func addMeans(of shares: [Float], _ pass: GradientPass, to gradient: MutableValues) {
        let finish = pass.finish(0, gradient, columns: gradient.shape[0])
        let kernels = pass.context.kernels.table.pointee
        shares.withUnsafeBufferPointer { shares in
            guard let shares = shares.baseAddress else { return }
            forEachLine(batch: pass.batch, pass.workers) { window, image, row, offset in
                finish.withEpilogue(at: offset) { epilogue in
                    kernels.averageGradientLine(
                        window, row, pass.outputGradient.image(image), shares, gradient.start + offset, epilogue)
                }
            }
        }
    }
}
