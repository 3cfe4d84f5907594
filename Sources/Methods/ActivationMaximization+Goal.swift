import Diagnostics
import Models
import Networks

extension ActivationMaximization.Options {
    /// What target and options name together.
    func goal(_ target: Target?, _ model: Model) throws(Diagnostic) -> Goal {
        guard let target else {
            throw Diagnostic(
                .error, "no-target", "'\(ActivationMaximization.id)' needs a class or a kernel to maximise",
                notes: [.init("add 'classes:' or 'kernels:' to the exhibit, or --class or --kernel to the command")])
        }
        if objective == .direction { return Goal(try direction(target, model)) }
        var terms = [Goal.Term(try principal(target, model))]
        for part in with { terms.append(try part.term(in: model, score: score)) }
        return Goal(terms)
    }

    /// A class that is added counts as the target's does.
    private var score: Score { objective == .classProbability ? .probability : .logit }

    private func principal(_ target: Target, _ model: Model) throws(Diagnostic) -> Objective {
        switch (target, objective) {
        case (.classIndex, nil), (.classIndex, .classScore), (.classIndex, .classProbability):
            return try Objective(target: target.at(position), score: score, model: model)
        case (.kernel, .channel):
            return try Objective(target: target, score: .logit, model: model)
        case (.kernel, nil):
            return try Objective(target: target.at(position), score: .logit, model: model)
        case (.kernel(let layer, _, let own), .neuron):
            let shape = model.network.nodes[try model.network.node(named: layer)].shape
            let middle = shape.count == 3 ? [shape[1] / 2, shape[2] / 2] : [0, 0]
            let chosen = own == nil ? try target.at(position ?? middle) : target
            return try Objective(target: chosen, score: .logit, model: model)
        case (.kernel(let layer, _, _), .layer):
            return Objective(node: try model.network.node(named: layer), MeanSquare())
        case (_, let objective?):
            throw Diagnostic(
                .error, "objective-mismatch",
                "the objective '\(objective.rawValue)' does not fit the target; class objectives take 'classes:', all others 'kernels:'"
            )
        }
    }

    /// The target's kernel, and those of the same layer that are given with it, as one direction among its channels.
    private func direction(_ target: Target, _ model: Model) throws(Diagnostic) -> Objective {
        guard case .kernel(let layer, let channel, let own) = target else {
            throw Diagnostic(
                .error, "objective-mismatch",
                "the objective 'direction' is one of a layer's channels, and takes 'kernels:'")
        }
        let node = try model.network.node(named: layer)
        try model.network.checkChannel(channel, of: layer)
        var vector = [Float](repeating: 0, count: try model.network.channelCount(of: layer))
        vector[channel] = 1
        for part in with { try part.add(to: &vector, ofLayer: node, in: model) }
        var place = own
        if case .kernel(_, _, let chosen) = try target.at(position), place == nil { place = chosen }
        if place != nil {
            // Checks that the layer holds it.
            _ = try Objective(
                target: .kernel(layer: layer, channel: channel, position: place), score: .logit, model: model)
        }
        return Objective(node: node, Direction(vector, power: cosinePower, position: place))
    }
}
