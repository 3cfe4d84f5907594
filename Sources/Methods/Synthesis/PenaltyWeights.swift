package import Tensors

/// Penalties as they are asked for: by a weight each, or one that follows the size of the objective's gradient, so that
/// a channel's mean and a class score, which differ by orders of magnitude, are smoothed alike.
package struct PenaltyWeights: Sendable {
    package var l1: Double
    /// nil for 0.002 of the root mean square of the objective's gradient.
    package var l2: Double?
    /// nil for 0.4 of it.
    package var totalVariation: Double?

    package init(l1: Double = 0, l2: Double? = 0, totalVariation: Double? = 0) {
        self.l1 = l1
        self.l2 = l2
        self.totalVariation = totalVariation
    }

    package static let none = PenaltyWeights()

    /// The penalty of a step.
    ///
    /// - Parameter gradient: of the objective at the picture, in coordinates of unit deviation.
    package func penalty(for gradient: Tensor) -> Penalty {
        let size = l2 == nil || totalVariation == nil ? gradient.rootMeanSquare : 0
        return Penalty(
            l1: Float(l1), l2: Float(l2 ?? 0.002 * size), totalVariation: Float(totalVariation ?? 0.4 * size))
    }
}
