package import Tensors

/// One way to share an output's relevance among a layer's inputs: R_j = Σ_k factor · x_j · w_jk ∕ (z_k + ε · sign z_k) ·
/// R_k, with z_k the sum of x_j · w_jk over its parts, their bias included.
struct RelevanceTerm: Sendable {
    /// Which outputs, told by the layer's own result.
    enum Domain: Sendable {
        case all, positive, negative
    }

    /// What stands for a layer's input.
    enum Source: Sendable {
        case input
        /// max(x, 0)
        case positive
        /// min(x, 0)
        case negative
        case ones
        /// The same for every image, in the input's shape.
        case constant(Tensor)
    }

    struct Part: Sendable {
        let source: Source
        let weights: WeightPart
        let bias: WeightPart?
        let sign: Float

        init(_ source: Source, _ weights: WeightPart, bias: WeightPart? = nil, sign: Float = 1) {
            self.source = source
            self.weights = weights
            self.bias = bias
            self.sign = sign
        }
    }

    let factor: Float
    let domain: Domain
    let parts: [Part]

    init(factor: Float = 1, domain: Domain = .all, _ parts: Part...) {
        self.factor = factor
        self.domain = domain
        self.parts = parts
    }

    /// Whether z is the layer's own output, which then need not be worked out again.
    var isOwnOutput: Bool {
        guard parts.count == 1, case .input = parts[0].source else { return false }
        return parts[0].weights == .all && parts[0].bias == .all
    }
}

/// The rules of layer-wise relevance propagation for layers with weights.
///
/// Negative inputs are shared by w⁻ where positive ones are by w⁺, so that the rules hold for any layer; the positive
/// part of the bias goes with the former, as zennit has it.
package enum WeightRule: Sendable {
    /// R_j = Σ x_j w_jk ∕ (z_k + ε sign z_k) · R_k (Bach et al., On Pixel-Wise Explanations for Non-Linear Classifier
    /// Decisions by Layer-Wise Relevance Propagation, 2015, eq. 58).
    case epsilon(Float)
    /// Only what raises the output: x⁺w⁺ + x⁻w⁻ (Montavon et al., Explaining Nonlinear Classification Decisions with Deep
    /// Taylor Decomposition, 2017, eq. 17).
    case zPlus
    /// α times what raises the output less β times what lowers it, α − β = 1 (Bach et al. 2015, eq. 60).
    case alphaBeta(alpha: Float, beta: Float)
    /// w + γw⁺ in place of w (Montavon et al., Layer-Wise Relevance Propagation: An Overview, 2019, §10.2), for outputs
    /// below zero w + γw⁻; the signs of inputs turn it as well.
    case gamma(Float)
    /// The same for every input of an output (Lapuschkin et al., Unmasking Clever Hans Predictors, 2019).
    case flat
    /// w² in place of x · w, without bias (Montavon et al. 2017, eq. 12).
    case wSquare
    /// x w − l w⁺ − h w⁻, with l and h the lowest and highest value that the layer's inputs can have (Montavon et al.
    /// 2017, eq. 22).
    case zBox(low: Tensor, high: Tensor)

    /// ε where the rule has none of its own.
    static let stabilizer: Float = 1e-6

    var epsilon: Float { if case .epsilon(let value) = self { value } else { Self.stabilizer } }

    var terms: [RelevanceTerm] {
        switch self {
        case .epsilon: [RelevanceTerm(.init(.input, .all, bias: .all))]
        case .zPlus: [Self.raising(factor: 1)]
        case .alphaBeta(let alpha, let beta):
            (alpha == 0 ? [] : [Self.raising(factor: alpha)])
                + (beta == 0
                    ? []
                    : [
                        RelevanceTerm(
                            factor: -beta, .init(.positive, .negative, bias: .negative), .init(.negative, .positive))
                    ])
        case .gamma(let gamma):
            [
                RelevanceTerm(
                    domain: .positive, .init(.positive, .raised(gamma), bias: .raised(gamma)),
                    .init(.negative, .lowered(gamma))),
                RelevanceTerm(
                    domain: .negative, .init(.positive, .lowered(gamma), bias: .lowered(gamma)),
                    .init(.negative, .raised(gamma))),
            ]
        case .flat: [RelevanceTerm(.init(.ones, .ones))]
        case .wSquare: [RelevanceTerm(.init(.ones, .squares))]
        case .zBox(let low, let high):
            [
                RelevanceTerm(
                    .init(.input, .all), .init(.constant(low), .positive, sign: -1),
                    .init(.constant(high), .negative, sign: -1))
            ]
        }
    }

    private static func raising(factor: Float) -> RelevanceTerm {
        RelevanceTerm(factor: factor, .init(.positive, .positive, bias: .positive), .init(.negative, .negative))
    }
}
