/// Spearman's rank correlation: the Pearson correlation of the values' ranks, equal values having the mean of the ranks
/// that they take (Spearman, The Proof and Measurement of Association between Two Things, 1904).
///
/// - Precondition: as many values in one as in the other, none of them NaN.
/// - Returns: −1 … 1; nil where all values of one are equal, which leaves it undefined.
package func spearman(_ first: [Float], _ second: [Float]) -> Double? {
    precondition(first.count == second.count, "as many values in one as in the other")
    return pearson(averageRanks(first), averageRanks(second))
}

/// The ranks from 1, ties averaged.
private func averageRanks(_ values: [Float]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
        var last = first
        while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
        for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
        first = last + 1
    }
    return ranks
}
