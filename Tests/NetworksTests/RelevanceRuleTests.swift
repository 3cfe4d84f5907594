import Networks
import Tensors
import Testing

/// Every rule of relevance against the papers' formulas, over layers × seeds.
@Suite struct RelevanceRuleTests {
    static let weighted = (OperatorCase.convolutions + OperatorCase.dense + OperatorCase.general)
        .filter { $0.operation.role == .weighted }
    static let proportional = OperatorCase.all.filter {
        ($0.operation.role == .combining || $0.operation.role == .affine) && $0.isSmall
    }

    enum Rule: String, CaseIterable {
        case epsilon, smallEpsilon, zPlus, alpha2beta1, alpha1beta0, gamma, flat, wSquare, zBox

        func weightRule(_ shape: [Int], seed: UInt64) -> WeightRule {
            switch self {
            case .epsilon: .epsilon(0.25)
            case .smallEpsilon: .epsilon(1e-6)
            case .zPlus: .zPlus
            case .alpha2beta1: .alphaBeta(alpha: 2, beta: 1)
            case .alpha1beta0: .alphaBeta(alpha: 1, beta: 0)
            case .gamma: .gamma(0.25)
            case .flat: .flat
            case .wSquare: .wSquare
            case .zBox:
                .zBox(
                    low: Tensor(
                        shape: shape,
                        elements: random(shape.reduce(1, *), .positive, seed: seed, purpose: "low").map { -4 - $0 }),
                    high: Tensor(
                        shape: shape,
                        elements: random(shape.reduce(1, *), .positive, seed: seed, purpose: "high").map { 4 + $0 }))
            }
        }
    }

    @Test(arguments: weighted, Rule.allCases)
    func weightedLayersMatchTheFormulas(_ test: OperatorCase, _ rule: Rule) throws {
        let layer = AffineReference(test.reference, shapes: test.shapes)
        for seed in UInt64(1)...3 {
            for isRectified in [false, true] {
                for absorbsBias in [true, false] {
                    try expectRight(test, layer, rule, seed, isRectified: isRectified, absorbsBias: absorbsBias)
                }
            }
        }
    }

    /// - Parameter isRectified: whether inputs are those behind a ReLU, about half of them zero.
    private func expectRight(
        _ test: OperatorCase, _ layer: AffineReference, _ rule: Rule, _ seed: UInt64, isRectified: Bool,
        absorbsBias: Bool
    ) throws {
        var inputs = test.run(batch: 1, seed: seed).inputs
        if isRectified { inputs = inputs.map { $0.map { max($0, 0) } } }
        let run = OperatorRun(
            operation: test.operation, shapes: test.shapes, batch: 1, inputs: inputs, isDirect: true)
        let signal = random(layer.bias.count, seed: seed, purpose: "relevance").enumerated()
            .map { $0.offset % 5 == 3 ? 0 : $0.element }
        let weightRule = rule.weightRule(test.shapes[0], seed: seed)
        let expected = RelevanceReference(
            layer: layer, inputs: inputs[0].map(Double.init), relevance: signal.map(Double.init),
            hasBias: absorbsBias
        ).result(weightRule)
        let account = RelevanceAccount()
        let found = try run.propagate(
            signal, by: WeightedRelevance(weightRule, absorbsBias: absorbsBias, account: account))
        // Where a sum is small beside its parts, their rounding counts that much more.
        let tolerance = 4e-7 * max(10, expected.condition)
        #expect(distance(found[0], expected.inputs) < tolerance, "condition \(expected.condition)")
        let scale = signal.reduce(1) { $0 + Double(abs($1)) } * max(1, expected.condition)
        #expect(abs(account[.bias] - expected.bias) < 4e-6 * scale)
        #expect(abs(account[.stabilizer] - expected.stabilizer) < 4e-6 * scale)
        let total = signal.reduce(0) { $0 + Double($1) }
        let reached = found[0].reduce(0) { $0 + Double($1) }
        #expect(abs(total - reached - account.total) < 4e-6 * scale, "conservation")
    }

    @Test(arguments: proportional)
    func sumsAndPoolsShareInProportion(_ test: OperatorCase) throws {
        let layer = AffineReference(test.reference, shapes: test.shapes)
        for seed in UInt64(1)...3 {
            for (epsilon, absorbsBias) in [(Float(1e-6), true), (0.25, true), (0.25, false)] {
                let run = OperatorRun(
                    operation: test.operation, shapes: test.shapes, batch: 1,
                    inputs: test.shapes.enumerated().map {
                        random($0.element.reduce(1, *), seed: seed, purpose: "input \($0.offset)")
                    })
                let signal = random(layer.bias.count, seed: seed, purpose: "relevance")
                let expected = RelevanceReference(
                    layer: layer, inputs: run.inputs.flatMap(\.self).map(Double.init),
                    relevance: signal.map(Double.init), hasBias: absorbsBias
                ).result(.epsilon(epsilon))
                let account = RelevanceAccount()
                let rule = ProportionalRelevance(epsilon: epsilon, absorbsBias: absorbsBias, account: account)
                let found = try run.propagate(signal, by: rule).flatMap(\.self)
                let tolerance = 4e-7 * max(10, expected.condition)
                #expect(distance(found, expected.inputs) < tolerance, "condition \(expected.condition)")
                let scale = signal.reduce(1) { $0 + Double(abs($1)) } * max(1, expected.condition)
                #expect(abs(account[.bias] - expected.bias) < 4e-6 * scale)
                let total = signal.reduce(0) { $0 + Double($1) }
                #expect(abs(total - found.reduce(0) { $0 + Double($1) } - account.total) < 4e-6 * scale)
            }
        }
    }

    /// R_j = x_j Σ_k ∂y_k∕∂x_j R_k ∕ (y_k + ε sign y_k), the derivative by differences.
    @Test(arguments: OperatorCase.localResponses.filter(\.isSmall))
    func normalizationSharesByItsDerivative(_ test: OperatorCase) throws {
        for seed in UInt64(1)...3 {
            let run = test.run(batch: 1, seed: seed)
            let input = DoubleArray(test.shapes[0], run.inputs[0].map(Double.init))
            let output = test.reference([input]).elements
            let signal = random(output.count, seed: seed, purpose: "relevance")
            let shares = zip(signal, output).map { Float(Double($0) / ($1 + ($1 >= 0 ? 0.01 : -0.01))) }
            let gradient = finiteDifferences(of: test.reference, at: [input], input: 0, cotangent: shares)
            let expected = zip(input.elements, gradient).map { $0 * $1 }
            let account = RelevanceAccount()
            let found = try run.propagate(signal, by: ProportionalRelevance(epsilon: 0.01, account: account))[0]
            #expect(distance(found, expected) < 1e-5)
            let total = signal.reduce(0) { $0 + Double($1) }
            #expect(abs(total - expected.reduce(0, +) - account.total) < 1e-4 * max(1, abs(total)))
        }
    }

    /// What is there stays, what is shared is added; three images at once are three alone; any number of threads: the
    /// same bits.
    @Test(arguments: weighted + proportional, [Rule.epsilon, .alpha2beta1, .gamma, .zBox])
    func circumstancesDoNotChangeBits(_ test: OperatorCase, _ rule: Rule) throws {
        let isWeighted = test.operation.role == .weighted
        guard isWeighted || rule == .epsilon else { return }
        let run = test.run(batch: 3, seed: 9)
        let weightRule = rule.weightRule(test.shapes[0], seed: 9)
        let made: any BackwardRule = isWeighted ? WeightedRelevance(weightRule) : ProportionalRelevance()
        let count = try test.operation.outputShape(for: test.shapes).reduce(1, *)
        let signal = random(3 * count, seed: 9, purpose: "relevance")
        let found = try run.propagate(signal, by: made)
        let threaded = try run.propagate(signal, by: made, workers: Workers(3))
        #expect(threaded.map(\.bits) == found.map(\.bits))
        for image in 0..<3 {
            let own = Array(signal[image * count..<(image + 1) * count])
            let alone = try run.alone(image).propagate(own, by: made)
            for (part, whole) in zip(alone, found) {
                #expect(part.bits == whole[image * part.count..<(image + 1) * part.count].map(\.bitPattern))
            }
        }
        let prior = run.inputs.map { random($0.count, seed: 10, purpose: "prior") }
        let added = try run.propagate(signal, by: made, prior: prior)
        for (index, sums) in added.enumerated() {
            let expected = zip(prior[index], found[index]).map { Double($0) + Double($1) }
            #expect(distance(sums, expected) < 1e-5)
        }
    }

    /// sign 0 = +1, and nothing is divided by zero: an output that nothing reaches gives all its relevance to ε.
    @Test(arguments: Rule.allCases)
    func outputsOfZeroGiveToTheStabilizer(_ rule: Rule) throws {
        let dense = Dense(weight: Tensor(shape: [1, 2]), bias: nil)
        let run = OperatorRun(operation: dense, shapes: [[2]], batch: 1, inputs: [[1, -2]])
        let account = RelevanceAccount()
        let found = try run.propagate([3], by: WeightedRelevance(rule.weightRule([2], seed: 1), account: account))
        let isFlat = rule == .flat
        #expect(found[0].allSatisfy { isFlat ? abs($0 - 1.5) < 1e-5 : $0 == 0 })
        #expect(abs(account[.stabilizer] - (isFlat ? 0 : 3)) < 1e-5)
    }

    /// The examples of the libraries' notes, worked by hand.
    @Test func smallExamples() throws {
        func relevance(_ weights: [Float], _ bias: Float, _ input: [Float], _ signal: Float, _ rule: WeightRule) throws
            -> [Float]
        {
            let dense = Dense(
                weight: Tensor(shape: [1, 3], elements: weights), bias: Tensor(shape: [1], elements: [bias]))
            return try OperatorRun(operation: dense, shapes: [[3]], batch: 1, inputs: [input])
                .propagate([signal], by: WeightedRelevance(rule))[0]
        }
        let mixed = try relevance([1, 1, 1], 0.5, [1, -2, 3], 2.5, .zPlus)
        #expect(distance(mixed, [0.5555554, 0, 1.6666663]) < 1e-6)
        let lowered = try relevance([1, -1, 1], -0.5, [1, 2, 3], 1.5, .zPlus)
        #expect(distance(lowered, [0.375, 0, 1.125]) < 1e-6)
        let raised = try relevance([1, 1, 1], 0.5, [1, -2, 3], 2.5, .gamma(0.25))
        #expect(distance(raised, [0.8620687, -1.3793100, 2.5862062]) < 1e-6)
    }
}

extension OperatorCase {
    /// Small enough to be written as a matrix.
    fileprivate var isSmall: Bool {
        let inputs = shapes.reduce(0) { $0 + $1.reduce(1, *) }
        let outputs = (try? operation.outputShape(for: shapes))?.reduce(1, *) ?? 0
        return inputs * outputs <= 100_000
    }
}
