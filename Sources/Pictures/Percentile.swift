/// A percentile, 0 … 100, of ascending values, interpolated linearly between order statistics, as numpy's default
/// (definition 7 of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996); 0 where there are none.
package func percentile<Value: BinaryFloatingPoint>(_ percentile: Double, ofSorted sorted: [Value]) -> Double {
    guard let last = sorted.indices.last else { return 0 }
    let share = percentile > 0 ? min(percentile, 100) / 100 : 0
    let position = share * Double(last)
    let index = Int(position)
    let (lower, upper) = (Double(sorted[index]), Double(sorted[min(index + 1, last)]))
    return lower + (upper - lower) * (position - Double(index))
}
