import Diagnostics
import Foundation

/// How an integral over [0, 1] becomes a weighted sum of n values.
package enum Quadrature: String, CaseIterable, SettingValue {
    /// Exact for polynomials of degree 2n − 1; nodes lie inside the interval.
    case gaussLegendre = "gauss-legendre"
    /// At 1∕n, 2∕n, …, 1.
    case riemannRight = "riemann-right"
    /// At 0, 1∕n, …, (n − 1)∕n.
    case riemannLeft = "riemann-left"
    /// At 0, 1∕(n − 1), …, 1, the two ends with half the weight.
    case trapezoid

    package struct Node: Sendable {
        package let position: Double
        package let weight: Double
    }

    /// Nodes from 0 to 1, whose weights sum to 1.
    ///
    /// - Precondition: `count` is positive, and at least 2 for the trapezoid rule.
    package func nodes(_ count: Int) -> [Node] {
        precondition(count >= leastCount)
        let n = Double(count)
        switch self {
        case .gaussLegendre: return Self.gaussLegendreNodes(count)
        case .riemannRight: return (1...count).map { Node(position: Double($0) / n, weight: 1 / n) }
        case .riemannLeft: return (0..<count).map { Node(position: Double($0) / n, weight: 1 / n) }
        case .trapezoid:
            return (0..<count).map { index in
                let isEnd = index == 0 || index == count - 1
                return Node(position: Double(index) / (n - 1), weight: (isEnd ? 0.5 : 1) / (n - 1))
            }
        }
    }

    package var leastCount: Int { self == .trapezoid ? 2 : 1 }

    /// The roots of the Legendre polynomial by Newton's method, the weights 2 ∕ ((1 − z²) P′(z)²), both mapped from
    /// [−1, 1] (Abramowitz and Stegun 1964, 25.4.29).
    private static func gaussLegendreNodes(_ count: Int) -> [Node] {
        let half = (0..<(count + 1) / 2).map { index -> (root: Double, weight: Double) in
            var root = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            if 2 * index + 1 == count { root = 0 }
            // Newton's method doubles the digits at every step, and the start has three.
            for _ in 0..<8 {
                let (value, derivative) = legendre(count, root)
                root -= value / derivative
            }
            let derivative = legendre(count, root).derivative
            return (root, 2 / ((1 - root * root) * derivative * derivative))
        }
        return (0..<count).map { index in
            let (root, weight) = half[min(index, count - 1 - index)]
            return Node(position: (index < count / 2 ? 1 - root : 1 + root) / 2, weight: weight / 2)
        }
    }

    /// P(z) and P′(z) of a degree, by Bonnet's recursion.
    private static func legendre(_ degree: Int, _ z: Double) -> (value: Double, derivative: Double) {
        var (last, value) = (1.0, z)
        for k in stride(from: 2, through: degree, by: 1) {
            (last, value) = (value, (Double(2 * k - 1) * z * value - Double(k - 1) * last) / Double(k))
        }
        return (value, Double(degree) * (z * value - last) / (z * z - 1))
    }
}
