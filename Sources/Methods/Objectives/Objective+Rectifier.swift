import Networks

extension Objective {
    /// The same quantity of what a rectifier reads, where the objective's channel comes from one: straight, through
    /// concatenations, or, a channel's mean, through pools and normalizations, which leave channels what they are.
    func beforeRectifier(in network: Network) -> Objective? {
        var (id, quantity) = (node, quantity)
        while true {
            let node = network.nodes[id]
            guard let first = node.inputs.first else { return nil }
            switch node.operation {
            case is Rectifier: return first == Network.input ? nil : Objective(node: first, quantity: quantity)
            case let concatenation as Concatenation:
                guard concatenation.axis == 0, let channel = quantity.channel else { return nil }
                var passed = 0
                let source = node.inputs.first { input in
                    passed += network.nodes[input].shape[0]
                    return channel < passed
                }
                guard let source else { return nil }
                quantity = quantity.ofChannel(channel - (passed - network.nodes[source].shape[0]))
                id = source
            case is MaxPool, is AveragePool, is LocalResponseNormalization:
                guard case .channelMean = quantity else { return nil }
                id = first
            default: return nil
            }
        }
    }
}

extension Objective.Quantity {
    fileprivate var channel: Int? {
        switch self {
        case .channelMean(let channel), .neuron(let channel, _, _): channel
        case .classScore, .classProbability, .measured: nil
        }
    }

    fileprivate func ofChannel(_ channel: Int) -> Objective.Quantity {
        switch self {
        case .channelMean: .channelMean(channel)
        case .neuron(_, let row, let column): .neuron(channel: channel, row: row, column: column)
        case .classScore, .classProbability, .measured: self
        }
    }
}
