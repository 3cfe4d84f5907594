/// How the range of a colour scale follows from the values shown with it.
package enum Normalisation: String, Sendable, CaseIterable {
    /// −p…p, with p the percentile of the magnitudes: signed maps, zero in the middle.
    case symmetric
    /// 0…p, with p the percentile of the values: unsigned maps.
    case fromZero = "from-zero"
    /// From the (100 − percentile)th to the percentile: values without a meaningful zero.
    case spread

    /// What a range ends at.
    package enum Basis: String, Sendable, CaseIterable {
        /// The percentile that was asked for.
        case percentile
        /// The largest value or magnitude: nearly all others are zero, so that the percentile is zero too.
        case largest
        /// Nothing, as for a dead map: the range is conventional.
        case nothing
    }

    /// One range for all the maps that a reader compares, over their finite values together.
    ///
    /// The percentile, 0…100, is interpolated linearly between order statistics as numpy's. Where it leaves no extent,
    /// the largest value or magnitude takes its place; where that does not either, the range is −1…1, 0…1, or one
    /// magnitude (at least 1) upwards from the only value.
    package func range(of maps: [FloatRaster], percentile: Double = 99.9) -> ClosedRange<Float> {
        rangeAndBasis(of: maps, percentile: percentile).range
    }

    /// The range of `range(of:percentile:)`, and what it ends at.
    package func rangeAndBasis(
        of maps: [FloatRaster], percentile: Double = 99.9
    ) -> (range: ClosedRange<Float>, basis: Basis) {
        let finite = maps.lazy.flatMap(\.values).filter(\.isFinite)
        let sorted = (self == .symmetric ? finite.map(\.magnitude) : Array(finite)).sorted()
        if self == .spread {
            let upper = end(of: sorted, at: max(percentile, 100 - percentile))
            let lower = end(of: sorted, at: min(percentile, 100 - percentile))
            if lower < upper { return (lower...upper, .percentile) }
            return (lower...min(lower + max(1, lower.magnitude), .greatestFiniteMagnitude), .nothing)
        }
        for (limit, basis) in [(end(of: sorted, at: percentile), Basis.percentile), (sorted.last ?? 0, .largest)]
        where limit > 0 { return (self == .symmetric ? -limit...limit : 0...limit, basis) }
        return (self == .symmetric ? -1...1 : 0...1, .nothing)
    }

    private func end(of sorted: [Float], at share: Double) -> Float { Float(percentile(share, ofSorted: sorted)) }
}
