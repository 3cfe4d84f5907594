import Diagnostics
import Networks

/// Which rule of LRP serves which kind of layer, by the name that the zennit library gave each set.
package enum Composite: String, CaseIterable, SettingValue {
    case epsilonPlus = "epsilon-plus"
    case epsilonPlusFlat = "epsilon-plus-flat"
    case epsilonAlpha2Beta1 = "epsilon-alpha2-beta1"
    case epsilonAlpha2Beta1Flat = "epsilon-alpha2-beta1-flat"
    case epsilonGammaBox = "epsilon-gamma-box"
    case excitation

    /// For convolutions.
    func convolutionRule(gamma: Double) -> RelevanceRule {
        switch self {
        case .epsilonPlus, .epsilonPlusFlat, .excitation: .zPlus
        case .epsilonAlpha2Beta1, .epsilonAlpha2Beta1Flat: .alphaBeta(alpha: 2, beta: 1)
        case .epsilonGammaBox: .gamma(gamma)
        }
    }

    /// For dense layers.
    func denseRule(epsilon: Double) -> RelevanceRule { self == .excitation ? .zPlus : .epsilon(epsilon) }

    /// Whether activations pass relevance unchanged, rather than by their gradient; a difference where ReLU6 holds a value
    /// at its upper bound.
    var passesActivations: Bool { self != .excitation }

    /// For the layers with weights that no other precedes; nil where they are as the others.
    var firstRule: RelevanceRule? {
        switch self {
        case .epsilonPlusFlat, .epsilonAlpha2Beta1Flat: .flat
        case .epsilonGammaBox: .zBox
        case .epsilonPlus, .epsilonAlpha2Beta1, .excitation: nil
        }
    }
}
