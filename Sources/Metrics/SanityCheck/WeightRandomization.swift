import Models
import Networks
import Tensors

/// A model whose learned parameters are drawn anew, layer after layer from the output down, the layers above staying
/// random (Adebayo et al., Sanity Checks for Saliency Maps, 2018, §3: cascading randomization).
///
/// Convolutions and dense layers are drawn as training draws them: normal with deviation √(2 ∕ fan-in) (He et al. 2015),
/// biases 0. Batch normalization that is folded into a convolution is drawn with it: a fresh one changes nothing; one
/// that stands alone becomes the identity. Other constants of the network are not learned and stay.
struct WeightRandomization {
    /// The learned layers that a target depends on, in stages of about as many, from the output down.
    let stages: [[NodeID]]
    private let seed: UInt64

    /// - Parameters:
    ///   - node: what is explained; layers that it does not depend on are left alone.
    ///   - stages: how many at most.
    init(of network: Network, below node: NodeID, stages count: Int, seed: UInt64) {
        let needed = network.ancestors(of: [node])
        let layers = network.nodes.indices.reversed().filter { id in
            guard needed[id], let operation = network.nodes[id].operation else { return false }
            return operation is any TrainableOperator || operation.isBatchNormalization
        }
        let stageCount = min(max(1, count), layers.count)
        stages = (0..<stageCount).map { stage in
            Array(layers[stage * layers.count / stageCount..<(stage + 1) * layers.count / stageCount])
        }
        self.seed = seed
    }

    /// The model with the layers of one stage drawn anew.
    func randomizing(_ stage: Int, of model: Model) -> Model {
        let layers = Set(stages[stage])
        return model.mappingOperations { id, operation in
            guard layers.contains(id) else { return operation }
            if operation.isBatchNormalization {
                let channels = model.network.nodes[id].shape[0]
                return ChannelAffine(
                    scale: Tensor(shape: [channels], repeating: 1), shift: Tensor(shape: [channels]),
                    kind: operation.kind)
            }
            guard let layer = operation as? any TrainableOperator else { return operation }
            let name = model.network.nodes[id].name
            return layer.replacingParameters(layer.parameters.map { drawn($0.name, $0.value, layer: name) })
        }
    }

    private func drawn(_ parameter: String, _ value: Tensor, layer: String) -> Tensor {
        guard parameter == "weight" else { return Tensor(shape: value.shape) }
        var random = RandomStream(seed: seed, purpose: "randomised weights/" + layer)
        let deviation = Float((2 / Double(value.shape.dropFirst().reduce(1, *))).squareRoot())
        return Tensor(shape: value.shape) { target in
            for index in target.indices { target[index] = deviation * random.normal() }
        }
    }
}

extension Operator {
    fileprivate var isBatchNormalization: Bool { self is ChannelAffine && kind == "batch normalization" }
}
