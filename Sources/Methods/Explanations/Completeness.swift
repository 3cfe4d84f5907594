import Tensors

/// What an attribution that is complete promises: all values of the map together are S(x) − S(x′), the difference that
/// the image makes to the score of its reference.
struct Completeness {
    /// S(x).
    let score: Double
    /// S(x′).
    let referenceScore: Double
    /// Σ of the map.
    let sum: Double

    init(score: Double, referenceScore: Double, map: Tensor) {
        self.score = score
        self.referenceScore = referenceScore
        sum = map.sum
    }

    /// (Σ − (S(x) − S(x′))) ∕ |S(x) − S(x′)|.
    ///
    /// Where the two scores are nearly the same, a tenth of the larger takes the place of their difference: what is left
    /// of two large numbers says nothing of the error made on the way.
    var gap: Double {
        let difference = score - referenceScore
        let scale = max(abs(difference), 0.1 * max(abs(score), abs(referenceScore)))
        return scale > 0 ? (sum - difference) / scale : sum
    }

    var numbers: [(name: String, value: Double)] {
        [("score", score), ("reference-score", referenceScore), ("attribution-sum", sum)]
    }

    func receipt(tolerance: Double) -> MethodResult.Receipt {
        .init("completeness-gap", gap, tolerance: tolerance)
    }
}
