import Diagnostics
import Networks
import Tensors

/// How relevance passes local response normalization, for which no rule is agreed on.
package enum NormalizationTreatment: String, CaseIterable, SettingValue {
    /// By the gradient.
    case gradient
    /// In proportion to input times derivative, over the output.
    case norm
    /// Unchanged.
    case pass

    func choice(_ account: RelevanceAccount) -> RuleChoice {
        switch self {
        case .gradient: .rule(MeasuredGradient(losingTo: .nonlinearity, account: account))
        case .norm: .rule(ProportionalRelevance(account: account))
        case .pass: .rule(RelevancePassage())
        }
    }
}

/// Whether biases take their part of the relevance.
package enum BiasTreatment: String, CaseIterable, SettingValue {
    /// Their part is lost to the inputs.
    case absorb
    /// All of an output's relevance is shared among its inputs.
    case ignore
}

/// How much relevance is put in.
package enum InitialRelevance: String, CaseIterable, SettingValue {
    /// The score of the class; of a kernel, its activations.
    case logit
    /// 1 in all.
    case one

    func relevance(of objective: Objective, _ activation: Tensor) -> Tensor {
        let cotangent = objective.cotangent(activation)
        switch (objective.quantity, self) {
        case (.classScore, .one), (.classProbability, .one), (.neuron, .one), (.measured, .one): return cotangent
        case (_, .logit): return cotangent.multiplied(by: activation)
        case (.channelMean, .one):
            let value = objective.value(activation)
            return Tensor(
                shape: activation.shape,
                elements: zip(cotangent.elements, activation.elements).map {
                    value == 0 ? 0 : Float(Double($0) * Double($1) / value)
                })
        }
    }
}

extension Score {
    /// What is wrong with a score that relevance cannot start from.
    @Sendable static func relevanceComplaint(_ score: Score) -> String? {
        score == .logit ? nil : "must be 'logit': a probability depends on all classes by softmax, which has no rule"
    }
}
