import CKernels
package import Diagnostics
import Tensors

/// The mean of every channel over the image (Lin, Chen and Yan, Network in Network, 2013, §3.2).
package struct GlobalAveragePool: Operator {
    /// Whether the result is `[channels, 1, 1]` rather than `[channels]`.
    package let keepsAxes: Bool

    /// Channels of one piece of work.
    private static let block = 128

    package init(keepsAxes: Bool = true) { self.keepsAxes = keepsAxes }

    package var kind: String { "global average pool" }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let channels = try inputs.only().asImage().channels
        return keepsAxes ? [channels, 1, 1] : [channels]
    }

    package func forward(_ pass: ForwardPass) {
        let shape = pass.inputs[0].shape
        let lines = PoolingLines(outputsOf: geometry(shape), channels: shape[0])
        let kernels = pass.context.kernels.table.pointee
        lines.forEachBlock(of: Self.block, batch: pass.batch, pass.workers) { window, image, channel in
            var divisor = Float(shape[1] * shape[2])
            kernels.averageLine(
                window, 0, pass.inputs[0].image(image) + channel, &divisor, pass.output.image(image) + channel)
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let lines = PoolingLines(inputsOf: geometry(gradient.shape), channels: gradient.shape[0])
        lines.addMeans(of: [1 / Float(gradient.shape[1] * gradient.shape[2])], pass, to: gradient)
    }

    /// One window that is the whole image.
    private func geometry(_ shape: [Int]) -> PoolingGeometry {
        PoolingGeometry(
            Window(kernel: Extent(height: shape[1], width: shape[2])), input: shape, output: [shape[0], 1, 1])
    }
}
