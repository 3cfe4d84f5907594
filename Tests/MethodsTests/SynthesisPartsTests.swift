import Diagnostics
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct SynthesisPartsTests {
    private func random(_ shape: [Int], _ seed: UInt64) -> Tensor {
        var stream = RandomStream(seed: seed, purpose: "test")
        return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in stream.normal() })
    }

    private func dot(_ a: Tensor, _ b: Tensor) -> Double {
        zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
    @Test(arguments: 0..<12)
    func jitterHasItsAdjoint(step: Int) {
        let jitter = Jitter(reach: 3, seed: 5, step: step)
        let (x, y) = (random([1, 3, 5, 7], 1), random([1, 3, 5, 7], 2))
        let extent = Extent(height: 5, width: 7)
        #expect(abs(dot(jitter.apply(x), y) - dot(x, jitter.applyAdjoint(y, to: extent))) < 1e-4)
        #expect(jitter.applyAdjoint(jitter.apply(x), to: extent) == x)
        #expect(abs(jitter.rows) <= 3 && abs(jitter.columns) <= 3)
    }

    /// A window inside the picture, around it, across its border, and beside it.
    @Test(arguments: [(1, 2, 3, 4), (-2, -1, 9, 10), (3, -2, 4, 5), (-3, 5, 6, 6), (7, 0, 2, 2), (-4, -4, 3, 3)])
    func windowReadsThePicture(top: Int, left: Int, height: Int, width: Int) {
        let window = PictureWindow(top: top, left: left, size: Extent(height: height, width: width), fill: [0.5, -1])
        let extent = Extent(height: 5, width: 7)
        let (x, y) = (random([1, 2, 5, 7], 1), random([1, 2, height, width], 2))
        let result = window.apply(x)
        #expect(result.shape == y.shape)
        for index in 0..<result.count {
            let (channel, row, column) = (
                index / (height * width), index / width % height + top, index % width + left
            )
            let isInside = (0..<5).contains(row) && (0..<7).contains(column)
            let expected = isInside ? x[(channel * 5 + row) * 7 + column] : [0.5, -1][channel]
            #expect(result[index] == expected)
        }
        let constant = window.apply(Tensor(shape: x.shape))
        #expect(abs(dot(result, y) - dot(constant, y) - dot(x, window.applyAdjoint(y, to: extent))) < 1e-4)
    }

    /// ⟨A x − A 0, y⟩ = ⟨x, Aᵀ y⟩ of what a step does, for pictures of the network's size, larger and smaller ones.
    @Test(arguments: [Viewing.Moves.none, .jitter, .robust], [16, 24, 37])
    func viewsHaveTheirAdjointAndTheInputsExtent(moves: Viewing.Moves, side: Int) throws {
        let model = try SmallModel.smooth(size: 24)
        let space = SynthesisSpace(model, extent: Extent(side))
        let viewing = Viewing(moves, of: space, by: model.network)
        for step in 0..<4 {
            let series = viewing.drawn(seed: 3, step: step)
            let (x, y) = (random(space.shape, 1), random([1, 3, 24, 24], 2))
            let result = series.apply(x)
            #expect(result.shape == y.shape)
            let constant = series.apply(Tensor(shape: x.shape))
            let adjoint = series.applyAdjoint(y, to: space.extent)
            #expect(abs(dot(result, y) - dot(constant, y) - dot(x, adjoint)) < 2e-3)
            #expect(viewing.drawn(seed: 3, step: step).apply(x) == result)
            if moves != .none { #expect(viewing.drawn(seed: 4, step: step).apply(x) != result) }
        }
    }

    /// The change of scale reaches the network: a square of the picture is drawn at many sizes.
    @Test func robustViewsDifferInScale() throws {
        let model = try SmallModel.smooth(size: 64)
        let space = SynthesisSpace(model)
        let viewing = Viewing(.robust, of: space, by: model.network)
        var square = Tensor(
            shape: space.shape, elements: (0..<3).flatMap { [Float](repeating: space.middle[$0], count: 4096) })
        for row in 22..<42 { for column in 22..<42 { square[row * 64 + column] += 1 } }
        let areas = (0..<60).map { step in
            let view = viewing.drawn(seed: 0, step: step).apply(square)
            return (0..<4096).reduce(0.0) { $0 + Double(view[$1] - space.middle[0]) }
        }
        #expect((areas.min() ?? 0) < 0.87 * 400 && (areas.max() ?? 0) > 1.15 * 400, "\(areas)")
    }

    @Test func halvesOnAPlateau() {
        var halving = PlateauHalving(patience: 3)
        let factors = [5, 4, 4, 4, 4, 3, 3.5, .nan, 3, 3, 2].map { loss in
            halving.append(loss)
            return halving.factor
        }
        #expect(factors == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
        var constant = PlateauHalving(patience: 0)
        for _ in 0..<100 { constant.append(1) }
        #expect(constant.factor == 1)
    }

    @Test func jitterDrawsEveryShift() {
        let shifts = Set(
            (0..<600).map { step in
                let jitter = Jitter(reach: 2, seed: 0, step: step)
                return [jitter.rows, jitter.columns]
            })
        #expect(shifts.count == 25)
    }

    @Test(arguments: [(Float(0.3), Float(0), Float(0)), (0, 0.2, 0), (0, 0, 0.4), (0.1, 0.2, 0.3)])
    func penaltyGradientAgreesWithDifferences(l1: Float, l2: Float, variation: Float) {
        let penalty = Penalty(l1: l1, l2: l2, totalVariation: variation)
        let picture = random([1, 2, 4, 5], 3)
        var gradient = Tensor(shape: picture.shape)
        penalty.subtractGradient(at: picture, from: &gradient)
        for index in 0..<picture.count {
            var (up, down) = (picture, picture)
            let step: Float = 1 / 256
            up[index] += step
            down[index] -= step
            let expected = (penalty.value(up) - penalty.value(down)) / Double(up[index] - down[index])
            #expect(abs(-Double(gradient[index]) - expected) < 2e-3, "\(index)")
        }
    }

    /// Algorithm 1 of Kingma and Ba in Double.
    @Test func adamFollowsItsPaper() {
        var ascent = Ascent(.adam, rate: 0.05, count: 6)
        var picture = Tensor(shape: [6])
        var (u, m, v) = (
            [Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6)
        )
        for step in 1...60 {
            let gradient = random([6], UInt64(step))
            ascent.advance(&picture, along: gradient)
            for index in 0..<6 {
                let g = Double(gradient[index])
                m[index] = 0.9 * m[index] + 0.1 * g
                v[index] = 0.999 * v[index] + 0.001 * g * g
                var (first, second) = (1.0, 1.0)
                for _ in 0..<step { (first, second) = (first * 0.9, second * 0.999) }
                u[index] += 0.05 * (m[index] / (1 - first)) / ((v[index] / (1 - second)).squareRoot() + 1e-8)
            }
        }
        for index in 0..<6 { #expect(abs(Double(picture[index]) - u[index]) < 1e-4) }
    }
}
