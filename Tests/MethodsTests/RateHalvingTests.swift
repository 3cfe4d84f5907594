import Methods
import Testing

@Suite struct RateHalvingTests {
    /// The rate after each loss, patience 3.
    @Test(
        arguments: [
            ([5, 4, 3, 2, 1], [8, 8, 8, 8, 8]),
            ([5, 5, 5, 5, 5], [8, 8, 8, 4, 4]),
            ([5, 6, 7, 8, 9, 10, 11], [8, 8, 8, 4, 4, 4, 2]),
            // After a halving the mark is the loss there.
            ([1, 9, 8, 7, 6.5, 6, 5.5, 5], [8, 8, 8, 4, 4, 4, 4, 4]),
            // A fall of less than a ten-thousandth is none; one below the lowest begins the count anew.
            ([1, 0.99995, 0.99992, 0.9, 0.9, 0.9, 0.9], [8, 8, 8, 8, 8, 8, 4]),
            ([-1, -1, -1, -1], [8, 8, 8, 4]),
        ] as [([Float], [Double])])
    func halvesOnPlateaus(losses: [Float], rates: [Double]) {
        var schedule = RateHalving(rate: 8, patience: 3)
        #expect(
            losses.map { loss in
                schedule.append(loss)
                return schedule.rate
            } == rates)
    }

    @Test func neverHalvesWithoutPatience() {
        var schedule = RateHalving(rate: 1, patience: 0)
        for _ in 0..<100 { schedule.append(1) }
        #expect(schedule.rate == 1)
    }

    @Test(arguments: [[], [1, 2], [1, -1, 0], [1, 0, 0.5], [.nan, 0, 0], [1, 0, 2000]] as [[Float]])
    func refusesAStateThatIsNone(_ state: [Float]) {
        #expect(RateHalving(rate: 1, patience: 3, state: state) == nil)
    }
}
