package import Tensors

/// The normal distribution of some pixels of a window, given its others.
///
/// With Λ the inverse of the covariance Σ, p the pixels and s the others: covariance Λpp⁻¹, and mean
/// μp − Λpp⁻¹ Λps (xs − μs) (Bishop, Pattern Recognition and Machine Learning, 2006, equations 2.73 and 2.75). So one
/// inverse serves every place that the pixels can have in the window.
package struct ConditionalNormal: Sendable {
    private let mean: [Double]
    private let precision: [Double]

    /// - Parameters:
    ///   - covariance: row by row.
    ///   - ridge: added to its diagonal, as a share of the mean variance.
    /// - Returns: nil where the matrix is not positive definite even so.
    package init?(mean: [Double], covariance: [Double], ridge: Double) {
        let count = mean.count
        let variance = (0..<count).reduce(0) { $0 + covariance[$1 * count + $1] } / Double(count)
        var matrix = covariance
        for index in 0..<count { matrix[index * count + index] += ridge * variance }
        guard let factor = CholeskyFactor(matrix, count: count) else { return nil }
        self.mean = mean
        precision = factor.inverse()
    }

    /// The distribution of chosen pixels, for whatever the others are.
    package struct Part: Sendable {
        private let chosen: [Int]
        private let others: [Int]
        private let mean: [Double]
        /// Λps, row by row.
        private let cross: [Double]
        /// Of Λpp.
        private let factor: CholeskyFactor

        fileprivate init?(_ normal: ConditionalNormal, _ chosen: [Int]) {
            let count = normal.mean.count
            let taken = Set(chosen)
            let rest = (0..<count).filter { !taken.contains($0) }
            let own = chosen.flatMap { row in chosen.map { normal.precision[row * count + $0] } }
            guard let factor = CholeskyFactor(own, count: chosen.count) else { return nil }
            self.chosen = chosen
            others = rest
            mean = normal.mean
            cross = chosen.flatMap { row in rest.map { normal.precision[row * count + $0] } }
            self.factor = factor
        }

        /// The mean of the chosen pixels, given a window's others.
        package func conditionalMean(_ window: [Float]) -> [Double] {
            let differences = others.map { Double(window[$0]) - mean[$0] }
            let pulls = chosen.indices.map { row in
                let line = row * others.count
                return differences.indices.reduce(0) { $0 + cross[line + $1] * differences[$1] }
            }
            return zip(chosen, factor.solve(pulls)).map { mean[$0] - $1 }
        }

        /// A draw around a conditional mean: with Λpp = L Lᵀ and z standard normal, L⁻ᵀ z has the covariance Λpp⁻¹.
        package func sample(around mean: [Double], _ random: inout RandomStream) -> [Double] {
            zip(mean, factor.solveUpper(chosen.map { _ in Double(random.normal()) })).map { $0 + $1 }
        }
    }

    /// - Parameter chosen: pixels of the window, row by row.
    package func part(_ chosen: [Int]) -> Part? { Part(self, chosen) }
}
