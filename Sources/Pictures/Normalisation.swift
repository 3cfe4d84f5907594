/// How the range of a colour scale follows from the values shown with it.
package enum Normalisation: String, Sendable, CaseIterable {
    /// −p…p, with p the percentile of the magnitudes: signed maps, zero in the middle.
    case symmetric
    /// 0…p, with p the percentile of the values: unsigned maps.
    case fromZero = "from-zero"
    /// From the (100 − percentile)th to the percentile: values without a meaningful zero.
    case spread

    /// One range for all the maps that a reader compares, over their finite values together.
    ///
    /// The percentile, 0…100, is interpolated linearly between order statistics as numpy's. Where it leaves no extent,
    /// as for a dead map: −1…1, 0…1, or one magnitude (at least 1) upwards from the only value.
    package func range(of maps: [FloatRaster], percentile: Double = 99.9) -> ClosedRange<Float> {
        let finite = maps.lazy.flatMap(\.values).filter(\.isFinite)
        switch self {
        case .symmetric:
            let limit = interpolated(finite.map(\.magnitude).sorted(), percentile)
            return limit > 0 ? -limit...limit : -1...1
        case .fromZero:
            let limit = interpolated(finite.sorted(), percentile)
            return limit > 0 ? 0...limit : 0...1
        case .spread:
            let sorted = finite.sorted()
            let upper = interpolated(sorted, max(percentile, 100 - percentile))
            let lower = interpolated(sorted, min(percentile, 100 - percentile))
            return lower < upper
                ? lower...upper : lower...min(lower + max(1, lower.magnitude), .greatestFiniteMagnitude)
        }
    }
}

/// The percentile of ascending values; 0 where there are none.
private func interpolated(_ sorted: [Float], _ percentile: Double) -> Float {
    guard let last = sorted.indices.last else { return 0 }
    let share = percentile > 0 ? min(percentile, 100) / 100 : 0
    let position = share * Double(last)
    let index = Int(position)
    let (lower, upper) = (Double(sorted[index]), Double(sorted[min(index + 1, last)]))
    return Float(lower + (upper - lower) * (position - Double(index)))
}
