import Synchronization
import Tensors

/// Relevance through a layer with weights.
///
/// Every term of the rule is two passes of the layer itself with other weights: forward for the sums z, and the gradient
/// for what their shares R ∕ z give to the inputs.
package final class WeightedRelevance: BackwardRule {
    private struct Variant: Hashable {
        let weights: WeightPart
        let bias: WeightPart?
    }

    private let terms: [RelevanceTerm]
    private let epsilon: Float
    private let absorbsBias: Bool
    private let account: RelevanceAccount?
    /// The layer with other weights, made when they are first needed.
    private let layers = Mutex<[Variant: any Operator]>([:])

    /// For one layer.
    ///
    /// - Parameter absorbsBias: whether biases take their part of the relevance, which is then lost to the inputs.
    package init(_ rule: WeightRule, absorbsBias: Bool = true, account: RelevanceAccount? = nil) {
        terms = rule.terms
        epsilon = rule.epsilon
        self.absorbsBias = absorbsBias
        self.account = account
    }

    package func reads(of operation: any Operator) -> GradientReads { [.inputs, .output] }

    private func variant(_ part: RelevanceTerm.Part) -> Variant {
        Variant(weights: part.weights, bias: absorbsBias ? part.bias : nil)
    }

    private func layer(_ part: RelevanceTerm.Part, of operation: any Operator) -> any Operator {
        let variant = variant(part)
        if variant.weights == .all, variant.bias == .all || operation.bias == nil { return operation }
        return layers.withLock { layers in
            if let known = layers[variant] { return known }
            let made = operation.reweighted(variant.weights, bias: variant.bias)
            layers[variant] = made
            return made
        }
    }

    package func preparedBytes(for operation: any Operator, inputs: [[Int]], context: PassContext) -> Int {
        let weights = operation.parameters.reduce(0) { $0 + $1.value.count } * MemoryLayout<Float>.stride
        let forward = operation.preparedBytes(for: inputs, isGradient: false, context: context)
        let gradient = operation.preparedBytes(for: inputs, isGradient: true, context: context)
        let variants = Set(terms.flatMap(\.parts).map(variant))
        let own = Variant(weights: .all, bias: .all)
        return variants.reduce(0) { $0 + gradient + ($1 == own ? 0 : weights + forward) }
    }

    /// Where things lie in the working memory of one pass.
    private struct Places {
        /// z, then s.
        let sums = 0
        /// A part's z, or its gradient.
        let part: Int
        let source: Int
        let end: Int

        init(inputs: Int, outputs: Int) {
            func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
            part = rounded(outputs)
            source = part + rounded(max(inputs, outputs))
            end = source + rounded(inputs)
        }
    }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        guard let output = try? operation.outputShape(for: inputs) else { return 0 }
        let places = Places(inputs: batch * inputs[0].reduce(1, *), outputs: batch * output.reduce(1, *))
        let own = [false, true].map {
            operation.workspaceCount(for: inputs, batch: batch, isGradient: $0, context: context)
        }
        return places.end + (own.max() ?? 0)
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let gradient = pass.inputGradients[0], let room = pass.context.workspace, let output = pass.output else {
            return
        }
        let count = pass.batch * pass.outputGradient.count
        let inputCount = pass.batch * gradient.count
        let places = Places(inputs: inputCount, outputs: count)
        let context = pass.context.after(places.end)
        let (sums, part) = (room + places.sums, room + places.part)
        let shares = RelevanceShares(workers: pass.workers, epsilon: epsilon, account: account)
        shares.noteMass(of: pass.outputGradient.start, count: count)
        let source = RelevanceSource(pass, in: room + places.source, isPlanar: operation.order == .planar)

        for term in terms {
            let parts = term.parts.filter { !source.isZero($0.source) }
            let isOwnOutput = term.isOwnOutput && (absorbsBias || operation.bias == nil)
            if !isOwnOutput {
                for (index, one) in parts.enumerated() {
                    let target = index == 0 ? sums : part
                    layer(one, of: operation).forward(
                        ForwardPass(
                            batch: pass.batch, inputs: [source.values(one.source)],
                            output: MutableValues(shape: pass.outputGradient.shape, start: target), auxiliary: nil,
                            context: context))
                    guard index > 0 else { continue }
                    pass.workers.forEachRange(of: count) { range in
                        for index in range { sums[index] += one.sign * part[index] }
                    }
                }
            }
            shares.settle(
                pass.outputGradient.start, over: isOwnOutput ? output.start : UnsafePointer(sums), count: count,
                factor: term.factor, domain: term.domain, outputs: output.start, into: sums)
            for one in parts {
                let layer = layer(one, of: operation)
                let own = MutableValues(shape: gradient.shape, start: part)
                layer.setGradient(
                    pass.replacing(
                        outputGradient: Values(shape: pass.outputGradient.shape, start: sums), inputGradients: [own],
                        context: context))
                shares.add(
                    part, times: source.values(one.source).start, factor: one.sign, count: inputCount,
                    to: gradient.start)
                shares.takeBias(sums, count: count, bias: layer.bias)
            }
        }
    }
}

/// What stands for a layer's input, in working memory where it is not the input itself.
private struct RelevanceSource {
    private let input: Values
    private let batch: Int
    private let memory: UnsafeMutablePointer<Float>
    private let isPlanar: Bool
    private let workers: Workers
    private let hasNegative: Bool

    init(_ pass: GradientPass, in memory: UnsafeMutablePointer<Float>, isPlanar: Bool) {
        let input = pass.inputs[0]
        self.input = input
        batch = pass.batch
        self.memory = memory
        self.isPlanar = isPlanar
        workers = pass.workers
        // NaN counts, so that it shows.
        hasNegative =
            pass.workers.total(of: batch * input.count) { range in
                range.contains { !(input.start[$0] >= 0) } ? 1 : 0
            } > 0
    }

    /// Whether a source is known to be zero everywhere: no image after a ReLU has a negative part.
    func isZero(_ source: RelevanceTerm.Source) -> Bool {
        if case .negative = source { !hasNegative } else { false }
    }

    func values(_ source: RelevanceTerm.Source) -> Values {
        switch source {
        case .input: return input
        case .positive where !hasNegative: return input
        case .positive: fill { max(input.start[$0], 0) }
        case .negative: fill { min(input.start[$0], 0) }
        case .ones: fill { _ in 1 }
        case .constant(let tensor): fill(with: tensor)
        }
        return Values(shape: input.shape, start: memory)
    }

    private func fill(_ element: (Int) -> Float) {
        workers.forEachRange(of: batch * input.count) { range in for index in range { memory[index] = element(index) } }
    }

    private func fill(with tensor: Tensor) {
        tensor.withUnsafeBufferPointer { elements in
            guard let start = elements.baseAddress else { return }
            for image in 0..<batch {
                let place = memory + image * input.count
                if !isPlanar, Reordering.matters(for: input.shape) {
                    Reordering.channelsLast(start, shape: input.shape, batch: 1, into: place, workers: workers)
                } else {
                    place.update(from: start, count: input.count)
                }
            }
        }
    }
}
