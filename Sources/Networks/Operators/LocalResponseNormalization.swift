import CKernels
package import Diagnostics
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

    /// About how many elements the kernels take at a time.
    private static let scratch = 2048

    package var kind: String { "local response normalization" }
    package var summary: String { "\(size) channels, α \(alpha), β \(beta), k \(k)" }
    package var gradientReads: GradientReads { .inputs }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        _ = try input.asImage()
        guard (1...65_536).contains(size) else { throw .shapeMismatch("a window of \(size) channels") }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let (response, pixels) = kernelForm(pass.output.shape[0])
        let kernels = pass.context.kernels.table.pointee
        let count = pass.batch * pass.output.count / response.channels
        withUnsafePointer(to: response) { response in
            let memory = pixels * response.pointee.scratchStride
            forEachPiece(of: count, pixels, response.pointee.channels, pass.workers, scratch: memory) {
                first, count, scratch in
                kernels.response(pass.inputs[0].start + first, count, response, scratch, pass.output.start + first)
            }
        }
    }

    /// With d = k + α/n · Σ x²: ∂L/∂x[j] = g[j] · d[j]^−β − 2αβ/n · x[j] · Σ g[i] · x[i] · d[i]^(−β−1), the sum over the
    /// channels i whose windows hold j.
    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let (response, pixels) = kernelForm(gradient.shape[0])
        let kernels = pass.context.kernels.table.pointee
        let finish = pass.finish(0, gradient, columns: response.channels)
        let count = pass.batch * gradient.count / response.channels
        withUnsafePointer(to: response) { response in
            let memory = 3 * pixels * response.pointee.scratchStride
            forEachPiece(of: count, pixels, response.pointee.channels, pass.workers, scratch: memory) {
                first, count, scratch in
                finish.withEpilogue(at: first) { epilogue in
                    kernels.responseGradient(
                        pass.inputs[0].start + first, pass.outputGradient.start + first, count, response, scratch,
                        gradient.start + first, epilogue)
                }
            }
        }
    }

    /// The kernels' parameters, and how many pixels they take at a time: as many as stay in the nearest cache.
    private func kernelForm(_ channels: Int) -> (response: CKResponse, pixels: Int) {
        let (before, after) = (min((size - 1) / 2, channels - 1), min(size / 2, channels - 1))
        let stride = (before + after + (channels + 15) / 16 * 16 + 15) / 16 * 16
        let response = CKResponse(
            channels: channels, before: before, after: after, factor: alpha / Float(size), k: k, beta: beta,
            scratchStride: stride)
        return (response, max(1, Self.scratch / stride))
    }

    /// Calls `body` for `pixels` of the batch at a time, with the first one's offset.
    private func forEachPiece(
        of count: Int, _ pixels: Int, _ channels: Int, _ workers: Workers, scratch: Int,
        _ body: (_ first: Int, _ count: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
    ) {
        let pieces = (count + pixels - 1) / pixels
        let work = channels * pixels * (min(size, channels) + 4)
        workers.forEachUnit(pieces, work: work, scratch: scratch) { piece, scratch in
            let first = piece * pixels
            body(first * channels, min(pixels, count - first), scratch)
        }
    }
}
