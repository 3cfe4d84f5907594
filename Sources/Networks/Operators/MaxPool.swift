import CKernels
package import Diagnostics
import Tensors

/// The largest value in every window; padding counts as −∞.
///
/// Of equal values the first in row-major order wins, forward and for the gradient. Windows that overlap add their
/// gradients. NaN in a window makes the maximum NaN.
package struct MaxPool: Operator {
    package let window: Window

    package init(window: Window) { self.window = window }

    package var kind: String { "max pool" }
    package var summary: String { window.summary }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        try PoolingGeometry.outputShape(window, for: inputs, allowsEmptyWindows: false)
    }

    /// For every output, the tap of its window that won, packed.
    package func auxiliaryCount(for inputs: [[Int]]) -> Int {
        guard let count = (try? outputShape(for: inputs))?.reduce(1, *) else { return 0 }
        return (count * indexBytes + 3) / 4
    }

    /// Bytes that number the taps of a window.
    private var indexBytes: Int { window.kernel.height * window.kernel.width <= 256 ? 1 : 4 }

    package func forward(_ pass: ForwardPass) {
        let geometry = PoolingGeometry(window, input: pass.inputs[0].shape, output: pass.output.shape)
        let lines = PoolingLines(outputsOf: geometry, channels: pass.output.shape[0])
        let words = auxiliaryCount(for: [pass.inputs[0].shape])
        let kernels = pass.context.kernels.table.pointee
        lines.forEachLine(batch: pass.batch, pass.workers) { window, image, row, offset in
            let winners = pass.auxiliary.map { auxiliary in
                UnsafeMutableRawPointer(auxiliary + image * words)
                    .assumingMemoryBound(to: UInt8.self) + row * lines.length * indexBytes
            }
            kernels.maximumLine(
                window, row, pass.inputs[0].image(image), pass.output.start + offset, winners, indexBytes)
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0], let auxiliary = pass.auxiliary else { return }
        let geometry = PoolingGeometry(window, input: gradient.shape, output: pass.outputGradient.shape)
        let lines = PoolingLines(inputsOf: geometry, channels: gradient.shape[0])
        let words = auxiliaryCount(for: pass.inputShapes)
        let finish = pass.finish(0, gradient, columns: gradient.shape[0])
        let kernels = pass.context.kernels.table.pointee
        lines.forEachLine(batch: pass.batch, pass.workers) { window, image, row, offset in
            let winners = UnsafeRawPointer(auxiliary + image * words).assumingMemoryBound(to: UInt8.self)
            finish.withEpilogue(at: offset) { epilogue in
                kernels.maximumGradientLine(
                    window, row, pass.outputGradient.image(image), winners, indexBytes, gradient.start + offset,
                    epilogue)
            }
        }
    }
}
