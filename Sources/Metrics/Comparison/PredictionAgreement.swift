import Foundation
import Models

/// How far two models agree on one image, by their class scores before softmax.
package struct PredictionAgreement: Hashable, Sendable {
    /// Whether the class of the largest score is the same; of equal ones the first counts.
    package let isTopEqual: Bool
    /// The share of the `top` most probable classes that both models have among theirs.
    package let overlap: Double
    /// The Jensen–Shannon divergence of the probabilities, base 2: 0 for equal ones, 1 for such as share no class.
    package let divergence: Double
    /// Spearman's correlation of the scores; nil where all scores of one model are equal.
    package let rankCorrelation: Double?

    /// - Precondition: as many finite scores of one model as of the other, at least one, of the same classes.
    package init(_ first: [Float], _ second: [Float], top: Int) {
        precondition(first.count == second.count && !first.isEmpty, "as many scores of one as of the other")
        let orders = [first, second].map { scores in
            scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(max(1, top))
        }
        isTopEqual = orders[0].first == orders[1].first
        overlap = Double(Set(orders[0]).intersection(orders[1]).count) / Double(orders[0].count)
        divergence = jensenShannonDivergence(
            Model.probabilities(fromLogits: first), Model.probabilities(fromLogits: second))
        rankCorrelation = spearman(first, second)
    }
}

/// ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = ½ (p + q) and logarithms of base 2, 0 … 1 (Lin, Divergence Measures Based on the
/// Shannon Entropy, 1991, equation 4.1).
///
/// - Precondition: two distributions over as many classes.
package func jensenShannonDivergence(_ p: [Double], _ q: [Double]) -> Double {
    precondition(p.count == q.count, "as many classes in one as in the other")
    var sum = 0.0
    for (a, b) in zip(p, q) {
        let middle = (a + b) / 2
        if a > 0 { sum += a * log2(a / middle) / 2 }
        if b > 0 { sum += b * log2(b / middle) / 2 }
    }
    return min(max(sum, 0), 1)
}
