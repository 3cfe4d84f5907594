extension Convolution {
    /// Whether the whole layer is computed by Winograd's tiles.
    func usesTiles(_ geometry: ConvolutionGeometry, isDirect: Bool) -> Bool {
        !isDepthwise && !isDirect && !sumsDirectly && suitsWinograd(geometry.output)
    }

    /// The algorithm of the whole layer for a part of it, whose input brings its padding.
    ///
    /// - Parameters:
    ///   - reach: of the whole layer.
    ///   - input: the part's shape, padding and all.
    ///   - output: the part's shape.
    func partAlgorithm(_ reach: ConeReach, input: [Int], output: [Int]) -> any ConvolutionAlgorithm {
        let layer = withoutPadding()
        let geometry = ConvolutionGeometry(layer, input: input, output: output)
        if isDepthwise { return DepthwiseConvolution(layer, geometry, isGradient: false) }
        if case .tiles = reach { return WinogradConvolution(layer, geometry, isGradient: false) }
        return PatchConvolution(layer, geometry, isGradient: false)
    }
}
