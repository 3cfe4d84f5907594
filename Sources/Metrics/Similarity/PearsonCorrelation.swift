/// Pearson's correlation of two lists of numbers, summed in Double.
///
/// - Precondition: as many values in one as in the other, none of them NaN.
/// - Returns: −1 … 1; nil where all values of one are equal, which leaves it undefined.
package func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "as many values in one as in the other")
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (product, squareX, squareY) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
        product += (a - meanX) * (b - meanY)
        squareX += (a - meanX) * (a - meanX)
        squareY += (b - meanY) * (b - meanY)
    }
    guard squareX > 0, squareY > 0 else { return nil }
    return min(max(product / (squareX * squareY).squareRoot(), -1), 1)
}
