import Pictures
import Testing

@Suite struct NormalisationTests {
    private let maps = [
        FloatRaster(height: 1, width: 5, values: [-3, 1, 2, .nan, 4]),
        FloatRaster(height: 1, width: 3, values: [.infinity, -10, 0.5]),
    ]

    /// By numpy 2.4.6: `np.percentile` of the six finite values or their magnitudes.
    @Test(arguments: [
        (Normalisation.symmetric, 100.0, -10 as Float, 10 as Float), (.symmetric, 50, -2.5, 2.5),
        (.symmetric, 90, -7, 7),
        (.fromZero, 100, 0, 4), (.fromZero, 75, 0, 1.75), (.spread, 100, -10, 4), (.spread, 90, -6.5, 3),
        (.spread, 10, -6.5, 3),
    ])
    func sharesOneRange(style: Normalisation, percentile: Double, lower: Float, upper: Float) {
        let range = style.range(of: maps, percentile: percentile)
        #expect(abs(range.lowerBound - lower) < 1e-5)
        #expect(abs(range.upperBound - upper) < 1e-5)
    }

    @Test(arguments: [
        (Normalisation.symmetric, [0, 0] as [Float], -1 as Float, 1 as Float), (.fromZero, [0, -2], 0, 1),
        (.spread, [5, 5], 5, 10), (.symmetric, [.nan, .infinity], -1, 1), (.fromZero, [.nan, .nan], 0, 1),
    ])
    func givesDeadMapsARange(style: Normalisation, values: [Float], lower: Float, upper: Float) {
        let range = style.range(of: [FloatRaster(height: 1, width: 2, values: values)])
        #expect(range == lower...upper)
    }

    /// Where nearly all values are zero, the few that are not must still show by their size.
    @Test(arguments: [
        (Normalisation.symmetric, -8 as Float, 8 as Float), (.fromZero, 0, 4),
    ])
    func aPercentileOfZeroGivesWayToTheLargest(style: Normalisation, lower: Float, upper: Float) {
        let map = FloatRaster(height: 1, width: 1000, values: [4, -8, 1] + .init(repeating: 0, count: 997))
        let (range, basis) = style.rangeAndBasis(of: [map], percentile: 99)
        #expect(range == lower...upper)
        #expect(basis == .largest)
        #expect(style.rangeAndBasis(of: [map], percentile: 100).basis == .percentile)
        let dead = FloatRaster(height: 1, width: 2, values: [0, 0])
        #expect(style.rangeAndBasis(of: [dead]).basis == .nothing)
    }

    @Test func survivesPercentilesOutOfBounds() {
        for style in Normalisation.allCases {
            for percentile in [-5, 0, 250, Double.nan, .infinity] {
                let range = style.range(of: maps, percentile: percentile)
                #expect(range.lowerBound < range.upperBound)
            }
            #expect(style.range(of: []).lowerBound.isFinite)
        }
    }
}
