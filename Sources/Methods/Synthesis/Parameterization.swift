import Tensors

/// What ascent moves, and the picture that it stands for.
protocol Parameterization: Sendable {
    /// The parameters of the first step, N × ….
    var start: Tensor { get }
    /// The picture, N × C × H × W in coordinates of unit deviation.
    func picture(_ parameters: Tensor) -> Tensor
    /// Takes the gradient of a picture back to the parameters it was made of.
    func pulledBack(_ gradient: Tensor, at parameters: Tensor) -> Tensor
    /// Moves parameters to the nearest of a displayable picture, after every step.
    func clip(_ parameters: inout Tensor)
}
