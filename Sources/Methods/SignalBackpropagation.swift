import Diagnostics
import Models
import Networks
import Tensors

/// What guided backpropagation and deconvolution share: a signal that starts at a class or a kernel and goes back to the
/// input by a rule of its own at every rectifier, and by the gradient elsewhere.
///
/// From a class the signal starts as 1 at its score. From a kernel it starts as the kernel's activation map with all
/// other activations set to 0, divided by the number of positions as the channel's mean is, or as one neuron's value.
struct SignalBackpropagation {
    let method: String
    let isGuided: Bool
    let smoothActivations: SmoothActivations

    private var isStrict: Bool { smoothActivations == .refuse }

    func rules(to node: NodeID, in network: Network) throws(Diagnostic) -> [NodeID: any BackwardRule] {
        try network.backwardRules(
            to: [node], of: method,
            wayOut: "'smooth-activations: gradient' passes such layers by their plain gradient, as captum does"
        ) { _, operation throws(Diagnostic) in
            switch operation.role {
            case .weighted, .affine, .combining, .routing, .normalizing: .gradient
            case .rectifying: .rule(RectifiedSignalRule(isGuided: isGuided))
            case .activating: isStrict ? .refused("its rule is one for ReLU and its kin") : .gradient
            case .other: isStrict ? .refused("it has no rule for what is not linear in its inputs") : .gradient
            }
        }
    }

    func execution(to node: NodeID, in network: Network) throws(Diagnostic) -> Execution {
        Execution(network, reads: [node], for: .gradient, rules: try rules(to: node, in: network))
    }

    func run(
        _ request: MethodRequest, score: Score, position: [Int]?
    ) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: method, score: score, position: position)
        let objective = explanation.objective
        let execution = try execution(to: objective.node, in: explanation.model.network)
        try execution.forward(explanation.input, workers: request.workers)
        try request.progress(0.4)
        let activation = execution.value(of: objective.node)
        let map = execution.inputGradient(
            from: [objective.node: objective.start(activation)], workers: request.workers)
        return MethodResult(map: map, numbers: objective.numbers(activation: activation))
    }
}

/// What becomes of layers for which the rules say nothing.
package enum SmoothActivations: String, CaseIterable, SettingValue {
    /// The method is refused for the network.
    case refuse
    /// They pass the signal by their gradient.
    case gradient
}

extension Objective {
    /// Where a signal starts: at a class score its derivative, at a kernel what each activation gives to the objective.
    fileprivate func start(_ activation: Tensor) -> Tensor {
        let cotangent = cotangent(activation)
        switch quantity {
        case .classScore, .classProbability: return cotangent
        case .channelMean, .neuron, .measured:
            return cotangent.multiplied(by: activation)
        }
    }
}
