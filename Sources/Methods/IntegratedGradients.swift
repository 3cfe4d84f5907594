package import Diagnostics
package import Models
import Networks
import Tensors

/// The gradient averaged on the straight path from a reference to the image, times their difference.
///
/// map = (x − x′) · ∫₀¹ ∂S_c ∕ ∂x (x′ + α (x − x′)) dα, element by element (Sundararajan, Taly and Yan 2017, eq. 1). The
/// integral becomes Σ w_k ∂S_c ∕ ∂x (x′ + α_k (x − x′)) with the nodes α_k and weights w_k of a quadrature; the paper's
/// own (eq. 3) is `riemann-right`.
package enum IntegratedGradients: Method {
    package struct Options: Settings {
        package var steps = 50
        package var quadrature = Quadrature.gaussLegendre
        package var reference = Reference.black
        package var score = Score.logit
        package var position: [Int]?

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "steps", \.steps, "gradients taken on the path",
                check: { (1...10_000).contains($0) ? nil : "must be from 1 to 10000" }),
            SettingField("quadrature", \.quadrature, "where on the path they are taken, and how they are weighted"),
            SettingField("reference", \.reference, Reference.fieldSummary),
            SettingField("score", \.score, "the class score before softmax, or the probability after it"),
            SettingField(
                "position", \.position, "for a kernel, [row, column] of one neuron; otherwise the channel's mean",
                check: Target.Position.complaint),
        ]

        package func validate() throws(Diagnostic) {
            guard steps < quadrature.leastCount else { return }
            throw Diagnostic(
                .error, "bad-value", "'steps' must be at least \(quadrature.leastCount) for \(quadrature.rawValue)")
        }
    }

    package static let id = "integrated-gradients"
    package static let title = "Integrated gradients"
    package static let summary = "What each input value adds to the score on the way from a reference to the image."
    package static let discussion = """
        The image is faded in from a reference, black by default, and at every step of the way the gradient of the \
        score is taken. Their average, times the difference of image and reference, says how much each input value \
        contributed to the change of the score; all contributions together are that change. How well they add up is \
        the completeness gap: it is the error of the sum that stands for an integral, and more steps make it smaller.

        It explains the difference from the reference, so where the image looks like the reference it sees nothing: \
        with a black reference, black objects get no share. Gradients on the way come from faded images that the \
        network never saw, which is where much of the noise comes from.
        """
    package static let reference = """
        Sundararajan, Taly, Yan: Axiomatic Attribution for Deep Networks. ICML 2017, equations 1 and 3.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.image, .target]
    package static let output = MethodOutput.attribution(isSigned: true)

    /// The function along the path has kinks, wherever a unit switches, so that a quadrature of n points errs by about a
    /// share of 1∕n of the change at the kinks; the paper asks for a sum within 5 % of the difference (§5).
    private static let tolerance = 0.05

    package static func files(_ options: Options) -> [FileNeed] { options.reference.files }

    package static func passes(_ options: Options) -> Int { options.steps + 1 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let node = try Explanation.node(target, score: options.score, position: options.position, in: model)
        return GradientSeries.memoryNeed(model.network, node, count: options.steps)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let explanation = try Explanation(request, of: id, score: options.score, position: options.position)
        let image = explanation.input
        let reference = try options.reference.input(for: explanation, files: request.files)
        let activation = try explanation.activation(at: image)
        let referenceActivation = try explanation.activation(at: reference)
        try request.progress(share(of: 1, options))

        let nodes = options.quadrature.nodes(options.steps)
        let series = GradientSeries(explanation.objective, of: explanation.model.network, count: nodes.count)
        let mean = try image.withUnsafeBufferPointer { image throws(Diagnostic) in
            try reference.withUnsafeBufferPointer { reference throws(Diagnostic) in
                try series.sum(
                    nodes.map(\.weight), workers: request.workers,
                    progress: { done throws(Diagnostic) in
                        try request.progress(share(of: 1 + done * Double(options.steps), options))
                    },
                    input: { k, elements in
                        let position = nodes[k].position
                        for index in elements.indices {
                            let (start, end) = (Double(reference[index]), Double(image[index]))
                            elements[index] = Float(start + position * (end - start))
                        }
                    })
            }
        }
        let map = Tensor(shape: image.shape) { map in
            for index in map.indices {
                map[index] = Float((Double(image[index]) - Double(reference[index])) * mean[index])
            }
        }
        let completeness = Completeness(
            score: explanation.objective.value(activation),
            referenceScore: explanation.objective.value(referenceActivation), map: map)
        return MethodResult(
            map: map, numbers: explanation.objective.numbers(activation: activation) + completeness.numbers,
            receipts: [completeness.receipt(tolerance: tolerance)])
    }

    private static func share(of passes: Double, _ options: Options) -> Double {
        passes / Double(Self.passes(options))
    }
}
