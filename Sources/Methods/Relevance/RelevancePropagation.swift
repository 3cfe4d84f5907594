import Diagnostics
import Foundation
import Models
import Networks
import Tensors

/// Layer-wise relevance propagation with any choice of rules for the layers with weights.
///
/// Everything else by definition: activations pass relevance unchanged; sums, average pools, means, and affine maps that
/// could not be merged share it in proportion to what was added (ε = 1e-6); max pools give it to the maximum;
/// concatenation, reshaping and the like lead it back. What is not linear in its inputs is refused.
struct RelevancePropagation {
    let method: String
    let normalization: NormalizationTreatment
    let absorbsBias: Bool
    let initial: InitialRelevance
    /// Black and white where options give others than the model's.
    var box: (low: [Double], high: [Double]) = ([], [])
    /// Given whether no other layer with weights comes before.
    let rule: @Sendable (_ operation: any Operator, _ isFirst: Bool) -> RelevanceRule
    var layerRules: [LayerRule] = []
    /// Whether activations pass relevance unchanged, rather than by their gradient.
    var passesActivations = true

    func rules(
        to target: NodeID, in model: Model, account: RelevanceAccount
    ) throws(Diagnostic) -> [NodeID: any BackwardRule] {
        let network = model.network
        let isBehindWeights = network.isBehindWeights
        var chosen: [NodeID: RelevanceRule] = [:]
        for layerRule in layerRules {
            for node in try layerRule.nodes(in: network) { chosen[node] = layerRule.rule }
        }
        return try network.backwardRules(
            to: [target], of: method,
            wayOut: "'gradient', 'integrated-gradients' and 'occlusion' are defined for every network"
        ) { node, operation throws(Diagnostic) in
            switch operation.role {
            case .weighted:
                let isFirst = !isBehindWeights[node]
                let rule = chosen[node] ?? rule(operation, isFirst)
                let weightRule = try weightRule(rule, at: node, isFirst: isFirst, in: model)
                return .rule(WeightedRelevance(weightRule, absorbsBias: absorbsBias, account: account))
            case .affine, .combining:
                return .rule(ProportionalRelevance(absorbsBias: absorbsBias, account: account))
            case .rectifying, .activating:
                return .rule(
                    passesActivations
                        ? RelevancePassage() : MeasuredGradient(losingTo: .nonlinearity, account: account))
            case .routing:
                return operation is Pad ? .rule(MeasuredGradient(losingTo: .padding, account: account)) : .gradient
            case .normalizing: return normalization.choice(account)
            case .other: return .refused("relevance has no rule for what is not linear in its inputs")
            }
        }
    }

    private func weightRule(
        _ rule: RelevanceRule, at node: NodeID, isFirst: Bool, in model: Model
    ) throws(Diagnostic) -> WeightRule {
        switch rule {
        case .epsilon(let value): return .epsilon(Float(value))
        case .zPlus: return .zPlus
        case .alphaBeta(let alpha, let beta): return .alphaBeta(alpha: Float(alpha), beta: Float(beta))
        case .gamma(let value): return .gamma(Float(value))
        case .flat: return .flat
        case .wSquare: return .wSquare
        case .zBox:
            guard isFirst else {
                throw Diagnostic(
                    .error, "bad-rule",
                    "'z-box' is for layers that read the image; '\(model.network.nodes[node].name)' comes later",
                    notes: [.init("use 'gamma' or 'z-plus' there")])
            }
            let bounds = try InputBox(model, low: box.low, high: box.high).bounds(at: node)
            return .zBox(low: bounds.low, high: bounds.high)
        }
    }

    /// Without transforms, whose rounding the division by small outputs would enlarge.
    func execution(
        to target: NodeID, in model: Model, account: RelevanceAccount = RelevanceAccount()
    ) throws(Diagnostic) -> Execution {
        Execution(
            model.network, reads: [target], for: .gradient, isDirect: true,
            rules: try rules(to: target, in: model, account: account))
    }

    func run(_ request: MethodRequest, position: [Int]?) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: method, score: .logit, position: position)
        let objective = explanation.objective
        let account = RelevanceAccount()
        let execution = try execution(to: objective.node, in: explanation.model, account: account)
        try execution.forward(explanation.input, workers: request.workers)
        try request.progress(0.3)
        let activation = execution.value(of: objective.node)
        let start = initial.relevance(of: objective, activation)
        let map = execution.inputGradient(from: [objective.node: start], workers: request.workers)
        guard map.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
            throw Diagnostic(
                .error, "relevance-overflow", "relevance grew beyond what single precision holds",
                notes: [
                    .init(
                        "outputs near zero share it in huge parts; take a larger 'epsilon', or 'lrp' with a composite")
                ])
        }
        let balance = RelevanceBalance(start: start.sum, map: map, account: account)
        return MethodResult(
            map: map, numbers: objective.numbers(activation: activation) + balance.numbers,
            receipts: [balance.receipt])
    }
}

/// Where relevance went.
private struct RelevanceBalance {
    let start: Double
    let end: Double
    let account: RelevanceAccount

    init(start: Double, map: Tensor, account: RelevanceAccount) {
        self.start = start
        self.account = account
        end = map.sum
    }

    var numbers: [(name: String, value: Double)] {
        [
            ("relevance-start", start), ("relevance-sum", end),
            ("conservation-gap", start == 0 ? end : (end - start) / abs(start)),
            ("absorbed-by-bias", account[.bias]), ("absorbed-by-stabilizer", account[.stabilizer]),
            ("absorbed-by-nonlinearity", account[.nonlinearity]), ("lost-in-padding", account[.padding]),
        ]
    }

    /// start − Σ map − what was absorbed, by the largest amount that there was at one layer, since what remains is
    /// rounding.
    ///
    /// This is no proof of conservation, which `conservation-gap` tells of. What biases and ε absorb is computed from
    /// their own shares, and holds the receipt to something. What is absorbed by nonlinearity or lost in padding is the
    /// difference of what goes into such a layer and what comes out: the receipt says nothing of these layers, and where
    /// they are large a small receipt means little.
    var receipt: MethodResult.Receipt {
        let scale = max(abs(start), account.mass)
        let missing = start - end - account.total
        return .init("relevance-unaccounted", scale > 0 ? missing / scale : 0, tolerance: 1e-4)
    }
}

extension Network {
    /// For every node, whether a layer with weights lies between the input and it.
    fileprivate var isBehindWeights: [Bool] {
        var result = [Bool](repeating: false, count: nodes.count)
        for (id, node) in nodes.enumerated() {
            result[id] = node.inputs.contains { result[$0] || nodes[$0].operation?.role == .weighted }
        }
        return result
    }
}
