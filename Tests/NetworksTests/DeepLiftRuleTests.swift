import Foundation
import Networks
import Tensors
import Testing

/// Every rule of DeepLIFT on a network of one layer, against plain loops from the papers.
@Suite struct DeepLiftRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: any Operator
        let rule: any BackwardRule
        let reference: DeepLiftReference.Rule
        var shape = [4, 7, 6]
        /// How far from the reference the rule may be, relative to the largest multiplier.
        var tolerance = 1e-5
    }

    private static func activation(
        _ operation: any Operator, tolerance: Double = 1e-5, _ function: @escaping @Sendable (Double, Int) -> Double
    ) -> Case {
        Case(
            testDescription: operation.kind, operation: operation, rule: DeepLiftRescaleRule(images: 2),
            reference: DeepLiftReference.rescale(function), tolerance: tolerance)
    }

    /// Powers of two, so that products are exact.
    private static let slopes: [Float] = [0.25, -0.5, 0, 2]

    /// All but those whose values are exact lose digits where x and r are close, as the rule says.
    static let activations = [
        activation(Rectifier()) { x, _ in max(x, 0) },
        activation(LeakyRectifier(slope: 0.125)) { x, _ in x > 0 ? x : x / 8 },
        activation(Clip(minimum: 0, maximum: 1.5)) { x, _ in min(max(x, 0), 1.5) },
        activation(AbsoluteValue()) { x, _ in abs(x) },
        activation(HardSigmoid(alpha: 0.25, beta: 0.5), tolerance: 2e-3) { x, _ in min(max(x / 4 + 0.5, 0), 1) },
        activation(HardSwish(), tolerance: 2e-3) { x, _ in x * min(max(x + 3, 0), 6) / 6 },
        activation(Sigmoid(), tolerance: 2e-3) { x, _ in 1 / (1 + exp(-x)) },
        activation(HyperbolicTangent(), tolerance: 2e-3) { x, _ in tanh(x) },
        activation(ExponentialLinear(alpha: 1), tolerance: 2e-3) { x, _ in x > 0 ? x : exp(x) - 1 },
        activation(GaussianErrorLinear(isApproximate: false), tolerance: 2e-3) { x, _ in
            x * (1 + erf(x / 2.0.squareRoot())) / 2
        },
        activation(Softplus(), tolerance: 2e-3) { x, _ in log(1 + exp(x)) },
        activation(Exponential(), tolerance: 2e-3) { x, _ in exp(x) },
        activation(ParametricRectifier(slope: Tensor(shape: [4], elements: slopes))) { x, channel in
            x > 0 ? x : Double(slopes[channel]) * x
        },
    ]

    private static func pool(_ name: String, _ window: Window) -> Case {
        let shape = [4, 7, 6]
        return Case(
            testDescription: "max pool \(name)", operation: MaxPool(window: window),
            rule: DeepLiftMaximumRule(images: 2),
            reference: DeepLiftReference.maximum(DeepLiftReference.windows(window, shape)))
    }

    private static func reduction(_ function: Reduction.Function, axes: Set<Int>) -> Case {
        let shape = [4, 7, 6]
        let kept = [0, 1, 2].filter { !axes.contains($0) }
        var windows: [[Int]: [Int]] = [:]
        for place in 0..<shape.reduce(1, *) {
            let position = [place / 42, place / 6 % 7, place % 6]
            windows[kept.map { position[$0] }, default: []].append(place)
        }
        let ordered = windows.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        return Case(
            testDescription: "\(function) over \(axes.sorted())",
            operation: Reduction(function, axes: axes, keepsAxes: false), rule: DeepLiftMaximumRule(images: 2),
            reference: DeepLiftReference.maximum(ordered, sign: function == .minimum ? -1 : 1))
    }

    static let maxima = [
        pool("2×2", .of((2, 2), stride: (2, 2))), pool("3×3, stride 1", .of((3, 3), padding: (1, 1, 1, 1))),
        pool("3×3, stride 2", .of((3, 3), stride: (2, 2), padding: (1, 0, 0, 1))),
        pool("2×3, dilated", .of((2, 3), dilation: (3, 2))), reduction(.maximum, axes: [1, 2]),
        reduction(.maximum, axes: [0]), reduction(.minimum, axes: [2]),
    ]

    /// An input and its reference: some elements the same, some a rounding apart, some on either side of zero by little.
    private func inputs(_ shape: [Int], seed: UInt64) -> (x: [Float], r: [Float]) {
        var random = RandomStream(seed: seed, purpose: "deeplift")
        let count = shape.reduce(1, *)
        let x = (0..<count).map { _ in 2 * random.normal() }
        let r = x.enumerated().map { index, value in
            switch index % 7 {
            case 0: value
            case 1: value + 1e-6 * random.normal()
            case 2: value * (1 + 1e-4 * random.normal())
            default: 2 * random.normal()
            }
        }
        let near = x.indices.map { $0 % 7 == 3 ? 1e-4 * x[$0] : x[$0] }
        return (near, r.indices.map { $0 % 7 == 3 ? 1e-4 * r[$0] : r[$0] })
    }

    /// What the rule makes of a signal at the output; three images at once, of which the first is asked about.
    private func multipliers(
        _ one: Case, x: [Float], r: [Float], signal: [Float], workers: Workers = .one
    ) throws -> (found: [Float], change: Double) {
        var builder = NetworkBuilder(inputShape: one.shape)
        try builder.add("layer", one.operation, 0)
        let network = builder.build(output: 1)
        let execution = Execution(
            network, batch: 4, reads: [1], for: .gradient, rules: [1: one.rule], backwardBatch: 2)
        try execution.forward(
            Tensor(shape: [4] + one.shape, elements: x + x.map { -$0 } + r + r.map { $0 / 2 }), workers: workers)
        let output = execution.value(of: 1)
        let count = signal.count
        var cotangent = Tensor(shape: [2] + network.nodes[1].shape)
        for index in 0..<count { cotangent[index] = signal[index] }
        let found = execution.inputGradient(from: [1: cotangent], workers: workers).elements
        let change = signal.indices.reduce(0.0) {
            $0 + Double(signal[$1]) * (Double(output[$1]) - Double(output[$1 + 2 * count]))
        }
        return (Array(found.prefix(x.count)), change)
    }

    private func check(_ one: Case, seed: UInt64, isComplete: Bool) throws {
        let (x, r) = inputs(one.shape, seed: seed)
        let shape = try one.operation.outputShape(for: [one.shape])
        var random = RandomStream(seed: seed, purpose: "signal")
        let signal = (0..<shape.reduce(1, *)).map { _ in random.normal() }
        let (found, change) = try multipliers(one, x: x, r: r, signal: signal)
        let expected = one.reference(
            DoubleArray(one.shape, x.map(Double.init)), DoubleArray(one.shape, r.map(Double.init)),
            DoubleArray(shape, signal.map(Double.init)))
        let scale = expected.elements.map(abs).max() ?? 0
        #expect(scale > 0.1)
        for (index, value) in expected.elements.enumerated() {
            #expect(abs(Double(found[index]) - value) <= one.tolerance * scale, "\(x[index]) from \(r[index])")
        }
        let terms = found.indices.map { Double(found[$0]) * (Double(x[$0]) - Double(r[$0])) }
        if isComplete {
            #expect(abs(terms.reduce(0, +) - change) <= 1e-5 * terms.reduce(0) { $0 + abs($1) })
        }
        #expect(try multipliers(one, x: x, r: r, signal: signal, workers: Workers(2)).found == found)
    }

    @Test(arguments: activations, [1, 2, 3] as [UInt64])
    func rescale(_ one: Case, seed: UInt64) throws { try check(one, seed: seed, isComplete: true) }

    @Test(arguments: maxima, [1, 2, 3] as [UInt64])
    func maximum(_ one: Case, seed: UInt64) throws { try check(one, seed: seed, isComplete: true) }

    private static func normalization(_ share: DeepLiftNormalizationRule.Share, size: Int) -> Case {
        let (alpha, beta, k) = (0.5, 0.75, 1.25)
        let function: @Sendable ([Double]) -> [Double] = {
            DeepLiftReference.response($0, size: size, alpha: alpha, beta: beta, k: k)
        }
        return Case(
            testDescription: "\(share) over \(size)",
            operation: LocalResponseNormalization(size: size, alpha: Float(alpha), beta: Float(beta), k: Float(k)),
            rule: DeepLiftNormalizationRule(share),
            reference: { x, r, signal in
                let area = x.shape[1] * x.shape[2]
                var result = x
                for pixel in 0..<area {
                    func channels(_ array: DoubleArray) -> [Double] {
                        (0..<x.shape[0]).map { array.elements[$0 * area + pixel] }
                    }
                    let (own, reference, g) = (channels(x), channels(r), channels(signal))
                    let (y, before) = (function(own), function(reference))
                    let mean = DeepLiftReference.meanJacobian(from: reference, to: own, function)
                    for channel in own.indices {
                        let multiplier: Double
                        switch share {
                        case .pass:
                            let change = own[channel] - reference[channel]
                            multiplier =
                                g[channel]
                                * (change == 0 ? y[channel] / own[channel] : (y[channel] - before[channel]) / change)
                        case .norm:
                            multiplier = own.indices.reduce(0) { $0 + mean[$1][channel] * g[$1] }
                        }
                        result.elements[channel * area + pixel] = multiplier
                    }
                }
                return result
            }, shape: [5, 3, 4], tolerance: 1e-5)
    }

    /// References here differ everywhere, so that no quotient is lost in rounding.
    @Test(arguments: [DeepLiftNormalizationRule.Share.norm, .pass], [3, 4, 5])
    func normalization(share: DeepLiftNormalizationRule.Share, size: Int) throws {
        let one = Self.normalization(share, size: size)
        var random = RandomStream(seed: UInt64(size), purpose: "deeplift")
        let x = (0..<60).map { _ in random.normal() }
        let r = x.map { $0 + 0.25 + random.uniform() }
        let signal = (0..<60).map { _ in random.normal() }
        let (found, change) = try multipliers(one, x: x, r: r, signal: signal)
        let expected = one.reference(
            DoubleArray(one.shape, x.map(Double.init)), DoubleArray(one.shape, r.map(Double.init)),
            DoubleArray(one.shape, signal.map(Double.init)))
        let scale = expected.elements.map(abs).max() ?? 0
        for (index, value) in expected.elements.enumerated() {
            #expect(abs(Double(found[index]) - value) <= one.tolerance * scale)
        }
        let terms = found.indices.map { Double(found[$0]) * (Double(x[$0]) - Double(r[$0])) }
        #expect(abs(terms.reduce(0, +) - change) <= 1e-5 * terms.reduce(0) { $0 + abs($1) })
    }
}
