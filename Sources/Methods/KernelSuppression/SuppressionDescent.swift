import Foundation
import Tensors

/// The descent of kernel suppression: a picture, the best one so far, and everything that the next step depends on.
///
/// Losses are rounded to float32 before anything is decided by them, so that a run that goes on from a checkpoint ends
/// with the same bits.
struct SuppressionDescent {
    /// L and its terms at one step.
    struct Losses {
        let total: Float
        let preservation: Float
        let suppression: Float
        let regularization: Float

        fileprivate var values: [Float] { [total, preservation, suppression, regularization] }
    }

    /// x̂ in coordinates of unit deviation, 1 × C × H × W.
    private(set) var picture: Tensor
    /// The picture of the lowest loss so far.
    private(set) var best: Tensor
    private(set) var bestStep = 0
    private(set) var losses: [Losses] = []
    private(set) var isConverged = false
    private var schedule: RateHalving
    private var ascent: Ascent
    private let rule: AscentRule
    private let patience: Int
    private let leastMove: Double

    /// - Parameter leastMove: the descent has converged when no value could move as far within the patience.
    init(from picture: Tensor, by rule: AscentRule, rate: Double, patience: Int, leastMove: Double) {
        self.picture = picture
        best = picture
        schedule = RateHalving(rate: rate, patience: patience)
        ascent = Ascent(rule, rate: 1, count: picture.count)
        self.rule = rule
        self.patience = patience
        self.leastMove = leastMove
    }

    var rate: Double { schedule.rate }

    /// Takes the losses at the present picture.
    mutating func append(_ losses: Losses) {
        if self.losses.isEmpty || losses.total < self.losses[bestStep].total {
            best = picture
            bestStep = self.losses.count
        }
        self.losses.append(losses)
        schedule.append(losses.total)
    }

    /// A step down, û ← û − rate · ∂L∕∂û for the plain rule, then what `clip` makes of it; or nothing where it has
    /// converged.
    mutating func descend(along gradient: Tensor, clip: (inout Tensor) -> Void) {
        isConverged = largestMove(along: gradient) * Double(patience) < leastMove
        guard !isConverged else { return }
        ascent.advance(&picture, along: gradient, factor: -rate)
        clip(&picture)
    }

    /// How far a step can move a value.
    private func largestMove(along gradient: Tensor) -> Double {
        let steepest = gradient.withUnsafeBufferPointer { $0.reduce(0) { max($0, $1.magnitude) } }
        switch rule {
        case .gradient: return rate * Double(steepest)
        case .normalized: return steepest > 0 ? rate * Double(steepest) / gradient.rootMeanSquare : 0
        // Its moments are of like size but where slopes are rare.
        case .adam: return rate
        }
    }

    /// A curve over the iterations.
    func curve(_ term: KeyPath<Losses, Float>) -> Tensor {
        Tensor(shape: [losses.count], elements: losses.map { $0[keyPath: term] })
    }
}

extension SuppressionDescent {
    /// All that another run needs to go on from here.
    var state: [String: Tensor] {
        [
            "picture": picture, "best": best, "best-step": Tensor(shape: [1], elements: [Float(bestStep)]),
            "schedule": Tensor(shape: [3], elements: schedule.state),
            "losses": Tensor(shape: [losses.count, 4], elements: losses.flatMap(\.values)),
        ].merging(ascent.state) { own, _ in own }
    }

    /// Goes on from a state that was kept after a step.
    ///
    /// - Returns: whether it is one of such a descent; otherwise nothing has changed.
    mutating func restore(_ state: [String: Tensor], rate: Double) -> Bool {
        guard let picture = state["picture"], picture.shape == self.picture.shape, let best = state["best"],
            best.shape == picture.shape, let kept = state["losses"], kept.shape.count == 2, kept.shape[1] == 4,
            let step = state["best-step"]?.elements.first.flatMap({ Int(exactly: $0) }),
            (0..<kept.shape[0]).contains(step), let numbers = state["schedule"]?.elements,
            let schedule = RateHalving(rate: rate, patience: patience, state: numbers), ascent.restore(state)
        else { return false }
        let values = kept.elements
        (self.picture, self.best, bestStep, self.schedule) = (picture, best, step, schedule)
        losses = stride(from: 0, to: values.count, by: 4).map {
            Losses(
                total: values[$0], preservation: values[$0 + 1], suppression: values[$0 + 2],
                regularization: values[$0 + 3])
        }
        return true
    }
}
