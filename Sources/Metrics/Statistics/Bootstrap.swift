import Foundation
import Pictures
import Tensors

/// Percentile bootstrap of a mean (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
///
/// The values are drawn with replacement, as many as there are, again and again; the interval holds the middle 95 % of
/// the means. Which values are drawn depends on their number and the seed alone, so that the same images are drawn for
/// every row of a table and every step of a curve.
package struct Bootstrap: Sendable {
    package let count: Int
    package let resamples: Int
    /// `count` positions for every resample.
    private let drawn: [Int32]

    /// Percent of the means that the interval holds.
    private static let level = 95
    private static let usualResamples = 2000
    private static let usualSeed: UInt64 = 0

    /// Of what tables and curves show: "95 % bootstrap interval of the mean, 2,000 resamples, seed 0".
    package static let description: String = {
        let count = usualResamples.formatted(.number.locale(Locale(identifier: "en_US")))
        return "\(level) % bootstrap interval of the mean, \(count) resamples, seed \(usualSeed)"
    }()

    /// - Parameter count: of values.
    package init(count: Int, resamples: Int = usualResamples, seed: UInt64 = usualSeed) {
        self.count = count
        self.resamples = max(1, resamples)
        guard count > 1 else {
            drawn = []
            return
        }
        drawn = (0..<self.resamples).flatMap { resample in
            var random = RandomStream(seed: seed, purpose: "bootstrap", step: UInt64(resample))
            return (0..<count).map { _ in Int32(truncatingIfNeeded: random.integer(below: count)) }
        }
    }

    /// The interval of the mean; of a single value that value, of none 0.
    ///
    /// - Precondition: `count` values, all finite.
    package func interval(_ values: [Double]) -> ClosedRange<Double> {
        precondition(values.count == count, "\(values.count) values for a bootstrap of \(count)")
        guard count > 1 else { return (values.first ?? 0)...(values.first ?? 0) }
        let means = (0..<resamples).map { resample in
            drawn[resample * count..<(resample + 1) * count].reduce(0.0) { $0 + values[Int($1)] } / Double(count)
        }.sorted()
        let rest = Double(100 - Self.level) / 2
        return percentile(rest, ofSorted: means)...percentile(100 - rest, ofSorted: means)
    }
}
