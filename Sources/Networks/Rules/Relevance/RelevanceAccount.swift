import Synchronization

/// What becomes of relevance that does not reach the input, added up by the rules of one backward pass.
///
/// Σ relevance put in = Σ relevance at the input + everything here, but for rounding: each amount is worked out from
/// what it is due to (a bias b takes R · b ∕ z of its output's relevance R), not as what is missing; only what is due to
/// padding and to gradients of what is not linear is a difference.
package final class RelevanceAccount: Sendable {
    package enum Sink: CaseIterable, Sendable {
        /// Biases, and constants that are added.
        case bias
        /// The ε in denominators.
        case stabilizer
        /// Layers that are not linear, where relevance passes them by their gradient.
        case nonlinearity
        /// Pixels that padding added.
        case padding
    }

    private struct State {
        var amounts: [Sink: Double] = [:]
        var mass = 0.0
    }

    private let state = Mutex(State())

    package init() {}

    package subscript(sink: Sink) -> Double { state.withLock { $0.amounts[sink] ?? 0 } }

    package var total: Double { Sink.allCases.reduce(0) { $0 + self[$1] } }

    /// The largest sum of magnitudes of relevance at one layer: what rounding is to be measured by.
    package var mass: Double { state.withLock { $0.mass } }

    func add(_ amount: Double, to sink: Sink) { state.withLock { $0.amounts[sink, default: 0] += amount } }

    func noteMass(_ mass: Double) { state.withLock { $0.mass = max($0.mass, mass) } }
}
