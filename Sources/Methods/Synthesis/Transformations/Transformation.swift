package import Networks
package import Tensors

/// A change of a whole picture that leaves its subject: affine in the pixels, with the exact adjoint of its linear part,
/// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
///
/// A value is one draw, fit for one step; whoever draws keys it by seed and step alone, so that a picture is the same
/// alone and in a batch.
package protocol Transformation: Sendable {
    /// The extent of the result for that of the picture.
    func extent(of picture: Extent) -> Extent
    /// N × C × H × W to N × C × H′ × W′.
    func apply(_ picture: Tensor) -> Tensor
    /// Takes the gradient of the result back to the picture, N × C × `extent`.
    func applyAdjoint(_ gradient: Tensor, to extent: Extent) -> Tensor
}
