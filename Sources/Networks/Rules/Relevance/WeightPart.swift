import Tensors

/// A part of learned weights, or weights made of them, element by element.
enum WeightPart: Hashable, Sendable {
    case all
    /// max(w, 0)
    case positive
    /// min(w, 0)
    case negative
    /// w + γ · max(w, 0)
    case raised(Float)
    /// w + γ · min(w, 0)
    case lowered(Float)
    case squares
    case ones

    func tensor(_ weights: Tensor) -> Tensor {
        switch self {
        case .all: weights
        case .positive: mapped(weights) { max($0, 0) }
        case .negative: mapped(weights) { min($0, 0) }
        case .raised(let gamma): mapped(weights) { $0 + gamma * max($0, 0) }
        case .lowered(let gamma): mapped(weights) { $0 + gamma * min($0, 0) }
        case .squares: mapped(weights) { $0 * $0 }
        case .ones: Tensor(shape: weights.shape, repeating: 1)
        }
    }

    private func mapped(_ weights: Tensor, _ function: (Float) -> Float) -> Tensor {
        weights.withUnsafeBufferPointer { source in
            Tensor(shape: weights.shape) { target in
                for index in target.indices { target[index] = function(source[index]) }
            }
        }
    }
}

extension Operator {
    /// A weighted operator's bias, one element an output channel.
    var bias: Tensor? {
        switch self {
        case let layer as Convolution: layer.bias
        case let layer as Dense: layer.bias
        default: nil
        }
    }

    /// A weighted operator with other weights, and such a bias or none; other operators as they are.
    func reweighted(_ weights: WeightPart, bias part: WeightPart?) -> any Operator {
        let bias = part.flatMap { part in self.bias.map(part.tensor) }
        switch self {
        case let layer as Convolution:
            return Convolution(
                weight: weights.tensor(layer.weight), bias: bias, window: layer.window, groups: layer.groups)
        case let layer as Dense: return Dense(weight: weights.tensor(layer.weight), bias: bias)
        case let product as MatrixProduct:
            return MatrixProduct(
                constant: product.constant.map { FixedOperand(weights.tensor($0.value), on: $0.side) })
        default: return self
        }
    }
}
