/// How far a training is, told after every batch: what was just done, and the numbers with it.
package struct TrainingProgress: Sendable, Equatable {
    package enum Phase: String, Sendable {
        case drawing, learning, testing
    }

    package let phase: Phase
    /// The epoch, counted from 1; 0 while the images are drawn.
    package let epoch: Int
    package let epochs: Int
    /// The share of all work that is done, 0 ... 1, counted so that time goes about evenly with it.
    package let fraction: Double
    /// The mean cross-entropy so far in this epoch; nil before its first step.
    package let loss: Double?
    /// The share of images classified rightly so far in this epoch; nil before its first step.
    package let accuracy: Double?
    /// The accuracy on the test images after the latest epoch that is complete; nil before.
    package let testAccuracy: Double?
}
