import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct PredictionDifferenceTests {
    /// Pictures of low frequencies: neighbouring pixels are alike.
    static func images(of shape: [Int], count: Int = 12) -> SuppliedImages {
        SuppliedImages(count: count, classes: [Int?](repeating: nil, count: count)) { index in
            var stream = RandomStream(seed: 11, purpose: "waves", step: UInt64(index))
            let waves = (0..<4).map { _ in (stream.normal(), stream.normal() / 4, stream.normal() / 4, stream.normal())
            }
            let area = shape[1] * shape[2]
            return Tensor(
                shape: [1] + shape,
                elements: (0..<shape.reduce(1, *)).map { place in
                    let (row, column) = (Float(place % area / shape[2]), Float(place % area % shape[2]))
                    return waves.reduce(Float(0)) { $0 + $1.0 * sin($1.1 * row + $1.2 * column + $1.3) } / 3
                })
        }
    }

    private func run(
        _ model: Model, _ input: Tensor, _ target: Target?, _ options: [String: String], workers: Workers = .one
    ) throws -> MethodResult {
        try explain(
            model, input, target, by: PredictionDifference.self, options.merging(["fit": "photos"]) { $1 },
            files: ["fit": .images(Self.images(of: model.network.inputShape))], workers: workers)
    }

    /// Gauss and Jordan's inverse with pivots.
    private func inverse(_ matrix: [[Double]]) -> [[Double]] {
        let count = matrix.count
        var rows = matrix.enumerated().map { index, row in row + (0..<count).map { $0 == index ? 1 : 0 } }
        for pivot in 0..<count {
            let best = (pivot..<count).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
            rows.swapAt(pivot, best)
            rows[pivot] = rows[pivot].map { $0 / rows[pivot][pivot] }
            for other in 0..<count where other != pivot {
                let factor = rows[other][pivot]
                for column in 0..<2 * count { rows[other][column] -= factor * rows[pivot][column] }
            }
        }
        return rows.map { Array($0[count...]) }
    }

    /// A · Aᵀ + 0.1 · I, flat and as rows.
    private func covariance(_ count: Int, seed: UInt64) -> (flat: [Double], rows: [[Double]]) {
        var stream = RandomStream(seed: seed, purpose: "covariance")
        let a = (0..<count).map { _ in (0..<count).map { _ in Double(stream.normal()) } }
        let rows = (0..<count).map { i in
            (0..<count).map { j in (0..<count).reduce(i == j ? 0.1 : 0) { $0 + a[i][$1] * a[j][$1] } }
        }
        return (rows.flatMap(\.self), rows)
    }

    @Test(arguments: [1, 2, 5, 9, 24])
    func choleskySolvesAndInverts(count: Int) throws {
        let (flat, rows) = covariance(count, seed: UInt64(count))
        let factor = try #require(CholeskyFactor(flat, count: count))
        let expected = inverse(rows).flatMap(\.self)
        let scale = expected.map(abs).max() ?? 0
        for (found, value) in zip(factor.inverse(), expected) { #expect(abs(found - value) < 1e-8 * scale) }
        let b = (0..<count).map { Double($0) - 2 }
        let x = factor.solve(b)
        for row in 0..<count {
            #expect(abs((0..<count).reduce(0) { $0 + rows[row][$1] * x[$1] } - b[row]) < 1e-8)
        }
        // L · (Lᵀ x) = b in two steps.
        for (found, value) in zip(factor.solveUpper(factor.solveLower(b)), x) { #expect(abs(found - value) < 1e-12) }
    }

    @Test func choleskyRefusesWhatIsNotPositive() {
        #expect(CholeskyFactor([1, 2, 2, 1], count: 2) == nil)
        #expect(CholeskyFactor([0], count: 1) == nil)
        #expect(CholeskyFactor([.nan], count: 1) == nil)
    }

    /// Against μp + Σps Σss⁻¹ (xs − μs) and Σpp − Σps Σss⁻¹ Σsp, which need no precision matrix.
    @Test(arguments: [[0], [2, 3], [0, 1, 4, 5], [5, 2, 7]])
    func conditionalMomentsAreThoseOfTheTextbook(chosen: [Int]) throws {
        let count = 8
        let ridge = 0.01
        let (flat, plain) = covariance(count, seed: 3)
        let variance = (0..<count).reduce(0) { $0 + plain[$1][$1] } / Double(count)
        let rows = plain.enumerated().map { i, row in row.enumerated().map { $1 + ($0 == i ? ridge * variance : 0) } }
        let mean = (0..<count).map { Double($0) / 3 - 1 }
        let window = (0..<count).map { Float($0 * $0 % 5) - 1.5 }
        let others = (0..<count).filter { !chosen.contains($0) }
        let inner = inverse(others.map { i in others.map { rows[i][$0] } })
        /// Σps Σss⁻¹
        let weights = chosen.map { p in
            others.indices.map { column in
                others.indices.reduce(0) { $0 + rows[p][others[$1]] * inner[$1][column] }
            }
        }
        let expected = chosen.indices.map { p in
            others.indices.reduce(mean[chosen[p]]) {
                $0 + weights[p][$1] * (Double(window[others[$1]]) - mean[others[$1]])
            }
        }
        let normal = try #require(ConditionalNormal(mean: mean, covariance: flat, ridge: ridge))
        let part = try #require(normal.part(chosen))
        let found = part.conditionalMean(window)
        for (found, value) in zip(found, expected) { #expect(abs(found - value) < 1e-8) }

        let draws = 60_000
        var stream = RandomStream(seed: 1, purpose: "draws")
        let samples = (0..<draws).map { _ in part.sample(around: found, &stream) }
        for i in chosen.indices {
            let average = samples.reduce(0) { $0 + $1[i] } / Double(draws)
            for j in chosen.indices {
                let wanted =
                    rows[chosen[i]][chosen[j]]
                    - others.indices.reduce(0) { $0 + weights[i][$1] * rows[chosen[j]][others[$1]] }
                let own =
                    samples.reduce(0) { $0 + ($1[i] - expected[i]) * ($1[j] - expected[j]) } / Double(draws)
                // Five deviations of a mean of that many draws.
                let spread = { (index: Int) in
                    (rows[chosen[index]][chosen[index]]
                        - others.indices.reduce(0) { $0 + weights[index][$1] * rows[chosen[index]][others[$1]] })
                }
                let error = 5 * (2 * spread(i) * spread(j) / Double(draws)).squareRoot()
                #expect(abs(own - wanted) < error, "\(i), \(j)")
                if i == j { #expect(abs(average - expected[i]) < 5 * (wanted / Double(draws)).squareRoot()) }
            }
        }
    }

    @Test func statisticsAreThoseOfANaiveCount() throws {
        var stream = RandomStream(seed: 2, purpose: "image")
        let image = SmallModel.random([1, 2, 9, 11], &stream, scale: 3)
        let places = (0..<600).map { _ in (row: stream.integer(below: 7), column: stream.integer(below: 9)) }
        var statistics = WindowStatistics(side: 3, origin: [0.5, -2])
        statistics.add(image, at: Array(places[..<100]))
        statistics.add(image, at: Array(places[100...]))
        for channel in 0..<2 {
            let windows = places.map { place in
                (0..<9).map { Double(image[(channel * 9 + place.row + $0 / 3) * 11 + place.column + $0 % 3]) }
            }
            let mean = (0..<9).map { pixel in windows.reduce(0) { $0 + $1[pixel] } / 600 }
            for pixel in 0..<9 { #expect(abs(statistics.mean(channel)[pixel] - mean[pixel]) < 1e-6) }
            let covariance = statistics.covariance(channel)
            for i in 0..<9 {
                for j in 0..<9 {
                    let expected = windows.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / 600
                    #expect(abs(covariance[i * 9 + j] - expected) < 1e-4)
                }
            }
        }
    }

    /// A score that only pixels of one corner enter.
    @Test func lightsOnlyWhatIsRead() throws {
        let weights = (0..<3 * 144).map { index in index % 144 % 12 < 4 && index % 144 / 12 < 4 ? Float(1) : 0 }
        let model = try SmallModel.linear(weights: weights, size: 12)
        let result = try run(
            model, Tensor(shape: [1, 3, 12, 12], repeating: 1.9), .classIndex(0),
            ["patch": "4", "stride": "4", "surround": "1", "effect": "drop", "score": "logit"])
        for row in 0..<12 {
            for column in 0..<12 {
                #expect((result.map[row * 12 + column] != 0) == (row < 4 && column < 4), "\(row), \(column)")
            }
        }
        #expect(result.map[0] > 0 && result.number("largest-effect-row") == 0)
    }

    /// What the surroundings tell is no evidence: a score that reads one pixel of a flat image drops far less when the
    /// patch is drawn given its surroundings than when it is drawn without.
    @Test func surroundingsTell() throws {
        var weights = [Float](repeating: 0, count: 3 * 400)
        weights[10 * 20 + 10] = 1
        let model = try SmallModel.linear(weights: weights, size: 20)
        let input = Tensor(shape: [1, 3, 20, 20], repeating: 1.5)
        let options = ["patch": "2", "stride": "2", "effect": "drop", "score": "logit", "samples": "40"]
        let alone = try run(model, input, .classIndex(0), options.merging(["surround": "0"]) { $1 })
        let told = try run(model, input, .classIndex(0), options.merging(["surround": "3"]) { $1 })
        let place = 10 * 20 + 10
        #expect(alone.map[place] > 0.5)
        #expect(abs(told.map[place]) < 0.3 * alone.map[place])
    }

    /// log₂ of the odds with and without the patch, after Laplace's correction, from the means that `drop` shows.
    @Test func weightOfEvidenceFollowsItsFormula() throws {
        let model = try SmallModel.smooth()
        var stream = RandomStream(seed: 5, purpose: "test input")
        let input = SmallModel.random([1, 3, 8, 8], &stream, scale: 1)
        let options = ["patch": "3", "stride": "3", "surround": "1", "samples": "4", "training-images": "50"]
        let evidence = try run(model, input, .classIndex(1), options)
        let drop = try run(model, input, .classIndex(1), options.merging(["effect": "drop"]) { $1 })
        let whole = try #require(evidence.number("probability"))
        func odds(_ p: Double) -> Double {
            let corrected = (p * 50 + 1) / (50 + 5)
            return log2(corrected / (1 - corrected))
        }
        for (found, lost) in zip(evidence.map.elements, drop.map.elements) {
            #expect(abs(Double(found) - (odds(whole) - odds(whole - Double(lost)))) < 1e-4)
        }
        #expect(Set(evidence.map.elements).count > 4)
    }

    @Test func dependsOnTheSeedAndNotOnTheWorkers() throws {
        let model = try SmallModel.smooth(size: 16)
        var stream = RandomStream(seed: 5, purpose: "test input")
        let input = SmallModel.random([1, 3, 16, 16], &stream, scale: 1)
        let options = ["patch": "4", "samples": "3"]
        let one = try run(model, input, nil, options)
        #expect(try run(model, input, nil, options, workers: Workers(8)).map == one.map)
        #expect(try run(model, input, nil, options.merging(["seed": "1"]) { $1 }).map != one.map)
        #expect(one.map.shape == [1, 1, 16, 16] && one.map.elements.allSatisfy(\.isFinite))
    }

    @Test func needsImagesToFitTo() throws {
        let model = try SmallModel.smooth()
        let input = Tensor(shape: [1, 3, 8, 8])
        let none = #expect(throws: Diagnostic.self) {
            try explain(model, input, nil, by: PredictionDifference.self, ["patch": "3", "surround": "1"])
        }
        #expect(none?.id == "no-fit")
        let unread = #expect(throws: Diagnostic.self) {
            try explain(
                model, input, nil, by: PredictionDifference.self, ["patch": "3", "surround": "1", "fit": "photos"])
        }
        #expect(unread?.id == "no-fit")
        let flat = SuppliedImages(count: 3, classes: [nil, nil, nil]) { _ in Tensor(shape: [1, 3, 8, 8]) }
        let same = #expect(throws: Diagnostic.self) {
            try explain(
                model, input, nil, by: PredictionDifference.self,
                ["patch": "3", "surround": "1", "fit": "photos"], files: ["fit": .images(flat)])
        }
        #expect(same?.id == "no-variance")
        let empty = SuppliedImages(count: 0, classes: []) { _ in Tensor(shape: [1, 3, 8, 8]) }
        let nothing = #expect(throws: Diagnostic.self) {
            try explain(
                model, input, nil, by: PredictionDifference.self,
                ["patch": "3", "surround": "1", "fit": "photos"], files: ["fit": .images(empty)])
        }
        #expect(nothing?.id == "no-images")
    }

    @Test(arguments: [
        (["patch": "4", "stride": "5"], "leave pixels between them out"), (["patch": "65"], "must be from 1 to 64"),
        (["patch": "40", "surround": "10"], "2500 are the most"), (["patch": "6", "surround": "2"], "do not fit"),
        (["score": "logit"], "of probabilities"), (["samples": "0"], "must be from 1 to 1000"),
        (["patch": "10"], "does not fit into"), (["seed": "-1"], "must not be negative"),
    ])
    func refusesBadOptions(options: [String: String], message: String) throws {
        let model = try SmallModel.smooth()
        let failure = #expect(throws: Diagnostic.self) {
            try run(model, Tensor(shape: [1, 3, 8, 8]), .classIndex(0), options)
        }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }

    @Test func aKernelHasNoOdds() throws {
        let model = try SmallModel.smooth()
        let kernel = Target.kernel(layer: "act", channel: 1, position: nil)
        let failure = #expect(throws: Diagnostic.self) {
            try run(model, Tensor(shape: [1, 3, 8, 8]), kernel, ["patch": "3", "surround": "1"])
        }
        #expect(failure?.id == "no-probability")
        let drop = try run(
            model, Tensor(shape: [1, 3, 8, 8], repeating: 1.5), kernel,
            ["patch": "3", "surround": "1", "effect": "drop"])
        #expect(drop.map.elements.contains { abs($0) > 1e-4 })
    }

    /// Held to numbers, so that none of them changes without `PredictionDifference.revision` or `Engine.revision`; but
    /// the last digits, since processors add up products in an order of their own.
    @Test func goldenNumbers() throws {
        #expect(PredictionDifference.revision == 1 && Engine.revision == 2)
        let model = try SmallModel.smooth()
        let input = Tensor(shape: [1, 3, 8, 8], elements: (0..<192).map { Float($0 % 17) / 8 - 1 })
        let map = try run(model, input, .classIndex(0), ["patch": "3", "surround": "1", "fit-windows": "300"]).map
        let golden: [Int: Float] = [0: 0.63196135, 27: -0.38631883, 63: 0.6853109]
        for (index, value) in golden { #expect(abs(map[index] - value) < 1e-3, "\(index): \(map[index])") }
    }
}
