import Diagnostics
import Models
import Networks
import Tensors

extension Objective {
    /// The objective that target and options name together.
    init(
        _ target: Target?, _ options: ActivationMaximization.Options, _ model: Model
    ) throws(Diagnostic) {
        guard let target else {
            throw Diagnostic(
                .error, "no-target", "'\(ActivationMaximization.id)' needs a class or a kernel to maximise",
                notes: [.init("add 'classes:' or 'kernels:' to the exhibit, or --class or --kernel to the command")])
        }
        switch (target, options.objective) {
        case (.classIndex, nil), (.classIndex, .classScore):
            self = try Objective(target: target.at(options.position), score: .logit, model: model)
        case (.classIndex, .classProbability):
            self = try Objective(target: target.at(options.position), score: .probability, model: model)
        case (.kernel, .channel):
            self = try Objective(target: target, score: .logit, model: model)
        case (.kernel, nil):
            self = try Objective(target: target.at(options.position), score: .logit, model: model)
        case (.kernel(let layer, _, let position), .neuron):
            let node = model.network.nodes[try model.network.node(named: layer)]
            let middle = node.shape.count == 3 ? [node.shape[1] / 2, node.shape[2] / 2] : [0, 0]
            let chosen = position == nil ? try target.at(options.position ?? middle) : target
            self = try Objective(target: chosen, score: .logit, model: model)
        case (_, let objective?):
            throw Diagnostic(
                .error, "objective-mismatch",
                "the objective '\(objective.rawValue)' does not fit the target; class objectives take 'classes:', 'channel' and 'neuron' take 'kernels:'"
            )
        }
    }

    /// The same quantity of what a rectifier reads, where the objective's layer is one.
    func beforeRectifier(in network: Network) -> Objective? {
        let node = network.nodes[node]
        guard node.operation is Rectifier, let input = node.inputs.first, input != Network.input else { return nil }
        return Objective(node: input, quantity: quantity)
    }
}

extension ActivationMaximization.Options {
    /// The penalty of a step whose objective has this gradient.
    func penalty(for gradient: Tensor) -> Penalty {
        let squares = gradient.withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) * Double($1) } }
        let size = (squares / Double(gradient.count)).squareRoot()
        return Penalty(
            l1: Float(l1), l2: Float(l2 ?? 0.002 * size), totalVariation: Float(totalVariation ?? 0.4 * size))
    }

    func startDeviation(of objective: Objective) -> Float {
        switch objective.quantity {
        case .classScore, .classProbability: Float(startDeviation ?? 0.1)
        case .channelMean, .neuron: Float(startDeviation ?? 1)
        }
    }
}
