/// The mean of (xᵢ − yᵢ)², added in Double.
///
/// - Precondition: as many values in one as in the other, and at least one.
package func meanSquareError(_ first: [Float], _ second: [Float]) -> Double {
    precondition(first.count == second.count && !first.isEmpty, "as many values in one as in the other")
    let sum = zip(first, second).reduce(0.0) { sum, pair in
        let difference = Double(pair.0) - Double(pair.1)
        return sum + difference * difference
    }
    return sum / Double(first.count)
}
