package import Diagnostics
package import Models
import Networks
import Tensors

/// A picture that makes a class score, a channel or a neuron as large as gradient ascent can.
///
/// u* = argmax objective(x(u)) − penalty(u), x = the model's input, u = the same in coordinates of unit deviation;
/// every step shifts the picture at random (jitter) and keeps it displayable (clip). Weights of the penalties that are
/// given are those of this formula. By default they follow the size of the objective's gradient, step by step, so that
/// a channel's mean and a class score, which differ by orders of magnitude, are smoothed alike. A kernel whose rectifier
/// is at zero everywhere is first raised by what the rectifier reads; one that stays at zero is called dead, and its
/// picture is left gray.
package enum ActivationMaximization: Method {
    package enum ObjectiveName: String, CaseIterable, SettingValue {
        case classScore = "class-score"
        case classProbability = "class-probability"
        case channel
        case neuron
    }

    package struct Options: Settings {
        package var objective: ObjectiveName?
        package var position: [Int]?
        package var parameterization = Parameterization.pixels
        package var start = Start.normal
        package var startGray = 128.0
        package var startDeviation: Double?
        package var optimizer = AscentRule.adam
        package var rate = 0.1
        package var iterations = 256
        package var jitter: Int?
        package var l1 = 0.0
        package var l2: Double?
        package var totalVariation: Double?
        package var clip = true
        package var seed = 0

        package init() {}

        package static let fields: [SettingField<Options>] = [
            SettingField(
                "objective", \.objective,
                "what is made large; by default the score of a class, the mean of a channel, or a neuron's value"),
            SettingField(
                "position", \.position, "for a neuron, [row, column]; by default the middle of the layer",
                check: Target.Position.complaint),
            SettingField("parameterization", \.parameterization, "what is optimised: the pixels themselves"),
            SettingField("start", \.start, "what the picture starts from"),
            SettingField(
                "start-gray", \.startGray, "gray level of the start, 0 to 255",
                check: { (0...255).contains($0) ? nil : "must be from 0 to 255" }),
            SettingField(
                "start-deviation", \.startDeviation,
                "deviation of the start's noise, in units of natural deviation; by default 0.1 for a class, and 1 for a kernel, many of which a fainter start leaves at zero",
                check: { (0...10).contains($0 ?? 0) ? nil : "must be from 0 to 10" }),
            SettingField("optimizer", \.optimizer, "how a step is made of a gradient"),
            SettingField(
                "rate", \.rate, "step size, in units of natural deviation",
                check: { $0 > 0 && $0 <= 1e6 ? nil : "must be positive" }),
            SettingField(
                "iterations", \.iterations, "steps",
                check: { (1...1_000_000).contains($0) ? nil : "must be from 1 to 1000000" }),
            SettingField(
                "jitter", \.jitter, "largest shift of a step in pixels; by default a 14th of the shorter side",
                check: { ($0 ?? 0) >= 0 && ($0 ?? 0) <= 4096 ? nil : "must be from 0 to 4096" }),
            SettingField("l1", \.l1, "weight of the sum of magnitudes", check: { penaltyComplaint($0) }),
            SettingField(
                "l2", \.l2,
                "weight of the sum of squares; by default 0.002 of the root mean square of the objective's gradient",
                check: penaltyComplaint),
            SettingField(
                "total-variation", \.totalVariation,
                "weight of the squared differences of neighbours; by default 0.4 of the root mean square of the objective's gradient",
                check: penaltyComplaint),
            SettingField("clip", \.clip, "keep every value within what black and white are for the model"),
            SettingField(
                "seed", \.seed, "of the start and the jitter", check: { $0 >= 0 ? nil : "must not be negative" }),
        ]

        @Sendable private static func penaltyComplaint(_ weight: Double?) -> String? {
            (0...1e6).contains(weight ?? 0) ? nil : "must not be negative"
        }
    }

    package enum Parameterization: String, CaseIterable, SettingValue {
        case pixels
    }

    package static let id = "activation-maximization"
    package static let title = "Activation maximization"
    package static let summary =
        "A picture drawn by gradient ascent that a class, a channel or a neuron answers to most."
    package static let discussion = """
        Starting from gray with a little noise, the picture is changed step by step in the direction in which the \
        objective grows: the score of a class before softmax, the mean of a channel, or the value of one neuron. At \
        every step it is shifted at random by a few pixels, so that what appears does not hang on a single pixel, and \
        penalties on its size and on the difference between neighbours keep out noise.

        It shows what the network responds to most strongly, not what it has seen: much of a picture may be foreign to \
        any photograph. Another seed gives another picture; what stays between seeds is what can be trusted.
        """
    package static let reference = """
        Erhan, Bengio, Courville, Vincent: Visualizing Higher-Layer Features of a Deep Network, 2009; Simonyan, \
        Vedaldi, Zisserman: Deep Inside Convolutional Networks, 2014, section 2.
        """
    package static let revision = 1
    package static let needs: MethodNeeds = [.target]
    package static let output = MethodOutput.picture
    package static let curves = [
        Curve(name: "objective", title: "Objective", horizontal: "iterations", vertical: "objective")
    ]

    package static func passes(_ options: Options) -> Int { options.iterations + 2 }

    package static func memoryNeed(model: Model, target: Target?, _ options: Options) throws(Diagnostic) -> Int {
        let objective = try Objective(target, options, model)
        let pixels = model.network.inputShape.reduce(1, *)
        return Execution(model.network, reads: [objective.node], for: .gradient).memoryNeed + 6 * 4 * pixels
    }

    package static func run(_ request: MethodRequest, _ options: Options) throws(Diagnostic) -> MethodResult {
        let model = request.model
        let space = SynthesisSpace(model)
        let objective = try Objective(request.target, options, model)
        let seed = UInt64(options.seed)
        let reach = options.jitter ?? min(space.shape[2], space.shape[3]) / 14
        var picture = options.start.picture(
            in: space, level: Float(options.startGray), deviation: options.startDeviation(of: objective), seed: seed)
        if options.clip { space.clip(&picture) }
        var ascent = Ascent(options.optimizer, rate: Float(options.rate), count: picture.count)
        let beforeRectifier = objective.beforeRectifier(in: model.network)
        let execution = Execution(
            model.network, reads: [objective.node] + (beforeRectifier.map { [$0.node] } ?? []), for: .gradient)
        var curve: [Float] = []
        var penalty = Penalty(l1: 0, l2: 0, totalVariation: 0)
        for step in 0..<options.iterations {
            let jitter = Jitter(reach: reach, seed: seed, step: step)
            try execution.forward(jitter.apply(space.modelInput(picture)), workers: request.workers)
            let activation = execution.value(of: objective.node)
            curve.append(Float(objective.value(activation)))
            // A rectifier that holds everything back passes no gradient: what it reads is raised until it lets through.
            let raised = curve[step] == 0 ? beforeRectifier ?? objective : objective
            let gradient = execution.inputGradient(
                from: [raised.node: raised.cotangent(execution.value(of: raised.node))], workers: request.workers)
            var direction = jitter.applyAdjoint(space.pulledBack(gradient))
            penalty = options.penalty(for: direction)
            penalty.subtractGradient(at: picture, from: &direction)
            ascent.advance(&picture, along: direction)
            if options.clip { space.clip(&picture) }
            try request.progress(Double(step + 1) / Double(options.iterations + 1))
        }
        let isDead = beforeRectifier != nil && curve.allSatisfy { $0 == 0 }
        if isDead {
            // Noise would pass for something seen.
            picture = Start.gray.picture(in: space, level: Float(options.startGray), deviation: 0, seed: seed)
        }
        let map = space.modelInput(picture)
        let final = Execution(model.network, reads: [objective.node], for: .forward)
        try final.forward(map, workers: request.workers)
        let activation = final.value(of: objective.node)
        return MethodResult(
            map: map, series: ["objective": Tensor(shape: [curve.count], elements: curve)],
            numbers: objective.numbers(activation: activation) + [
                ("objective-at-start", Double(curve[0])), ("objective", objective.value(activation)),
                ("penalty", penalty.value(picture)), ("dead", isDead ? 1 : 0),
            ])
    }
}
