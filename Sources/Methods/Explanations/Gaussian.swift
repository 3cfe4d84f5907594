import Foundation

/// exp(−d² ∕ 2σ²) for the distances d = 0, 1, …, `reach`: one half of a Gaussian window along one axis, not scaled.
package func gaussian(deviation: Double, reach: Int) -> [Double] {
    (0...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
}
