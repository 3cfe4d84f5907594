package import Diagnostics
package import Models
import Networks
import Tensors

/// Layer-wise relevance propagation by the ε rule at every layer with weights.
///
/// R_j = Σ_k x_j w_jk ∕ (z_k + ε · sign z_k) · R_k with z_k = Σ_j x_j w_jk + b_k and sign 0 = +1 (Bach et al. 2015,
/// eq. 58), from the score of a class, or from a kernel's activations with all others set to 0. ε is that of the toolkit
/// of Ancona et al. (2018), which Liao (2018) used. Batch normalization is merged into the layer before it; where it stays, after a pool, the ε rule
/// of its affine map holds.
package enum EpsilonLRP: Method {
    package struct Options: Settings {
        package var epsilon = 1e-4
        package var bias = BiasTreatment.absorb
        package var lrn = NormalizationTreatment.norm
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "epsilon", \.epsilon, "what is added to every denominator, away from zero",
                check: { $0 >= 1e-12 && $0 <= 1e6 ? nil : "must be from 1e-12 to 1e6" }),
            SettingField("bias", \.bias, "whether biases take their part of the relevance"),
            SettingField(
                "lrn", \.lrn, "how relevance passes local response normalization, for which no rule is agreed on"),
            SettingField("score", \.score, "the class score before softmax", check: Score.relevanceComplaint),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the whole channel",
                check: Target.Position.complaint),
        ]
    }

    package static let id = "epsilon-lrp"
    package static let title = "ε-LRP"
    package static let summary =
        "How much of a class score each pixel carries, shared out layer by layer in proportion."
    package static let discussion = """
        The score of the class is shared among the units of the layer before it in proportion to what each added to it, \
        their shares among those before them, and so on down to the pixels. Positive values speak for the class, \
        negative ones against it. A small ε in every denominator keeps units whose sum is near zero from being given \
        huge shares.

        Shares that are large and of opposite sign hardly cancel on the way down: with a small ε the map of a deep \
        network is grainy, and resembles gradient times input. The sum of the map is the score less what biases, ε \
        and local response normalization took and what went to padding; the numbers say how much each was.
        """
    package static let reference = """
        Bach, Binder, Montavon, Klauschen, Müller, Samek: On Pixel-Wise Explanations for Non-Linear Classifier Decisions \
        by Layer-Wise Relevance Propagation. PLOS ONE 2015, equation 58.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func passes(_ options: Options) -> Int { 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: .logit, position: options.position, in: model)
        return try propagation(options).execution(to: node, in: model).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        try propagation(options).run(request, position: options.position)
    }

    private static func propagation(_ options: Options) -> RelevancePropagation {
        let rule = RelevanceRule.epsilon(options.epsilon)
        return RelevancePropagation(
            method: id, normalization: options.lrn, absorbsBias: options.bias == .absorb, initial: .logit
        ) { _, _ in rule }
    }
}
