package import Tensors

/// The pixels themselves.
package struct PixelParameterization: Parameterization {
    package let space: SynthesisSpace
    /// Whether every value stays within what black and white are for the model.
    package let clips: Bool

    package init(_ space: SynthesisSpace, clips: Bool = true) {
        self.space = space
        self.clips = clips
    }

    package func picture(_ parameters: Tensor) -> Tensor { parameters }

    package func pulledBack(_ gradient: Tensor, to parameters: Tensor, of picture: Tensor) -> Tensor { gradient }

    package func parameters(of picture: Tensor) -> Tensor {
        var picture = picture
        clip(&picture)
        return picture
    }

    package func clip(_ parameters: inout Tensor) { if clips { space.clip(&parameters) } }
}
