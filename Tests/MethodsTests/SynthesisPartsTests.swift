import Diagnostics
import Methods
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
        #expect(abs(dot(jitter.apply(x), y) - dot(x, jitter.applyAdjoint(y))) < 1e-4)
        #expect(jitter.applyAdjoint(jitter.apply(x)) == x)
        #expect(abs(jitter.rows) <= 3 && abs(jitter.columns) <= 3)
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
