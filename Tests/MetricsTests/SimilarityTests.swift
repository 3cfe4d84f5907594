import Diagnostics
import Metrics
import Tensors
import Testing

@Suite struct SimilarityTests {
    /// The last value is that of `scipy.stats.spearmanr`.
    @Test(
        arguments: [
            ([1, 2, 3], [10, 20, 30], 1.0), ([1, 2, 3], [3, 2, 1], -1),
            ([1, 2, 2, 3, 5], [2, 1, 4, 4, 5], 0.7631578947368421),
        ] as [([Float], [Float], Double)])
    func rankCorrelation(first: [Float], second: [Float], expected: Double) throws {
        #expect(abs(try #require(spearman(first, second)) - expected) < 1e-12)
    }

    @Test func rankCorrelationOfAConstantIsUndefined() {
        #expect(spearman([2, 2, 2], [1, 2, 3]) == nil)
        #expect(spearman([1, 2, 3], [0, 0, 0]) == nil)
        #expect(spearman([], []) == nil)
    }

    @Test(
        .enabled(if: SharedFiles.haveImaging, "the fixtures are not here"),
        arguments: ["no_ties", "ties", "relu_zeros", "negative", "short"])
    func rankCorrelationAgreesWithSciPy(name: String) throws {
        let rows = try SharedFiles.imaging("spearman_\(name).npy")
        let (first, second) = (Array(rows.elements.prefix(rows.shape[1])), Array(rows.elements.suffix(rows.shape[1])))
        let pair = try #require(try SharedFiles.entry("spearman")?["pairs"]?["spearman_\(name).npy"])
        let signed = try #require(spearman(first, second))
        #expect(abs(signed - (try #require(pair["spearman"]?.numberValue))) < 1e-12)
        let magnitudes = try #require(spearman(first.map(\.magnitude), second.map(\.magnitude)))
        #expect(abs(magnitudes - (try #require(pair["spearman_of_absolute_values"]?.numberValue))) < 1e-12)
    }

    @Test func meanOfSquares() {
        #expect(meanSquareError([1, 2, 3], [1, 4, 0]) == (0 + 4 + 9) / 3.0)
        // Single precision would lose the last two.
        #expect(meanSquareError([4096, 1, 1], [0, 0, 0]) == (4096 * 4096 + 2) / 3.0)
    }
}
