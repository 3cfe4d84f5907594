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
package struct Ascent {
    private let rule: AscentRule
    private let rate: Float
    private var first: [Float]
    private var second: [Float]
    private var step = 0

    private static let decay: (first: Float, second: Float) = (0.9, 0.999)
    private static let epsilon: Float = 1e-8

    package init(_ rule: AscentRule, rate: Float, count: Int) {
        self.rule = rule
        self.rate = rate
        first = rule == .adam ? [Float](repeating: 0, count: count) : []
        second = first
    }

    /// Moves the picture one step up.
    package mutating func advance(_ picture: inout Tensor, along gradient: Tensor) {
        step += 1
        switch rule {
        case .gradient: add(gradient, times: rate, to: &picture)
        case .normalized:
            let squares = gradient.withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) * Double($1) } }
            let size = (squares / Double(gradient.count)).squareRoot()
            if size > 0 { add(gradient, times: Float(Double(rate) / size), to: &picture) }
        case .adam: advanceByAdam(&picture, along: gradient)
        }
    }

    private func add(_ gradient: Tensor, times factor: Float, to picture: inout Tensor) {
        picture.withUnsafeMutableBufferPointer { u in
            gradient.withUnsafeBufferPointer { g in
                for index in u.indices { u[index] += factor * g[index] }
            }
        }
    }

    private mutating func advanceByAdam(_ picture: inout Tensor, along gradient: Tensor) {
        let (b1, b2) = Self.decay
        var powers: (first: Float, second: Float) = (1, 1)
        for _ in 0..<step { powers = (powers.first * b1, powers.second * b2) }
        let (correction1, correction2) = (1 - powers.first, 1 - powers.second)
        picture.withUnsafeMutableBufferPointer { u in
            gradient.withUnsafeBufferPointer { g in
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
