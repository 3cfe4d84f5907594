import Tensors

/// A way to compute a convolution, or the gradient with respect to its input, which is a convolution as well.
///
/// What an algorithm computes for one image depends neither on the batch nor on the number of threads. The gradient with
/// respect to the weights, for training, stands in Convolution+Parameters.swift.
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
    func algorithm(
        _ geometry: ConvolutionGeometry, isGradient: Bool, _ context: PassContext
    ) -> any ConvolutionAlgorithm {
        if isDepthwise { return DepthwiseConvolution(self, geometry, isGradient: isGradient) }
        if suitsWinograd(isGradient ? geometry.input : geometry.output), !context.isDirect, !sumsDirectly {
            return WinogradConvolution(self, geometry, isGradient: isGradient)
        }
        // Most of a panel of weights would be padding for an image of one or three channels.
        if isGradient, groups == 1, weight.shape[1] <= 8, window.kernel != Extent(1) {
            return ScatteringGradient(self, geometry)
        }
        return PatchConvolution(self, geometry, isGradient: isGradient)
    }

    /// Whether every channel has one kernel of its own.
    var isDepthwise: Bool { weight.shape[1] == 1 && weight.shape[0] == groups && groups > 1 }

    /// Kernels of 3×3 that move by single pixels, with enough channels to pay for the transforms, where the tiles do not
    /// reach too far beyond the target.
    func suitsWinograd(_ target: [Int]) -> Bool {
        let tiles = ((target[1] + 3) / 4) * ((target[2] + 3) / 4)
        return window.kernel == Extent(3) && window.stride == Extent(1) && window.dilation == Extent(1) && groups == 1
            && max(window.padding.top, window.padding.left) <= 2
            && min(weight.shape[0], weight.shape[1]) >= 16
            && 16 * tiles <= 2 * target[1] * target[2]
    }
}
