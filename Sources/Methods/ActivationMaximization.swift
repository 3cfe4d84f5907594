package import Diagnostics
package import Models
import Networks
import Tensors

/// A picture that makes a class score, a channel, a neuron or a layer as large as gradient ascent can.
///
/// By default it is lucid's recipe (Olah, Mordvintsev, Schubert 2017): a spectrum with colours that are not correlated,
/// moved at random at every step, Adam. Lucid makes 513 updates where it says 512; here there are 512. Its picture of
/// 128 pixels is seen by the network at 125 to 154; here the picture has the size of the model's input, since
/// the classifying layers read no other, and the moves are lucid's in pixels. A kernel whose rectifier is at zero everywhere is
/// first raised by what the rectifier reads, in place of lucid's changed gradient in the first 16 steps; one that stays
/// at zero is called dead, and its picture is left gray. The papers' procedures are presets.
package enum ActivationMaximization: BatchedMethod {
    package static let id = "activation-maximization"
    package static let title = "Activation maximization"
    package static let summary =
        "A picture drawn by gradient ascent that a class, a channel, a neuron or a layer answers to most."
    package static let discussion = """
        The picture starts as faint noise and is changed step by step in the direction in which the objective grows: the \
        score of a class before softmax, the mean of a channel, or the value of one neuron; further classes and kernels \
        can be added to it or taken from it. By default it is not the pixels that are changed but the strengths of waves \
        and of colours as natural pictures mix them, and at every step the network sees the picture shifted, scaled and \
        turned a little at random, so that what appears does not hang on single pixels. Where the pixels themselves are \
        changed, penalties on their size and on the difference between neighbours keep out noise.

        It shows what the network responds to most strongly, not what it has seen: much of a picture may be foreign to \
        any photograph. Another seed gives another picture; what stays between seeds is what can be trusted. Several \
        starts side by side show it, and a weight of diversity drives them apart. A channel that no step raises above \
        zero is dead: its picture is plain gray.
        """
    package static let reference = """
        Erhan, Bengio, Courville, Vincent: Visualizing Higher-Layer Features of a Deep Network, 2009; Simonyan, \
        Vedaldi, Zisserman: Deep Inside Convolutional Networks, 2014, section 2; Olah, Mordvintsev, Schubert: Feature \
        Visualization, 2017. Presets p1: Tang, Yao, Jiang, Liu: How the Deep Convolutional Networks see the World; p2: \
        Yuan: The Visual Interpretation for Deep Learning, 2019.
        """
    package static let revision = 3
    package static let batchedOptions: Set<String> = ["seed"]
    package static let needs: MethodNeeds = [.target]
    package static let output = MethodOutput.picture
    package static let headline = ["probability", "activation", "objective"]
    package static let curves = [
        Curve(name: "objective", title: "Objective", horizontal: "iterations", vertical: "objective"),
        Curve(name: "confidence", title: "Confidence", horizontal: "iterations", vertical: "probability of the class"),
    ]

    package static func output(_ options: Options) -> MethodOutput { options.starts > 1 ? .pictures : .picture }

    package static func files(_ options: Options) -> [FileNeed] {
        [
            options.startImage.map { FileNeed(option: "start-image", path: $0, kind: .image) },
            options.startImages.map { FileNeed(option: "start-images", path: $0, kind: .images) },
        ].compactMap { $0 }
    }

    package static func passes(_ options: Options) -> Int { options.starts * (options.iterations + 1) }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let goal = try options.goal(target, model)
        let synthesis = try options.synthesis(of: model, goal)
        let goals = [Goal](repeating: goal, count: options.starts)
        return synthesis.memoryNeed(of: goals, atOnce: synthesis.diversity == nil ? mostAtOnce : goals.count)
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        try run(batch: [request], [options])[0]
    }

    /// Runs requests of one model together: each result is the same to the bit as alone.
    ///
    /// - Precondition: the requests are of one model, and the options differ in `seed` at most.
    package static func run(
        batch requests: [MethodRequest], _ options: [Options]
    ) throws(Diagnostic) -> [MethodResult] {
        guard let first = requests.first, let common = options.first else { return [] }
        var subjects: [Synthesis.Subject] = []
        let synthesis = try common.synthesis(of: first.model, common.goal(first.target, first.model))
        for (request, options) in zip(requests, options) {
            let goal = try options.goal(request.target, request.model)
            for index in 0..<options.starts {
                let seed = UInt64(options.seed) &+ UInt64(index)
                let start = try options.startParameters(of: synthesis, goal, request, seed: seed)
                subjects.append(Synthesis.Subject(goal: goal, seed: seed, start: start))
            }
        }
        var results: [MethodResult] = []
        if synthesis.diversity == nil {
            let outcomes = try synthesis.run(
                subjects, atOnce: mostAtOnce, workers: first.workers,
                progress: { share throws(Diagnostic) in
                    for request in requests { try request.progress(share) }
                })
            for index in requests.indices {
                let own = index * common.starts..<(index + 1) * common.starts
                results.append(
                    result(Array(outcomes[own]), Array(subjects[own]), of: requests[index].target))
            }
            return results
        }
        // Diversity couples what runs together, which is the starts of one request and nothing else.
        for (index, request) in requests.enumerated() {
            let own = Array(subjects[index * common.starts..<(index + 1) * common.starts])
            let outcomes = try synthesis.run(
                own, atOnce: own.count, workers: request.workers, progress: request.progress)
            results.append(result(outcomes, own, of: request.target))
        }
        return results
    }

    /// Pictures that run through the network together.
    private static let mostAtOnce = 8

    private static func result(
        _ outcomes: [Synthesis.Outcome], _ subjects: [Synthesis.Subject], of target: Target?
    ) -> MethodResult {
        var series = ["objective": mean(outcomes.map(\.objective))]
        if !outcomes[0].confidence.isEmpty { series["confidence"] = mean(outcomes.map(\.confidence)) }
        let best = outcomes.indices.max { outcomes[$0].value < outcomes[$1].value } ?? 0
        let dead = outcomes.filter(\.isDead).count
        let principal = subjects[best].goal.principal
        let numbers =
            (outcomes[best].activations[principal.node].map { principal.numbers(activation: $0) } ?? []) + [
                ("objective-at-start", outcomes[best].objective.first ?? 0), ("objective", outcomes[best].value),
                ("penalty", outcomes[best].penalty), ("dead", Double(dead)),
                ("iterations", Double(outcomes[best].objective.count)),
            ]
        guard outcomes.count > 1 else {
            return MethodResult(map: outcomes[0].picture, series: series, numbers: numbers)
        }
        var kernel: ResultCell.Kernel?
        if case .kernel(let layer, let channel, _)? = target { kernel = .init(layer: layer, channel: channel) }
        let cells = zip(outcomes, subjects).map { outcome, subject in
            ResultCell(
                "seed \(subject.seed)", value: outcome.value, kernel: kernel, remark: outcome.isDead ? "dead" : nil)
        }
        let mean = outcomes.reduce(0) { $0 + $1.value } / Double(outcomes.count)
        return MethodResult(
            map: Tensor.stacked(outcomes.map(\.picture)), cells: cells, series: series,
            numbers: numbers + [("objective-mean", mean)])
    }

    private static func mean(_ curves: [[Double]]) -> Tensor {
        let count = curves[0].count
        return Tensor(
            shape: [count],
            elements: (0..<count).map { index in
                Float(curves.reduce(0) { $0 + $1[index] } / Double(curves.count))
            })
    }
}
