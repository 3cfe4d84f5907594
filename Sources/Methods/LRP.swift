package import Diagnostics
package import Models
import Networks
import Tensors

/// Layer-wise relevance propagation with a rule for each kind of layer (a composite), or for each layer.
///
/// The rules are those of `WeightRule`. Composites have the names that zennit gave them: `epsilon-plus` is z⁺ for
/// convolutions and ε for dense layers; `-flat` takes the flat rule for the first layer with weights; `alpha2-beta1` and
/// `gamma` replace z⁺; `-box` takes the z-box rule for the first layer; `excitation` is z⁺ everywhere, with activations by
/// their gradient (Zhang et al., Top-Down Neural Attention by Excitation Backprop, 2016). All other layers as
/// `RelevancePropagation` says.
package enum LRP: Method {
    package struct Options: Settings {
        package var composite = Composite.epsilonPlusFlat
        package var epsilon = 1e-6
        package var gamma = 0.25
        package var low: [Double] = []
        package var high: [Double] = []
        package var initial = InitialRelevance.logit
        package var rules: [String] = []
        package var bias = BiasTreatment.absorb
        package var lrn = NormalizationTreatment.norm
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("composite", \.composite, "which rule serves which kind of layer"),
            SettingField(
                "epsilon", \.epsilon, "of the ε rule: what is added to every denominator, away from zero",
                check: { $0 >= 1e-12 && $0 <= 1e6 ? nil : "must be from 1e-12 to 1e6" }),
            SettingField(
                "gamma", \.gamma, "of the γ rule: how much more positive weights count",
                check: { $0 >= 0 && $0 <= 1e6 ? nil : "must be from 0 to 1e6" }),
            SettingField(
                "low", \.low,
                "of the z-box rule: the lowest value of each input channel, in the model's input space; by default black"
            ),
            SettingField("high", \.high, "of the z-box rule: the highest value; by default white"),
            SettingField(
                "initial", \.initial,
                "the relevance put in: the score of the class, or a kernel's activations; or 1 in all"),
            SettingField(
                "rules", \.rules,
                "for some layers another rule, a list of LAYER=RULE or LAYER..LAYER=RULE, later ones first: epsilon(0.25), gamma(0.25), z-plus, alpha2-beta1, flat, w-square, z-box"
            ),
            SettingField("bias", \.bias, "whether biases take their part of the relevance"),
            SettingField(
                "lrn", \.lrn, "how relevance passes local response normalization, for which no rule is agreed on"),
            SettingField("score", \.score, "the class score before softmax", check: Score.relevanceComplaint),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the whole channel",
                check: Target.Position.complaint),
        ]

        package func validate() throws(Diagnostic) { _ = try layerRules() }

        fileprivate func layerRules() throws(Diagnostic) -> [LayerRule] {
            var result: [LayerRule] = []
            for text in rules { result.append(try LayerRule(text, epsilon: epsilon, gamma: gamma)) }
            return result
        }
    }

    package static let id = "lrp"
    package static let title = "LRP"
    package static let summary = "How much of a class score each pixel carries, by rules that suit each layer."
    package static let discussion = """
        As in ε-LRP the score of the class is shared out layer by layer down to the pixels. Convolutions, though, share \
        by a rule under which what raises a unit counts more than what lowers it, or alone (z⁺, γ, αβ), so that shares do \
        not grow on the way down and the map stays readable; dense layers, whose inputs differ more, take the ε rule; and \
        the first layer may share evenly over its window (flat), or with regard to the range of pixels (z-box).

        Which rules are chosen changes the picture as much as the network does. z⁺ alone hides what speaks against a \
        class. The sum of the map is the relevance put in, by default the score, less what biases and ε took, what local \
        response normalization and, where they pass relevance by their gradient, activations kept, and what went to \
        padding; the numbers say how much each was.
        """
    package static let reference = """
        Montavon, Binder, Lapuschkin, Samek, Müller: Layer-Wise Relevance Propagation: An Overview. In: Explainable AI, \
        2019; Kohlbrenner et al.: Towards Best Practice in Explaining Neural Network Decisions with LRP, 2020; composites \
        as in Anders et al.: Software for Dataset-Wide XAI (zennit), 2021.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    package static func passes(_ options: Options) -> Int { 3 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: .logit, position: options.position, in: model)
        return try propagation(options).execution(to: node, in: model).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        try propagation(options).run(request, position: options.position)
    }

    private static func propagation(_ options: Options) throws(Diagnostic) -> RelevancePropagation {
        RelevancePropagation(
            method: id, normalization: options.lrn, absorbsBias: options.bias == .absorb, initial: options.initial,
            box: (options.low, options.high),
            rule: { operation, isFirst in
                if isFirst, let rule = options.composite.firstRule { return rule }
                return operation is Convolution
                    ? options.composite.convolutionRule(gamma: options.gamma)
                    : options.composite.denseRule(epsilon: options.epsilon)
            }, layerRules: try options.layerRules(),
            passesActivations: options.composite.passesActivations)
    }
}
