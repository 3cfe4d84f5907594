/// What a table says of a number over several images.
package enum Statistics {
    /// Fewest values over which one row may be called better than another.
    ///
    /// With five, differences that all have one sign come by chance once in sixteen; with six, once in 32, which is
    /// less than the 5 % that the interval promises.
    package static let fewestForBest = 6

    /// The sum, in Double, over the count; 0 for no values.
    package static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// The sample's standard deviation √(Σ (x − mean)² ∕ (n − 1)); 0 for fewer than two values.
    package static func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = mean(values)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count - 1)).squareRoot()
    }

    /// The row that may be called the best of a column: its mean is the best, and for every other row the bootstrap
    /// interval of the mean difference, paired over the images that both have, excludes 0.
    ///
    /// - Parameters:
    ///   - rows: for every row a value for each image, nil where there is none; the images in the same order.
    ///   - higherIsBetter: the column's direction.
    /// - Returns: nil where no row is that much better, where there is but one, or where two rows have fewer than
    ///   `fewestForBest` images in common.
    package static func best(of rows: [[Double?]], higherIsBetter: Bool) -> Int? {
        guard rows.count > 1, rows.allSatisfy({ $0.count == rows[0].count }) else { return nil }
        let means = rows.map { mean($0.compactMap(\.self)) }
        let candidates = rows.indices.filter { !rows[$0].compactMap(\.self).isEmpty }
        guard let best = candidates.max(by: { higherIsBetter ? means[$0] < means[$1] : means[$0] > means[$1] }) else {
            return nil
        }
        for other in rows.indices where other != best {
            let differences = zip(rows[best], rows[other]).compactMap { pair -> Double? in
                guard let first = pair.0, let second = pair.1 else { return nil }
                return higherIsBetter ? first - second : second - first
            }
            guard differences.count >= fewestForBest,
                Bootstrap(count: differences.count).interval(differences).lowerBound > 0
            else { return nil }
        }
        return best
    }

    /// The mean of several curves and the bootstrap interval of the mean, step by step, over the same resamples.
    ///
    /// - Parameter curves: one for each image; where they differ in length, the length of the shortest counts.
    package static func band(
        of curves: [[Double]]
    ) -> (means: [Double], lows: [Double], highs: [Double]) {
        let length = curves.map(\.count).min() ?? 0
        let bootstrap = Bootstrap(count: curves.count)
        var (means, lows, highs): ([Double], [Double], [Double]) = ([], [], [])
        for step in 0..<length {
            let values = curves.map { $0[step] }
            let interval = bootstrap.interval(values)
            means.append(mean(values))
            lows.append(interval.lowerBound)
            highs.append(interval.upperBound)
        }
        return (means, lows, highs)
    }
}
