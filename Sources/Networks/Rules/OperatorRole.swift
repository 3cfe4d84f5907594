/// What an operator does to a signal, as methods that go back through a network tell operators apart.
package enum OperatorRole: Sendable {
    /// Learned weights: convolution, dense, a product with a constant matrix.
    case weighted
    /// One fixed factor and summand an element: batch normalization that stayed, constants of preprocessing.
    case affine
    /// A fixed weighted sum of inputs or of their elements: residual sums, average pools, means.
    case combining
    /// Every output is one of the inputs: max pools, concatenation, reshaping, padding.
    case routing
    /// ReLU and its kin, piecewise linear with a kink at 0.
    case rectifying
    /// Every other activation that takes each element by itself.
    case activating
    /// Local response normalization.
    case normalizing
    /// Whatever else mixes elements not linearly: products of two layers, softmax, powers.
    case other
}

extension Operator {
    package var role: OperatorRole {
        switch self {
        case is Convolution, is Dense: .weighted
        case let product as MatrixProduct: product.constant == nil ? .other : .weighted
        case is ChannelAffine: .affine
        case let combination as Combination: combination.ownRole
        case is Sum, is AveragePool, is AdaptiveAveragePool, is GlobalAveragePool: .combining
        case let reduction as Reduction:
            reduction.function == .sum || reduction.function == .mean ? .combining : .routing
        case is MaxPool, is Identity, is Flatten, is Reshape, is Transpose, is Slice, is Pad, is Concatenation: .routing
        case is Rectifier, is LeakyRectifier, is ParametricRectifier: .rectifying
        case let clip as Clip: clip.minimum == 0 ? .rectifying : .activating
        case is Sigmoid, is HardSigmoid, is HardSwish, is ExponentialLinear, is GaussianErrorLinear,
            is HyperbolicTangent, is Softplus:
            .activating
        case is LocalResponseNormalization: .normalizing
        default: .other
        }
    }
}

extension Combination {
    fileprivate var ownRole: OperatorRole {
        switch (function, constant?.side) {
        case (.sum, nil), (.difference, nil): .combining
        case (.sum, _), (.difference, _), (.product, .left), (.product, .right), (.quotient, .right): .affine
        case (.maximum, nil), (.minimum, nil): .routing
        case (.product, nil), (.quotient, _), (.maximum, _), (.minimum, _): .other
        }
    }
}
