import Foundation
import Metrics
import Pictures
import Tensors
import Testing

/// What compares two models, against scipy, numpy, Pillow and torch.
@Suite struct ComparisonTests {
    private let first: [Float] = [2, 1, 0.5, -1, 0.25, 3]
    private let second: [Float] = [0.5, 1.5, 2.5, -2, 0, 2.75]

    /// `scipy.spatial.distance.jensenshannon(p, q, base=2) ** 2`, `scipy.stats.spearmanr`.
    @Test func agreementOfTwoModels() throws {
        let agreement = PredictionAgreement(first, second, top: 3)
        #expect(agreement.isTopEqual)
        #expect(agreement.overlap == 2.0 / 3)
        #expect(abs(agreement.divergence - 0.14882009647499117) < 1e-9)
        #expect(abs((agreement.rankCorrelation ?? .nan) - 0.7714285714285715) < 1e-12)
        let itself = PredictionAgreement(first, first, top: 5)
        #expect(itself == PredictionAgreement(first, first, top: 5) && itself.overlap == 1 && itself.divergence == 0)
        let other = PredictionAgreement([9, 0, 0, 0], [0, 0, 0, 9], top: 1)
        #expect(!other.isTopEqual && other.overlap == 0)
        // Of equal scores the first counts, and a constant has no order.
        let constant = PredictionAgreement([1, 1, 1], [3, 2, 1], top: 1)
        #expect(constant.isTopEqual && constant.overlap == 1 && constant.rankCorrelation == nil)
    }

    @Test func divergencesAreFromNoneToAll() {
        #expect(jensenShannonDivergence([1, 0, 0], [0, 0.5, 0.5]) == 1)
        #expect(jensenShannonDivergence([0.5, 0.5], [0.5, 0.5]) == 0)
        #expect(abs(jensenShannonDivergence([0.5, 0.5, 0, 0], [0, 0.25, 0.75, 0]) - 0.6556390622295666) < 1e-12)
    }

    private func wave(_ height: Int, _ width: Int, _ rate: Double) -> FloatRaster {
        var values: [Float] = []
        for channel in 0..<2 {
            let scale = Double(channel + 1)
            for row in 0..<height {
                for column in 0..<width {
                    values.append(Float(sin(rate * scale * Double(row + 1) + 0.7 * Double(column) * scale)))
                }
            }
        }
        return FloatRaster(channels: 2, height: height, width: width, values: values)
    }

    /// Pillow's `resize(BILINEAR)` in mode F, then `scipy.stats.pearsonr` and `spearmanr`.
    @Test(
        arguments: [
            (true, -0.015067102573022864, 0.03909774436090225), (false, 0.4188064961007631, 0.24060150375939846),
        ])
    func mapsOfDifferentSize(isSigned: Bool, pearson: Double, spearman: Double) throws {
        let (large, wide) = (wave(6, 5, 0.9), wave(4, 7, 0.4))
        let found = try MapCorrelation(large, wide, isSigned: isSigned)
        #expect(abs((found.pearson ?? .nan) - pearson) < 1e-6)
        #expect(abs((found.spearman ?? .nan) - spearman) < 1e-9)
        #expect(try MapCorrelation(wide, large, isSigned: isSigned) == found)
    }

    @Test func whatHasNoCorrelationIsUndefined() throws {
        let flat = FloatRaster(height: 2, width: 2, values: [1, 1, 1, 1])
        let slope = FloatRaster(height: 2, width: 2, values: [0, 1, 2, 3])
        #expect(try MapCorrelation(flat, slope, isSigned: true) == MapCorrelation(slope, flat, isSigned: false))
        #expect(try MapCorrelation(flat, slope, isSigned: true).pearson == nil)
        let minus = FloatRaster(height: 2, width: 2, values: [0, -1, -2, -3])
        #expect(abs((try MapCorrelation(minus, slope, isSigned: true).pearson ?? .nan) + 1) < 1e-12)
        #expect(abs((try MapCorrelation(minus, slope, isSigned: false).pearson ?? .nan) - 1) < 1e-12)
    }

    /// `torch.nn.functional.adaptive_avg_pool2d` of i^1.5, 2 × 5 × 7, to 2 × 3.
    @Test func meansOfCells() {
        let values = Tensor(shape: [1, 2, 5, 7], elements: (0..<70).map { Float(pow(Double($0), 1.5)) })
        let expected = [
            27.3837833404541, 35.73228073120117, 45.27009582519531, 105.87267303466797, 120.14185333251953,
            135.0380401611328, 283.8794860839844, 303.7355651855469, 324.041748046875, 431.9978942871094,
            454.8164978027344, 478.0271301269531,
        ]
        for (found, value) in zip(values.cellMeans(height: 2, width: 3), expected) {
            #expect(abs(Double(found) - value) < 1e-4)
        }
        #expect(values.cellMeans(height: 5, width: 7) == values.elements)
    }

    /// Numbers from a linear congruential generator, the same in the Python that computed what they are held to.
    private func noise(_ shape: [Int], seed: Int) -> Tensor {
        var state = seed
        return Tensor(
            shape: shape,
            elements: (0..<shape.reduce(1, *)).map { _ in
                state = (state * 1_103_515_245 + 12345) % 2_147_483_648
                return Float(Double(state) / 2_147_483_648 - 0.5)
            })
    }

    /// `numpy.corrcoef` of the kernels' activations over images and places.
    @Test func correlationsOfKernels() {
        let (a, b) = (noise([5, 3, 2, 2], seed: 1), noise([5, 4, 2, 2], seed: 2))
        let expected = [
            0.15536038623200923, 0.05380172340719536, -0.05633156030300086, 0.0073881539023194645,
            -0.2767128160631982, -0.4672470636105115, -0.3045979670073038, 0.1316351737967656,
            0.41908809840310207, -0.40489006188455995, -0.2767976457919328, -0.0736458261317177,
        ]
        let found = KernelActivations(a).correlations(with: KernelActivations(b))
        #expect(found.count == 12)
        for (found, value) in zip(found, expected) { #expect(abs(found - value) < 1e-6) }
        // The noise floor: every second image against the ones between.
        let floor = LayerComparison(a, b, threshold: 0.5).floors[0]
        for (found, value) in zip(floor, [0.21281788819058364, 0.734875453415691, 0.7447894460170893]) {
            #expect(abs(found - value) < 1e-6)
        }
    }

    /// More places than one product takes.
    @Test func correlationsOfManyPlaces() {
        let a = noise([50, 3, 7, 7], seed: 5)
        let own = KernelActivations(a).correlations(with: KernelActivations(a))
        for kernel in 0..<3 { #expect(abs(own[kernel * 4] - 1) < 1e-6) }
        #expect((0..<9).allSatisfy { abs(own[$0] - own[$0 % 3 * 3 + $0 / 3]) < 1e-7 })
    }

    @Test func labelsOfKernels() {
        // Rows: kernels 0–4; columns: others 0–3. 0 and other 1 choose each other; 1 chooses other 1 too; 2 reaches
        // nothing; 3 is silent; 4 and other 3 choose each other below the threshold.
        let correlations = [
            0.1, 0.9, 0.2, 0.0,
            0.3, 0.8, 0.6, 0.0,
            -0.9, 0.2, 0.1, 0.0,
            0.0, 0.0, 0.0, 0.0,
            0.0, 0.0, 0.0, 0.45,
        ]
        let matching = KernelMatching(
            correlations, silent: ([false, false, false, true, false], [false, false, false, false]), threshold: 0.5)
        #expect(matching.matches.map(\.best) == [1, 1, 1, nil, 3])
        #expect(matching.matches.map(\.label) == [.matched, .moved, .lost, .silent, .lost])
        #expect(matching.matches.map(\.correlation) == [0.9, 0.8, 0.2, 0, 0.45])
        #expect(matching.correlations == [0.2, 0.45, 0.8, 0.9] && matching.count(of: .lost) == 2)
        let lower = KernelMatching(
            correlations, silent: ([false, false, false, true, false], [true, true, true, false]), threshold: 0.4)
        #expect(lower.matches.map(\.best) == [3, 3, 3, nil, 3] && lower.matches[4].label == .matched)
        let none = KernelMatching([0, 0], silent: ([false], [true, true]), threshold: 0.4)
        #expect(none.matches == [.init(kernel: 0, best: nil, correlation: 0, label: .lost)])
    }

    /// Kernels put in another order are found where they are.
    @Test func permutedKernelsAreMatched() throws {
        let a = noise([12, 5, 3, 3], seed: 9)
        let order = [3, 0, 4, 1, 2]
        let b = Tensor(
            shape: a.shape,
            elements: (0..<12).flatMap { image in
                order.flatMap { kernel in (0..<9).map { 2 * a[(image * 5 + kernel) * 9 + $0] + 7 } }
            })
        let comparison = LayerComparison(a, b, threshold: 0.5)
        #expect(comparison.second.matches.map(\.best) == order)
        #expect(comparison.first.matches.allSatisfy { $0.label == .matched && $0.correlation > 0.999_999 })
        #expect(comparison.stable == 1)
        // Neither half sees what the other sees.
        #expect(try #require(comparison.floors[0].last) < 0.6)
        #expect(
            LayerComparison(noise([1, 2, 3, 3], seed: 3), noise([1, 2, 3, 3], seed: 4), threshold: 0.5).stable == nil)
    }
}
