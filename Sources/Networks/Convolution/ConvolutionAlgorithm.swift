import CKernels
import Tensors

/// A way to compute a convolution, or the gradient with respect to its input, which is a convolution as well.
///
/// What an algorithm computes for one image depends neither on the batch nor on the number of threads.
protocol ConvolutionAlgorithm {
    /// Elements of working memory.
    func workspaceCount(batch: Int, workers: Workers) -> Int

    /// Elements of the weights in the form it reads.
    var preparedCount: Int { get }

    func run(
        from source: Values, to target: MutableValues, batch: Int, _ finish: Finish, _ context: PassContext)
}

/// Which algorithm serves which convolution. The choice depends on the shape of one image alone, never on the batch, so
/// that an image's result does not either.
extension Convolution {
    func forwardAlgorithm(_ geometry: ConvolutionGeometry, _ context: PassContext) -> any ConvolutionAlgorithm {
        if isDepthwise { return DepthwiseConvolution(self, geometry, isGradient: false) }
        if suitsWinograd(geometry.output), !context.isDirect {
            return WinogradConvolution(self, geometry, isGradient: false)
        }
        return PatchConvolution(self, geometry, isGradient: false)
    }

    func gradientAlgorithm(_ geometry: ConvolutionGeometry, _ context: PassContext) -> any ConvolutionAlgorithm {
        if isDepthwise { return DepthwiseConvolution(self, geometry, isGradient: true) }
        if suitsWinograd(geometry.input), !context.isDirect {
            return WinogradConvolution(self, geometry, isGradient: true)
        }
        // Most of a panel of weights would be padding for an image of one or three channels.
        if groups == 1, weight.shape[1] <= 8, window.kernel != Extent(1) {
            return ScatteringGradient(self, geometry)
        }
        return PatchConvolution(self, geometry, isGradient: true)
    }

    /// Whether every channel has one kernel of its own.
    private var isDepthwise: Bool { weight.shape[1] == 1 && weight.shape[0] == groups && groups > 1 }

    /// Kernels of 3×3 that move by single pixels, with enough channels to pay for the transforms, where the tiles do not
    /// reach too far beyond the target.
    private func suitsWinograd(_ target: [Int]) -> Bool {
        let tiles = ((target[1] + 3) / 4) * ((target[2] + 3) / 4)
        return window.kernel == Extent(3) && window.stride == Extent(1) && window.dilation == Extent(1) && groups == 1
            && max(window.padding.top, window.padding.left) <= 2
            && min(weight.shape[0], weight.shape[1]) >= 16
            && 16 * tiles <= 2 * target[1] * target[2]
    }
}

/// What follows a sum before it is stored.
struct Finish {
    let bias: Tensor?
    /// In the target's order: a residual, or the gradient that is added to.
    let addend: UnsafePointer<Float>?
    let bounds: Bounds
    let gate: Gate?
    /// From one pixel of the target, of `addend` and of the gate to the next.
    let pixelStride: Int

    /// Calls `body` with the kernels' form of it for the target's elements from `offset` on, `channel` being the first
    /// one's channel and `step` the pixels from one row to the next.
    func withEpilogue(
        at offset: Int, channel: Int = 0, step: Int = 1, _ body: (UnsafePointer<CKEpilogue>) -> Void
    ) {
        func run(_ bias: UnsafePointer<Float>?) {
            let epilogue = CKEpilogue(
                bias: bias.map { $0 + channel }, addend: addend.map { $0 + offset }, addendStride: pixelStride * step,
                low: bounds.gateLow, high: bounds.gateHigh, gate: gate.map { $0.values.start + offset },
                gateStride: pixelStride * step, gateLow: gate?.bounds.gateLow ?? .nan,
                gateHigh: gate?.bounds.gateHigh ?? .nan)
            withUnsafePointer(to: epilogue, body)
        }
        if let bias { bias.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
    }
}
