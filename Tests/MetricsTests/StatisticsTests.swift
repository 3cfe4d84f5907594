import Metrics
import Pictures
import Tensors
import Testing

@Suite struct StatisticsTests {
    private let values = [3.1, 4.7, 2.2, 9.5, 6.1, 5.0, 7.7]

    /// numpy: mean, std(ddof=1), percentile of 2.5, 37 and 97.5.
    @Test func agreesWithNumPy() {
        #expect(abs(Statistics.mean(values) - 5.471428571428572) < 1e-12)
        #expect(abs(Statistics.deviation(values) - 2.5408097696825487) < 1e-12)
        for (share, expected) in [(2.5, 2.335), (37, 4.766), (97.5, 9.23), (0, 2.2), (100, 9.5)] {
            #expect(abs(percentile(share, ofSorted: values.sorted()) - expected) < 1e-12)
        }
        #expect(Statistics.mean([]) == 0 && Statistics.deviation([4]) == 0 && percentile(30, ofSorted: [4.0]) == 4)
    }

    /// All seven to the seventh resamples, computed with numpy, have 3.786 and 7.243 at 2.5 and 97.5 %, and 3.70 … 3.87
    /// and 7.17 … 7.37 within two standard errors of the share, for 2,000 of them.
    @Test func intervalNearsTheExactOne() {
        for seed in 0..<5 {
            let interval = Bootstrap(count: 7, seed: UInt64(seed)).interval(values)
            #expect((3.69...3.88).contains(interval.lowerBound), "\(interval)")
            #expect((7.16...7.38).contains(interval.upperBound), "\(interval)")
        }
        #expect(Bootstrap(count: 7).interval(values) == Bootstrap(count: 7).interval(values))
        #expect(Bootstrap(count: 7).interval(values) != Bootstrap(count: 7, seed: 1).interval(values))
    }

    @Test func intervalsOfLittle() {
        #expect(Bootstrap(count: 1).interval([3]) == 3...3)
        #expect(Bootstrap(count: 0).interval([]) == 0...0)
        #expect(Bootstrap(count: 4).interval([2, 2, 2, 2]) == 2...2)
        // Of two values the means are the lower, the middle and the upper, the outer ones each a quarter of the time.
        #expect(Bootstrap(count: 2).interval([1, 5]) == 1...5)
    }

    /// Of normal samples of 20, a percentile interval holds the true mean a little less often than it promises.
    @Test func coverage() {
        let bootstrap = Bootstrap(count: 20, resamples: 1000)
        let trials = 1000
        let held = (0..<trials).count { trial in
            var random = RandomStream(seed: 3, purpose: "coverage", step: UInt64(trial))
            let sample = (0..<20).map { _ in 10 + 2 * Double(random.normal()) }
            return bootstrap.interval(sample).contains(10)
        }
        let share = Double(held) / Double(trials)
        #expect((0.90...0.96).contains(share), "\(share)")
    }

    private let base = [4.0, 7, 1, 9, 3, 6, 8, 2]

    @Test func bestIsWhoIsBetterOnTheSameImages() {
        // Better by about one on every image, though the images differ by more.
        let better = zip(base, [0.9, 1.1, 1, 0.8, 1.2, 1, 1.1, 0.9]).map { $0 + $1 }
        #expect(Statistics.best(of: [base, better], higherIsBetter: true) == 1)
        #expect(Statistics.best(of: [base, better], higherIsBetter: false) == 0)
        #expect(Statistics.best(of: [base, better, base.map { $0 - 3 }], higherIsBetter: true) == 1)
        // As much better here as worse there.
        let other = zip(base, [3.0, -3, 3, -3, 3, -3, 3, -2]).map { $0 + $1 }
        #expect(Statistics.best(of: [base, other], higherIsBetter: true) == nil)
        // Better than one, not than the other.
        #expect(Statistics.best(of: [base.map { $0 - 9 }, base, other], higherIsBetter: true) == nil)
    }

    @Test func equalOrFewRowsHaveNoBest() {
        #expect(Statistics.best(of: [base, base], higherIsBetter: true) == nil)
        #expect(Statistics.best(of: [base], higherIsBetter: true) == nil)
        #expect(Statistics.best(of: [], higherIsBetter: true) == nil)
        let (few, more) = (Array(base.prefix(5)), base.prefix(5).map { $0 + 1 })
        #expect(Statistics.best(of: [few, more], higherIsBetter: true) == nil)
        let (six, sixMore) = (Array(base.prefix(6)), base.prefix(6).map { $0 + 1 })
        #expect(Statistics.best(of: [six, sixMore], higherIsBetter: true) == 1)
    }

    @Test func missingValuesLeaveTheirImageOut() {
        let better: [Double?] = base.map { $0 + 1 }
        var holes: [Double?] = base
        (holes[0], holes[3]) = (nil, nil)
        #expect(Statistics.best(of: [better, holes], higherIsBetter: true) == 0)
        holes[5] = nil
        #expect(Statistics.best(of: [better, holes], higherIsBetter: true) == nil)
        #expect(Statistics.best(of: [better, [Double?](repeating: nil, count: 8)], higherIsBetter: true) == nil)
    }

    @Test func bandsFollowTheCurves() {
        let curves = base.map { [1, $0, 2 * $0, 5] } + [[1, 5, 10]]
        let band = Statistics.band(of: curves)
        #expect(band.means.count == 3 && band.lows[0] == 1 && band.highs[0] == 1)
        #expect(band.means[1] == 5 && band.means[2] == 10)
        let interval = Bootstrap(count: 9).interval(base + [5])
        #expect(band.lows[1] == interval.lowerBound && band.highs[1] == interval.upperBound)
        // The same images are drawn at every step.
        #expect(abs(band.lows[2] - 2 * band.lows[1]) < 1e-12)
        #expect(Statistics.band(of: []).means.isEmpty)
    }
}
