package import Diagnostics
import Foundation
package import Models
import Networks
import Tensors

/// A picture that a network takes for a class however it is turned: Algorithm 1 of Li et al.
///
/// Every round follows the gradient until p_C > target, or for so many steps, then transforms the picture (borders cut
/// off and refilled with black), and tests p_C under a series of transformations; the run ends where all are above the
/// test confidence, or with its last round. The picture is the last one, as in the paper.
///
/// The paper does not say which objective, optimiser, rate, target and stopping criterion it used; all are options.
/// Here log p_C is raised by steps of a given size along the gradient, in coordinates of unit deviation. A round aims
/// higher (0.9999) than the tests ask for (0.99), because turning takes some of what a round has reached: where both
/// were 0.99, soccer ball on GoogLeNet ended with 20 of its 36 tests passed. Not every class passes in 36 rounds (of six
/// tried, laptop, ostrich and lemon did not). Black is the start, as in §3, and every value is kept between black and
/// white, as the argument of §2.2 for the black start asks for.
package enum TransformationInvariant: Method {
    package static let id = "transformation-invariant"
    package static let title = "Transformation-invariant drawing"
    package static let summary =
        "A picture drawn by gradient ascent that stays with its class while it is turned, scaled or mirrored."
    package static let discussion = """
        Starting from black, the picture is changed along the gradient until the network is sure of the class. Then it is \
        turned by ten degrees, what sticks out is cut off and what is laid open is filled with black, and the next round \
        begins. A line that helps at one angle only does not last; what remains after a revolution is drawn in strokes \
        that hold at every angle.

        After each round the picture is tested at every angle of a revolution, and mirrored or scaled where the rounds do \
        that. The run ends where the class stays probable under all tests, or after its last round; the record says which \
        and lists the probability under every test. Corners are lost in turning, so that drawings are round.

        The start matters: from lighter grays other drawings come. The preset exhibit `method: initial-gray-sweep` draws \
        from many grays and measures them.
        """
    package static let reference = """
        Li, Jiang, Zhang, Zhao, Jiang: Towards interpreting computer vision based on transformation invariant \
        optimization, 2021, algorithm 1.
        """
    package static let revision = 2
    package static let needs: MethodNeeds = [.target]
    package static let output = MethodOutput.picture
    package static let headline = ["test-confidence-lowest", "rounds"]
    package static let curves = [
        Curve(name: "confidence", title: "Confidence", horizontal: "iterations", vertical: "probability"),
        Curve(name: "objective", title: "Objective", horizontal: "iterations", vertical: "objective"),
        Curve(
            name: "lowest-test-confidence", title: "Lowest confidence under the tests", horizontal: "rounds",
            vertical: "probability", start: 1),
        Curve(
            name: "test-confidence", title: "Confidence under each test", horizontal: "test transformation",
            vertical: "probability"),
    ]

    package static func passes(_ options: Options) -> Int {
        options.rounds * (options.iterations + (transformations(options, fill: []).tests.count + 2) / 3)
    }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        _ = try classIndex(of: target)
        let pixels = model.network.inputShape.reduce(1, *)
        return Execution(model.network, reads: [model.output], for: .gradient).memoryNeed
            + Execution(model.network, batch: ConfidenceTest.batch, reads: [model.output], for: .forward).memoryNeed
            + (6 + 2 * ConfidenceTest.batch) * 4 * pixels
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let model = request.model
        let index = try classIndex(of: request.target)
        // Refuses a class that the model does not have.
        _ = try Objective(target: .classIndex(index), score: .logit, model: model)
        let space = SynthesisSpace(model)
        let series = transformations(options, fill: space.lowest)
        let test = ConfidenceTest(series.tests, of: index, model: model, space: space)
        let execution = Execution(model.network, reads: [model.output], for: .gradient)
        let wanted = options.testConfidence ?? min(options.targetConfidence, 0.99)
        var run = DrawingRun(restored: request.checkpoints.restored, space: space, startGray: options.startGray)
        if run.round > 0 { run.tested = try test.confidences(of: run.picture, workers: request.workers) }
        while run.round < options.rounds, !run.isDone(wanted) {
            let reached = run.round
            var ascent = Ascent(options.optimizer.ascent, rate: .init(options.rate), count: run.picture.count)
            for step in 0..<options.iterations {
                try execution.forward(space.modelInput(run.picture), workers: request.workers)
                let scores = execution.value(of: model.output)
                let probabilities = Model.probabilities(fromLogits: scores.elements)
                let confidence = probabilities[index]
                run.confidence.append(Float(confidence))
                run.objective.append(
                    options.objective == .classScore
                        ? scores[index] : Float(log(max(confidence, .leastNonzeroMagnitude))))
                if confidence > options.targetConfidence { break }
                let gradient = execution.inputGradient(
                    from: [model.output: cotangent(of: options.objective, index, probabilities, scores.shape)],
                    workers: request.workers)
                ascent.advance(&run.picture, along: space.pulledBack(gradient))
                if options.clip { space.clip(&run.picture) }
                let share = Double(reached) + Double(step + 1) / Double(options.iterations + 1)
                try request.progress(share / Double(options.rounds))
            }
            run.picture = series.operation(after: run.round).apply(run.picture)
            run.tested = try test.confidences(of: run.picture, workers: request.workers)
            run.lowest.append(Float(run.tested.min() ?? 0))
            run.round += 1
            request.checkpoints.keep { run.state }
            try request.progress(Double(run.round) / Double(options.rounds))
        }
        return try result(of: run, wanted: wanted, index, request, options, space)
    }

    private static func result(
        of run: DrawingRun, wanted: Double, _ index: Int, _ request: MethodRequest, _ options: Options,
        _ space: SynthesisSpace
    ) throws(Diagnostic) -> MethodResult {
        let map = space.modelInput(run.picture)
        let model = request.model
        let final = Execution(model.network, reads: [model.output], for: .forward)
        try final.forward(map, workers: request.workers)
        let scores = final.value(of: model.output).elements
        let lowest = run.tested.min() ?? 0
        let best = run.lowest.max() ?? 0
        let isConverged = run.isDone(wanted)
        let shown = "\((wanted * 1e6).rounded() / 1e4) %"
        let end =
            isConverged
            ? "Stopped after \(run.round) of \(options.rounds) rounds: above \(shown) under all \(run.tested.count) tests."
            : "Stopped at the limit of \(options.rounds) rounds: above \(shown) under "
                + "\(run.tested.count { $0 > wanted }) of \(run.tested.count) tests."
        func curve(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], elements: values) }
        return MethodResult(
            map: map,
            series: [
                "confidence": curve(run.confidence), "objective": curve(run.objective),
                "lowest-test-confidence": curve(run.lowest), "test-confidence": curve(run.tested.map(Float.init)),
            ],
            numbers: [
                ("class", Double(index)), ("logit", Double(scores[index])),
                ("probability", Model.probabilities(fromLogits: scores)[index]), ("converged", isConverged ? 1 : 0),
                ("rounds", Double(run.round)),
                ("iterations", Double(run.confidence.count)), ("test-confidence-lowest", lowest),
                ("test-confidence-mean", run.tested.reduce(0, +) / Double(max(1, run.tested.count))),
                ("best-test-confidence-lowest", Double(best)),
                ("best-round", Double((run.lowest.firstIndex(of: best) ?? 0) + 1)),
            ], remarks: [end])
    }

    /// ∂ log p_C ∕ ∂ zⱼ = [j = C] − pⱼ, ∂ S_C ∕ ∂ zⱼ = [j = C].
    private static func cotangent(
        of objective: ObjectiveName, _ index: Int, _ probabilities: [Double], _ shape: [Int]
    ) -> Tensor {
        Tensor(
            shape: shape,
            elements: probabilities.enumerated().map { other, probability in
                Float((other == index ? 1 : 0) - (objective == .logProbability ? probability : 0))
            })
    }

    private static func transformations(_ options: Options, fill: [Float]) -> RoundTransformations {
        RoundTransformations(
            order: options.order, angle: options.rotate, scale: options.scale, flip: options.flip, fill: fill)
    }

    private static func classIndex(of target: Target?) throws(Diagnostic) -> Int {
        guard case .classIndex(let index)? = target else {
            throw Diagnostic(
                .error, "no-target", "'\(id)' draws a class, and was given none",
                notes: [.init("add 'classes:' to the exhibit, or --class to the command")])
        }
        return index
    }
}
