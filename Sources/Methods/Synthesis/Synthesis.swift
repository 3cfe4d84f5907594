package import Diagnostics
package import Models
package import Networks
package import Tensors

/// Gradient ascent on pictures: what is raised, in which coordinates, seen how, by which steps.
///
/// θ ← θ + step of ∂ (goal(A x(θ)) − penalty(x(θ))) ∕ ∂θ; x the picture of the parameters θ, A the moves drawn for the
/// step. Pictures that run together share nothing but passes of the network: each is the same to the bit alone and in a
/// batch, unless `diversity` couples them.
package struct Synthesis: Sendable {
    /// One picture to be drawn.
    package struct Subject: Sendable {
        package let goal: Goal
        /// Of the moves.
        package let seed: UInt64
        /// Parameters of the first step.
        package let start: Tensor

        package init(goal: Goal, seed: UInt64, start: Tensor) {
            self.goal = goal
            self.seed = seed
            self.start = start
        }
    }

    /// One picture when it is drawn.
    package struct Outcome: Sendable {
        /// 1 × C × H × W in the model's input space; gray where it is dead.
        package let picture: Tensor
        /// The parameters that it was made of.
        package let parameters: Tensor
        /// The goal's value at each step, of the picture as it was seen then.
        package let objective: [Double]
        /// The probability of the goal's class, where it has one, at each step.
        package let confidence: [Double]
        /// The goal's value for the picture that is returned.
        package let value: Double
        /// What the network makes of the picture that is returned, by the nodes that the goal reads.
        package let activations: [NodeID: Tensor]
        package let penalty: Double
        /// Whether the goal is a channel or neuron that no step raised above zero.
        package let isDead: Bool
    }

    package let model: Model
    package var parameterization: any Parameterization
    package var viewing: Viewing
    package var rule: AscentRule
    package var rate: Double
    package var iterations: Int
    /// Steps without a higher value after which the rate is halved; 0 for never.
    package var patience: Int
    package var penalty: PenaltyWeights
    package var diversity: Diversity?

    package var space: SynthesisSpace { parameterization.space }

    package init(
        _ model: Model, _ parameterization: any Parameterization, viewing: Viewing, rule: AscentRule = .adam,
        rate: Double = 0.05, iterations: Int, patience: Int = 0, penalty: PenaltyWeights = .none,
        diversity: Diversity? = nil
    ) {
        self.model = model
        self.parameterization = parameterization
        self.viewing = viewing
        self.rule = rule
        self.rate = rate
        self.iterations = iterations
        self.patience = patience
        self.penalty = penalty
        self.diversity = diversity
    }

    /// Bytes beyond the weights for a number of pictures at once.
    package func memoryNeed(of goals: [Goal], atOnce: Int) -> Int {
        let pixels = space.shape.reduce(1, *)
        let batch = max(1, min(atOnce, goals.count))
        let execution = Execution(model.network, batch: batch, reads: reads(of: goals), for: .gradient)
        let values = reads(of: goals).reduce(0) { $0 + model.network.nodes[$1].shape.reduce(1, *) }
        // Parameters and their two moments, the picture, its views, and their gradients.
        let perPicture = 16 * pixels + 3 * values
        // Every picture has its start, its parameters and itself twice: as an outcome and in the result.
        let (kept, overflow) = goals.count.multipliedReportingOverflow(by: 5 * pixels)
        let (all, isBeyond) = (batch * perPicture).addingReportingOverflow(overflow ? .max / 16 : kept)
        return execution.memoryNeed + MemoryLayout<Float>.stride * (isBeyond ? .max / 16 : all)
    }

    /// Draws the pictures.
    ///
    /// - Parameters:
    ///   - atOnce: pictures that run through the network together; with diversity, all do.
    ///   - progress: as a method's request has it.
    /// - Returns: in the subjects' order.
    package func run(
        _ subjects: [Subject], atOnce: Int = 8, workers: Workers,
        progress: @Sendable (Double) throws(Diagnostic) -> Void = { _ throws(Diagnostic) in }
    ) throws(Diagnostic) -> [Outcome] {
        let size = diversity == nil ? max(1, atOnce) : subjects.count
        var outcomes: [Outcome] = []
        while outcomes.count < subjects.count {
            let (done, total) = (outcomes.count, Double(subjects.count))
            let batch = Array(subjects[done..<min(done + size, subjects.count)])
            let ascent = BatchAscent(self, batch, reads: reads(of: batch.map(\.goal)))
            for step in 0..<iterations {
                try ascent.advance(step: step, workers: workers)
                let share = Double(step + 1) / Double(iterations + 1)
                try progress((Double(done) + Double(batch.count) * share) / total)
            }
            outcomes += try ascent.outcomes(workers: workers)
        }
        return outcomes
    }

    private func reads(of goals: [Goal]) -> [NodeID] {
        Set(goals.flatMap(\.nodes) + (diversity.map { [$0.node] } ?? [])).sorted()
    }
}
