/// A rate that is halved whenever a loss has stopped falling.
///
/// A loss counts as fallen where it is below the lowest at the present rate by a ten-thousandth of it. After `patience`
/// steps in a row without a fall the rate is halved, and both begin anew: a descent may begin where a term is zero and
/// its neighbourhood steep, and is not to be halted for never coming back to that loss.
package struct RateHalving: Sendable {
    private let start: Double
    private let patience: Int
    /// The lowest loss at the present rate that counted as fallen.
    private var lowest = Float.infinity
    private var stale = 0
    package private(set) var halvings = 0

    private static let share: Float = 1e-4
    /// After as many the rate is 0 for every purpose.
    private static let mostHalvings = 1000

    /// - Parameter patience: 0 never halves.
    package init(rate: Double, patience: Int) {
        start = rate
        self.patience = patience
    }

    /// The present rate.
    package var rate: Double { Double(sign: .plus, exponent: -halvings, significand: 1) * start }

    /// Takes the loss of a step.
    package mutating func append(_ loss: Float) {
        if loss < lowest - Self.share * lowest.magnitude || lowest == .infinity {
            (lowest, stale) = (loss, 0)
            return
        }
        stale += 1
        guard patience > 0, stale >= patience, halvings < Self.mostHalvings else { return }
        (halvings, stale, lowest) = (halvings + 1, 0, loss)
    }

    /// What a stopped run needs to go on with the same rates: three numbers, exact in float32.
    package var state: [Float] { [lowest, Float(stale), Float(halvings)] }

    /// Goes on from where another one was.
    ///
    /// - Returns: nil where `state` is none that one can have.
    package init?(rate: Double, patience: Int, state: [Float]) {
        guard state.count == 3, !state[0].isNaN, let stale = Int(exactly: state[1]), stale >= 0,
            let halvings = Int(exactly: state[2]), (0...Self.mostHalvings).contains(halvings)
        else { return nil }
        self.init(rate: rate, patience: patience)
        (lowest, self.stale, self.halvings) = (state[0], stale, halvings)
    }
}
