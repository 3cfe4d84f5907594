package import Diagnostics
package import Models
import Networks
import Tensors

/// The difference that each input value makes to the score, compared with a reference, carried back layer by layer.
///
/// map = m · (x − x′). The multipliers m start as the objective's derivative and go back by the chain rule of
/// multipliers (Shrikumar, Greenside and Kundaje 2017, eq. 3): through linear layers by their weights, through every
/// activation by the rescale rule (`DeepLiftRescaleRule`), through maxima as `DeepLiftMaximumRule` says. Then the map
/// adds up to S(x) − S(x′), whatever the reference. The paper's reveal-cancel rule is not used. Local response
/// normalization has no agreed rule; see the option.
package enum DeepLIFT: Method {
    package enum Normalization: String, CaseIterable, SettingValue {
        /// Its gradient at the image, which does not add up. What a max pool before it loses to the reference takes the
        /// gradient at the reference, as captum's DeepLift does.
        case gradient
        /// Its mean gradient on the way from the reference's values to the image's, which adds up.
        case norm
        /// Each channel by itself, as an activation.
        case pass
    }

    package struct Options: Settings {
        package var reference = Reference.black
        package var lrn = Normalization.gradient
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField("reference", \.reference, Reference.fieldSummary),
            SettingField(
                "lrn", \.lrn,
                "local response normalization: by its gradient, by its mean gradient between reference and image, which adds up, or each channel by itself"
            ),
            SettingField(
                "score", \.score, "the class score before softmax; the method is undefined for the probability",
                check: {
                    $0 == .logit ? nil : "must be 'logit', because softmax mixes classes and has no rescale rule"
                }),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]
    }

    package static let id = "deeplift"
    package static let title = "DeepLIFT"
    package static let summary = "What each input value adds to the score, beside what a reference image scores."
    package static let discussion = """
        The image and a reference, black by default, go through the network side by side. The difference of their \
        scores is then handed back from layer to layer: a weighted sum hands it to its inputs by what each contributed \
        to the difference, an activation by the slope from one value to the other rather than the slope at one point. \
        A saturated unit, whose gradient is zero, still gets its share. All contributions together are the difference \
        of the scores; how exactly, the completeness gap says.

        It explains the difference from the reference: where the image looks like the reference it sees nothing, so a \
        black object on a black reference gets no share. Where two layers are multiplied, as in squeeze-and-excitation, \
        the rules say nothing, and the method is refused.
        """
    package static let reference = """
        Shrikumar, Greenside, Kundaje: Learning Important Features Through Propagating Activation Differences. ICML \
        2017, sections 3.2, 3.3 and 3.5.2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    /// Every layer hands on what it was given but for rounding, about 1e-7 of the values that are summed in it; sums of
    /// thousands that cancel, through a hundred layers, lose up to a thousandfold of that.
    private static let tolerance = 1e-3

    package static func files(_ options: Options) -> [FileNeed] { options.reference.files }

    package static func passes(_ options: Options) -> Int { 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: options.score, position: options.position, in: model)
        return try execution(model.network, node, options).memoryNeed
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let (image, network) = (explanation.input, explanation.model.network)
        let objective = explanation.objective
        let reference = try options.reference.input(for: explanation, files: request.files)
        let execution = try execution(network, objective.node, options)
        try execution.forward(
            Tensor(shape: [2] + network.inputShape, elements: image.elements + reference.elements),
            workers: request.workers)
        try request.progress(0.5)
        let activations = execution.value(of: objective.node)
        let cotangent = objective.cotangent(activations)
        let multipliers = execution.inputGradient(
            from: [objective.node: execution.backwardBatch == 2 ? cotangent : cotangent.firstImage],
            workers: request.workers)
        let map = Tensor(shape: image.shape) { map in
            for index in map.indices { map[index] = (image[index] - reference[index]) * multipliers[index] }
        }
        let completeness = Completeness(
            score: objective.value(activations, image: 0), referenceScore: objective.value(activations, image: 1),
            map: map)
        let numbers = objective.numbers(activation: activations.firstImage) + completeness.numbers
        let isPromised = !passesGradient(of: network, before: objective.node, options)
        return MethodResult(
            map: map, numbers: numbers + (isPromised ? [] : [("completeness-gap", completeness.gap)]),
            receipts: isPromised ? [completeness.receipt(tolerance: tolerance)] : [])
    }

    /// Image and reference forward, the image backward, and the reference too where its multipliers are others; without
    /// transforms, which round more.
    private static func execution(
        _ network: Network, _ node: NodeID, _ options: Options
    ) throws(Diagnostic) -> Execution {
        let rules = try network.backwardRules(
            to: [node], of: id,
            wayOut: "'integrated-gradients' compares with a reference too, and holds for every network"
        ) { _, operation throws(Diagnostic) in choice(for: operation, options) }
        return Execution(
            network, batch: 2, reads: [node], for: .gradient, isDirect: true, rules: rules,
            backwardBatch: passesGradient(of: network, before: node, options) ? 2 : 1)
    }

    /// Whether a normalization hands on by its gradient, which does not add up and differs between image and reference.
    private static func passesGradient(of network: Network, before node: NodeID, _ options: Options) -> Bool {
        options.lrn == .gradient && network.normalizes(before: node)
    }

    private static func choice(for operation: any Operator, _ options: Options) -> RuleChoice {
        if DeepLiftRescaleRule.holds(for: operation) { return .rule(DeepLiftRescaleRule(images: 1)) }
        if DeepLiftMaximumRule.holds(for: operation) { return .rule(DeepLiftMaximumRule(images: 1)) }
        switch operation.role {
        case .weighted, .affine, .combining: return .gradient
        case .routing:
            return operation is Combination ? .refused("it has no rule for the larger of two layers") : .gradient
        case .normalizing:
            switch options.lrn {
            case .gradient: return .gradient
            case .norm: return .rule(DeepLiftNormalizationRule(.norm))
            case .pass: return .rule(DeepLiftNormalizationRule(.pass))
            }
        case .rectifying, .activating, .other:
            return .refused("its rules are for linear layers, activations and maxima, and this mixes values otherwise")
        }
    }
}

extension Network {
    /// Whether local response normalization lies on the way to a node.
    fileprivate func normalizes(before node: NodeID) -> Bool {
        zip(nodes, ancestors(of: [node])).contains { $1 && $0.operation is LocalResponseNormalization }
    }
}

extension Tensor {
    /// The first of a batch.
    fileprivate var firstImage: Tensor {
        let count = count / shape[0]
        return withUnsafeBufferPointer { Tensor(shape: [1] + shape.dropFirst(), elements: $0[..<count]) }
    }
}
