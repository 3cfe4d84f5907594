import Models
import Networks
import Tensors

/// One picture on its way: parameters, the memory of its ascent, and what was seen of it so far.
final class Drawing {
    let subject: Synthesis.Subject
    private let synthesis: Synthesis
    private var parameters: Tensor
    private var picture: Tensor
    private var series: TransformationSeries
    private var ascent: Ascent
    private var halving: PlateauHalving
    private var penalty = Penalty(l1: 0, l2: 0, totalVariation: 0)
    private var objective: [Double] = []
    private var confidence: [Double] = []

    /// What the network is to read: the picture of this step in the model's input space.
    private(set) var view: Tensor
    /// The goal before the rectifier of its channel; nil where there is none.
    let raisedGoal: Goal?
    /// Whether that rectifier is at zero everywhere, so that it passes no gradient: what it reads is raised until it
    /// lets through.
    private(set) var isHeld = false
    private var wasFree = false

    init(_ subject: Synthesis.Subject, _ synthesis: Synthesis) {
        self.subject = subject
        self.synthesis = synthesis
        parameters = subject.start
        picture = synthesis.parameterization.picture(subject.start)
        series = synthesis.viewing.still
        ascent = Ascent(synthesis.rule, rate: synthesis.rate, count: subject.start.count)
        halving = PlateauHalving(patience: synthesis.patience)
        view = picture
        raisedGoal = subject.goal.principal.beforeRectifier(in: synthesis.model.network).map { Goal($0) }
    }

    /// Draws how the network sees the picture at a step.
    func view(step: Int) {
        picture = synthesis.parameterization.picture(parameters)
        series = synthesis.viewing.drawn(seed: subject.seed, step: step)
        view = synthesis.space.modelInput(series.apply(picture))
    }

    /// Takes what the network makes of the view.
    ///
    /// - Parameter common: what the pictures of a batch lose together.
    func note(_ activations: [NodeID: Tensor], image: Int, less common: Double) {
        let value = subject.goal.value(activations, image: image)
        objective.append(value - common)
        let principal = subject.goal.principal
        if let activation = activations[principal.node] {
            isHeld = raisedGoal != nil && principal.value(activation, image: image) == 0
            if let probability = principal.probability(activation, image: image) { confidence.append(probability) }
        }
        wasFree = wasFree || !isHeld
    }

    /// - Parameter gradient: at the view, in the model's input space.
    func step(along gradient: Tensor) {
        let space = synthesis.space
        var direction = series.applyAdjoint(space.pulledBack(gradient), to: space.extent)
        penalty = synthesis.penalty.penalty(for: direction)
        penalty.subtractGradient(at: picture, from: &direction)
        let along = synthesis.parameterization.pulledBack(direction, to: parameters, of: picture)
        halving.append(penalty.value(picture) - (objective.last ?? 0))
        ascent.advance(&parameters, along: along, factor: halving.factor)
        synthesis.parameterization.clip(&parameters)
    }

    /// Ends with the picture, of which nothing is left to chance; a dead one is gray, since noise would pass for
    /// something seen.
    func finish() {
        picture = synthesis.parameterization.picture(parameters)
        if isDead {
            let middle = synthesis.space.middle
            synthesis.space.forEachChannel(of: &picture) { values, channel in values.update(repeating: middle[channel])
            }
        }
        view = synthesis.space.modelInput(synthesis.viewing.still.apply(picture))
    }

    private var isDead: Bool { raisedGoal != nil && !wasFree }

    /// - Parameter activations: what the network makes of the finished picture.
    func outcome(_ activations: [NodeID: Tensor]) -> Synthesis.Outcome {
        Synthesis.Outcome(
            picture: synthesis.space.modelInput(picture), parameters: parameters, objective: objective,
            confidence: confidence, value: subject.goal.value(activations), activations: activations,
            penalty: penalty.value(picture), isDead: isDead)
    }
}
