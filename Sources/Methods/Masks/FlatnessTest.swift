/// Whether a noisy objective has stopped falling: its mean over the last `patience` steps is not lower, by a share of it,
/// than over as many steps before.
package struct FlatnessTest {
    private let patience: Int
    private let share: Double
    private var before: Double?
    private var sum = 0.0
    private var count = 0
    package private(set) var isFlat = false

    /// - Parameter patience: 0 for an objective that never counts as flat.
    package init(patience: Int, share: Double) {
        self.patience = patience
        self.share = share
    }

    /// Takes the objective of a step; judges after every `patience` steps.
    package mutating func append(_ objective: Double) {
        guard patience > 0 else { return }
        sum += objective
        count += 1
        guard count == patience else { return }
        let mean = sum / Double(count)
        if let before { isFlat = before - mean <= share * before.magnitude }
        (before, sum, count) = (mean, 0, 0)
    }
}
