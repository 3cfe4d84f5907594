import Networks
import Tensors
import Testing

/// Every operator against its reference in double precision, forward and backward.
@Suite struct OperatorTests {
    @Test(arguments: OperatorCase.all, Kernels.all)
    func forwardAndGradientMatchTheReference(_ test: OperatorCase, _ kernels: Kernels) throws {
        for seed in UInt64(1)...3 { try expectRight(test, test.run(batch: 1, seed: seed, kernels), seed) }
    }

    private func expectRight(_ test: OperatorCase, _ run: OperatorRun, _ seed: UInt64) throws {
        let values = zip(test.shapes, run.inputs).map { DoubleArray($0, $1.map(Double.init)) }
        let expected = test.reference(values)
        #expect(try test.operation.outputShape(for: test.shapes) == expected.shape)

        let result = try run.forward()
        #expect(distance(result.output, expected.elements) < 3e-6)
        let cotangent = random(expected.elements.count, seed: seed, purpose: "cotangent")
        let prior = test.shapes.map { random($0.reduce(1, *), seed: seed, purpose: "prior") }
        let all = [Bool](repeating: true, count: prior.count)
        let gradients = try run.gradients(of: result, cotangent: cotangent, prior: prior, wanted: all)
        for (input, gradient) in gradients.enumerated() {
            let own = finiteDifferences(of: test.reference, at: values, input: input, cotangent: cotangent)
            let sum = zip(own, prior[input]).map { $0 + Double($1) }
            #expect(distance(try #require(gradient), sum) < 1e-5, "gradient of input \(input)")
        }
    }

    /// Five images at once and one alone, with and without auxiliary memory, in place and not, with one input's
    /// gradient or all: the same bits.
    @Test(arguments: OperatorCase.all, Kernels.all)
    func circumstancesDoNotChangeBits(_ test: OperatorCase, _ kernels: Kernels) throws {
        let batch = 5
        let run = test.run(batch: batch, seed: 4, kernels)
        let result = try run.forward()
        #expect(try run.forward(keepsAuxiliary: false).output.bits == result.output.bits)
        let size = result.output.count / batch
        if test.operation.runsInPlace(for: test.shapes), size == test.shapes[0].reduce(1, *) {
            #expect(try run.forward(inPlace: true).output.bits == result.output.bits)
        }
        let cotangent = random(result.output.count, seed: 4, purpose: "cotangent")
        let prior = run.inputs.map { random($0.count, seed: 5, purpose: "prior") }
        let all = [Bool](repeating: true, count: prior.count)
        let gradients = try run.gradients(of: result, cotangent: cotangent, prior: prior, wanted: all)
        for input in prior.indices {
            let only = prior.indices.map { $0 == input }
            let single = try run.gradients(of: result, cotangent: cotangent, prior: prior, wanted: only)
            #expect(single[input]?.bits == gradients[input]?.bits)
        }
        for image in 0..<batch {
            let alone = run.alone(image)
            let part = try alone.forward()
            #expect(part.output.bits == result.output[image * size..<(image + 1) * size].map(\.bitPattern))
            let share = { (elements: [Float]) -> [Float] in
                let count = elements.count / batch
                return Array(elements[image * count..<(image + 1) * count])
            }
            let own = try alone.gradients(of: part, cotangent: share(cotangent), prior: prior.map(share), wanted: all)
            #expect(own.map { $0?.bits } == gradients.map { $0.map { share($0).bits } })
        }
    }

    /// Uninitialised memory is written like zeros, and a gated gradient is the plain one, masked by the input.
    @Test(arguments: OperatorCase.all.filter(\.operation.writesGradients), Kernels.all)
    func freshAndGatedGradientsAreThePlainOneMasked(_ test: OperatorCase, _ kernels: Kernels) throws {
        let run = test.run(batch: 2, seed: 8, kernels)
        let result = try run.forward()
        let cotangent = random(result.output.count, seed: 8, purpose: "cotangent")
        let all = [Bool](repeating: true, count: run.inputs.count)
        let prior = run.inputs.map { random($0.count, seed: 9, purpose: "prior") }
        let zeros = run.inputs.map { [Float](repeating: 0, count: $0.count) }
        let rubbish = run.inputs.map { [Float](repeating: .nan, count: $0.count) }
        for bounds in [nil, Bounds(low: 0, high: .infinity), Bounds(low: -0.5, high: 0.75)] {
            for isFresh in [true, false] {
                let plain = try run.gradients(
                    of: result, cotangent: cotangent, prior: isFresh ? zeros : prior, wanted: all)
                let finished = try run.gradients(
                    of: result, cotangent: cotangent, prior: isFresh ? rubbish : prior, wanted: all, isFresh: isFresh,
                    gate: bounds)
                for input in run.inputs.indices {
                    let masked = zip(try #require(plain[input]), run.inputs[input]).map { gradient, value in
                        bounds.map { value <= $0.low || value >= $0.high } ?? false ? 0 : gradient
                    }
                    #expect(finished[input] == masked, "input \(input), fresh \(isFresh)")
                }
            }
        }
    }
}

/// The largest difference, relative to the largest expected element, or to 1 where that is smaller.
func distance(_ actual: [Float], _ expected: [Double]) -> Double {
    guard actual.count == expected.count, actual.allSatisfy(\.isFinite) else { return .infinity }
    let scale = expected.reduce(1) { max($0, abs($1)) }
    return zip(actual, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1) / scale) }
}

/// The gradient of Σ cotangent · reference with respect to one input, by central differences in double precision.
func finiteDifferences(
    of reference: Reference, at values: [DoubleArray], input: Int, cotangent: [Float], step: Double = 1e-4
) -> [Double] {
    func weighted(_ values: [DoubleArray]) -> Double {
        zip(reference(values).elements, cotangent).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    return values[input].elements.indices.map { index in
        var (above, below) = (values, values)
        above[input].elements[index] += step
        below[input].elements[index] -= step
        return (weighted(above) - weighted(below)) / (2 * step)
    }
}
