import Networks
import Tensors
import Testing

/// Every algorithm of convolution, with every variant of the vector loops, against the definition in double precision.
@Suite struct ConvolutionTests {
    struct Layer: Sendable, CustomTestStringConvertible {
        let input: [Int]
        let outputs: Int
        let window: Window
        var groups = 1
        /// Whether it is computed by a transform, which rounds more.
        var isTransformed = false

        init(_ input: [Int], _ outputs: Int, _ window: Window, groups: Int = 1, isTransformed: Bool = false) {
            self.input = input
            self.outputs = outputs
            self.window = window
            self.groups = groups
            self.isTransformed = isTransformed
        }

        var testDescription: String { "\(input) to \(outputs), \(window.summary), \(groups) groups" }

        var weight: Tensor {
            randomTensor(
                [outputs, input[0] / groups, window.kernel.height, window.kernel.width], seed: 21, "weight")
        }
        var bias: Tensor { randomTensor([outputs], seed: 22, "bias") }
        var operation: Convolution { Convolution(weight: weight, bias: bias, window: window, groups: groups) }
        var reference: Reference {
            WindowReference.convolution(DoubleArray(weight), DoubleArray(bias), window, groups: groups)
        }
        /// F(4×4, 3×3) in float32 errs by up to 1e-5 of the largest value (Lavin and Gray 2015, §5.3).
        var tolerance: Double { isTransformed ? 1.5e-5 : 2e-6 }
    }

    static let layers = [
        Layer([16, 8, 8], 16, .of((3, 3), padding: (1, 1, 1, 1)), isTransformed: true),
        Layer([17, 9, 14], 35, .of((3, 3), padding: (1, 1, 1, 1)), isTransformed: true),
        Layer([24, 12, 7], 64, .of((3, 3)), isTransformed: true),
        Layer([40, 7, 7], 33, .of((3, 3), padding: (2, 0, 1, 2)), isTransformed: true),
        Layer([16, 36, 32], 16, .of((3, 3), padding: (1, 1, 1, 1)), isTransformed: true),
        Layer([15, 8, 8], 16, .of((3, 3), padding: (1, 1, 1, 1))),
        Layer([16, 2, 9], 16, .of((3, 3), padding: (1, 1, 1, 1))),
        Layer([16, 9, 9], 24, .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1))),
        Layer([16, 9, 11], 24, .of((3, 3), padding: (2, 2, 2, 2), dilation: (2, 2))),
        Layer([20, 7, 6], 70, .of((1, 1))),
        Layer([1024, 5, 3], 40, .of((1, 1))),
        Layer([20, 8, 7], 30, .of((1, 1), stride: (2, 2))),
        Layer([18, 6, 9], 34, .of((1, 7), padding: (0, 3, 0, 3))),
        Layer([18, 9, 6], 34, .of((7, 1), padding: (3, 0, 3, 0))),
        Layer([3, 19, 17], 20, .of((7, 7), stride: (2, 2), padding: (3, 3, 3, 3))),
        Layer([3, 11, 13], 18, .of((3, 3), padding: (1, 1, 1, 1))),
        Layer([1, 9, 9], 6, .of((5, 5), stride: (3, 2), padding: (2, 1, 0, 3), dilation: (1, 2))),
        Layer([24, 8, 8], 24, .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1)), groups: 24),
        Layer([20, 7, 9], 20, .of((5, 3), padding: (2, 1, 2, 1), dilation: (1, 2)), groups: 20),
        Layer([32, 7, 9], 48, .of((3, 3), stride: (1, 2), padding: (1, 1, 1, 1)), groups: 4),
        Layer([20, 4, 4], 10, .of((2, 2), stride: (3, 3))),
    ]

    private func run(_ layer: Layer, _ kernels: Kernels, isDirect: Bool = false, batch: Int = 3) -> OperatorRun {
        OperatorRun(
            operation: layer.operation, shapes: [layer.input], batch: batch,
            inputs: [random(batch * layer.input.reduce(1, *), seed: 23, purpose: "input")], kernels: kernels,
            isDirect: isDirect)
    }

    /// Forward against the definition; the gradient by its being the adjoint: ⟨g, W x⟩ = ⟨Wᵀ g, x⟩ for unit vectors g.
    @Test(arguments: layers, Kernels.all)
    func everyVariantMatchesTheDefinition(_ layer: Layer, _ kernels: Kernels) throws {
        for isDirect in layer.isTransformed ? [false, true] : [false] {
            let run = run(layer, kernels, isDirect: isDirect)
            let size = layer.input.reduce(1, *)
            let result = try run.forward()
            let count = result.output.count / run.batch
            let image = Array(run.inputs[0][size..<2 * size]).map(Double.init)
            let expected = layer.reference([DoubleArray(layer.input, image)])
            let tolerance = isDirect ? 2e-6 : layer.tolerance
            #expect(distance(Array(result.output[count..<2 * count]), expected.elements) < tolerance)

            let cotangent = random(run.batch * count, seed: 24, purpose: "cotangent")
            let zeros = [Float](repeating: 0, count: run.inputs[0].count)
            let gradients = try run.gradients(of: result, cotangent: cotangent, prior: [zeros], wanted: [true])
            let gradient = try #require(gradients[0])
            let scale = gradient.reduce(1) { max($0, Double(abs($1))) }
            let zero = layer.reference([DoubleArray(layer.input, [Double](repeating: 0, count: size))]).elements
            for place in stride(from: 0, to: size, by: max(1, size / 5)) {
                var unit = [Double](repeating: 0, count: size)
                unit[place] = 1
                let column = layer.reference([DoubleArray(layer.input, unit)]).elements
                let adjoint = zip(zip(column, zero), cotangent[count..<2 * count]).reduce(0) {
                    $0 + ($1.0.0 - $1.0.1) * Double($1.1)
                }
                #expect(abs(adjoint - Double(gradient[size + place])) < tolerance * scale)
            }
        }
    }

    /// What is fused behind a convolution gives the bits of a pass of its own, and so do the ways to leave a gradient.
    @Test(arguments: layers, Kernels.all)
    func fusingChangesNoBit(_ layer: Layer, _ kernels: Kernels) throws {
        let run = run(layer, kernels)
        let plain = try run.forward()
        let residual = random(plain.output.count, seed: 25, purpose: "residual")
        let bounds = Bounds(low: -0.5, high: 2)
        let fused = try run.forward(workers: Workers(2), residual: residual, bounds: bounds)
        let apart = zip(plain.output, residual).map { min(max($0 + $1, -0.5), 2) }
        #expect(fused.output.bits == apart.bits)
        let rectified = try run.forward(bounds: Bounds(low: 0, high: .infinity))
        #expect(rectified.output == plain.output.map { max($0, 0) })

        let cotangent = random(plain.output.count, seed: 26, purpose: "cotangent")
        let zeros = [Float](repeating: 0, count: run.inputs[0].count)
        let wild = [Float](repeating: .nan, count: zeros.count)
        let clean = try #require(try run.gradients(of: plain, cotangent: cotangent, prior: [zeros], wanted: [true])[0])
        let fresh = try run.gradients(
            of: plain, cotangent: cotangent, prior: [wild], wanted: [true], workers: Workers(2), isFresh: true)
        #expect(fresh[0] == clean)
        let gated = try run.gradients(
            of: plain, cotangent: cotangent, prior: [zeros], wanted: [true], gate: Bounds(low: 0, high: 1))
        #expect(gated[0] == zip(clean, run.inputs[0]).map { $1 <= 0 || $1 >= 1 ? 0 : $0 })
    }

    /// The transform is what computes those it is meant for, and an image's bits do not depend on its batch.
    @Test(arguments: layers)
    func circumstancesDoNotChangeBits(_ layer: Layer) throws {
        let whole = run(layer, .fastest, batch: 9)
        let result = try whole.forward(workers: Workers(8))
        #expect(
            (try run(layer, .fastest, isDirect: true, batch: 9).forward().output != result.output)
                == layer.isTransformed)
        let count = result.output.count / 9
        #expect(try whole.alone(7).forward().output.bits == result.output[7 * count..<8 * count].map(\.bitPattern))
    }
}
