import Diagnostics
import Models
import Tensors

extension Objective {
    /// What a record says of the target: its value, and for a class both scores and its index.
    func numbers(activation: Tensor) -> [(name: String, value: Double)] {
        switch quantity {
        case .classScore(let index), .classProbability(let index):
            [
                ("class", Double(index)), ("logit", Double(activation[index])),
                ("probability", Model.probabilities(fromLogits: activation.elements)[index]),
            ]
        case .channelMean, .neuron, .measured: [("activation", value(activation))]
        }
    }
}

extension Target {
    /// The target with a position from the options, where it has none of its own.
    func at(_ position: [Int]?) throws(Diagnostic) -> Target {
        guard let position else { return self }
        guard case .kernel(let layer, let channel, _) = self else {
            throw Diagnostic(
                .error, "position-without-kernel", "'position' chooses a neuron of a kernel, but the target is a class",
                notes: [.init("give a kernel as LAYER/CHANNEL, or leave 'position' out")])
        }
        return .kernel(layer: layer, channel: channel, position: Position(row: position[0], column: position[1]))
    }
}

extension Target.Position {
    /// What is wrong with an option that is to be [row, column].
    @Sendable static func complaint(_ value: [Int]?) -> String? {
        guard let value else { return nil }
        return value.count == 2 && value.allSatisfy { $0 >= 0 } ? nil : "must be [row, column], both from 0"
    }
}

extension Objective {
    /// The probability of its class, for one image of a run's batch; nil where it is of no class.
    func probability(_ activation: Tensor, image: Int) -> Double? {
        switch quantity {
        case .classScore(let index), .classProbability(let index):
            let count = activation.count / activation.shape[0]
            let logits = activation.withUnsafeBufferPointer { Array($0[image * count..<(image + 1) * count]) }
            return Model.probabilities(fromLogits: logits)[index]
        case .channelMean, .neuron, .measured: return nil
        }
    }
}
