import Diagnostics
package import Tensors

/// How a step is made of a gradient.
package enum AscentRule: String, CaseIterable, SettingValue {
    /// u ← u + rate · g.
    case gradient
    /// u ← u + rate · g ∕ rms(g).
    case normalized
    /// Kingma and Ba 2015, algorithm 1.
    case adam
}

/// Gradient ascent with its memory.
package struct Ascent: Sendable {
    private let rule: AscentRule
    private let rate: Double
    private var first: [Float]
    private var second: [Float]
    /// β₁ᵗ and β₂ᵗ.
    private var powers: (first: Float, second: Float) = (1, 1)

    private static let decay: (first: Float, second: Float) = (0.9, 0.999)
    private static let epsilon: Float = 1e-8

    package init(_ rule: AscentRule, rate: Double, count: Int) {
        self.rule = rule
        self.rate = rate
        first = rule == .adam ? [Float](repeating: 0, count: count) : []
        second = first
    }

    /// Moves the parameters one step up.
    ///
    /// - Parameter factor: what the rate is multiplied by; a negative one moves them down.
    package mutating func advance(_ parameters: inout Tensor, along gradient: Tensor, factor: Double = 1) {
        let rate = rate * factor
        switch rule {
        case .gradient: add(gradient, times: Float(rate), to: &parameters)
        case .normalized:
            let size = gradient.rootMeanSquare
            if size > 0 { add(gradient, times: Float(rate / size), to: &parameters) }
        case .adam: advanceByAdam(&parameters, along: gradient, rate: Float(rate))
        }
    }

    private func add(_ gradient: Tensor, times factor: Float, to parameters: inout Tensor) {
        parameters.withUnsafeMutableBufferPointer { u in
            gradient.withUnsafeBufferPointer { g in
                for index in u.indices { u[index] += factor * g[index] }
            }
        }
    }

    private mutating func advanceByAdam(_ parameters: inout Tensor, along gradient: Tensor, rate: Float) {
        let (b1, b2) = Self.decay
        powers = (powers.first * b1, powers.second * b2)
        let (correction1, correction2) = (1 - powers.first, 1 - powers.second)
        parameters.withUnsafeMutableBufferPointer { u in
            gradient.withUnsafeBufferPointer { g in
                first.withUnsafeMutableBufferPointer { first in
                    second.withUnsafeMutableBufferPointer { second in
                        for index in u.indices {
                            first[index] = b1 * first[index] + (1 - b1) * g[index]
                            second[index] = b2 * second[index] + (1 - b2) * g[index] * g[index]
                            let scale = (second[index] / correction2).squareRoot() + Self.epsilon
                            u[index] += rate * (first[index] / correction1) / scale
                        }
                    }
                }
            }
        }
    }
}

extension Ascent {
    /// What a stopped run needs to go on with the same steps; nothing for rules without memory.
    var state: [String: Tensor] {
        guard rule == .adam else { return [:] }
        return [
            "first-moment": Tensor(shape: [first.count], elements: first),
            "second-moment": Tensor(shape: [second.count], elements: second),
            "decay-powers": Tensor(shape: [2], elements: [powers.first, powers.second]),
        ]
    }

    /// Goes on from where another one was.
    ///
    /// - Returns: whether `state` holds what one of this rule and size has kept; otherwise nothing has changed.
    mutating func restore(_ state: [String: Tensor]) -> Bool {
        guard rule == .adam else { return true }
        guard let first = state["first-moment"], let second = state["second-moment"],
            let powers = state["decay-powers"]?.elements, first.count == self.first.count,
            second.count == self.second.count, powers.count == 2, powers.allSatisfy({ 0 <= $0 && $0 <= 1 }),
            second.elements.allSatisfy({ $0 >= 0 })
        else { return false }
        (self.first, self.second, self.powers) = (first.elements, second.elements, (powers[0], powers[1]))
        return true
    }
}

extension Tensor {
    /// √(Σ values² ∕ count).
    var rootMeanSquare: Double {
        let squares = withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) * Double($1) } }
        return count > 0 ? (squares / Double(count)).squareRoot() : 0
    }
}
