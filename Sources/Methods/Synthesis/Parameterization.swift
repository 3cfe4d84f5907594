package import Tensors

/// What ascent moves, and the picture that it stands for: one picture, with its derivative.
package protocol Parameterization: Sendable {
    /// The coordinates that pictures are in.
    var space: SynthesisSpace { get }
    /// The picture of some parameters, 1 × C × H × W in coordinates of unit deviation.
    func picture(_ parameters: Tensor) -> Tensor
    /// Takes the gradient at a picture back to the parameters that the picture was made of.
    func pulledBack(_ gradient: Tensor, to parameters: Tensor, of picture: Tensor) -> Tensor
    /// The parameters of a picture, or of the nearest that has some.
    func parameters(of picture: Tensor) -> Tensor
    /// Moves parameters to those of a displayable picture, after every step.
    func clip(_ parameters: inout Tensor)
}
