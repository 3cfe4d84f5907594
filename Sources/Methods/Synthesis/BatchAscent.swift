import Diagnostics
import Models
import Networks
import Tensors

/// Pictures that go through the network together, on their way.
final class BatchAscent {
    private let synthesis: Synthesis
    private let drawings: [Drawing]
    private let execution: Execution
    private let reads: [NodeID]
    /// The same network for one picture, read before the rectifier that holds a channel at zero.
    private var raising: [NodeID: Execution] = [:]

    init(_ synthesis: Synthesis, _ subjects: [Synthesis.Subject], reads: [NodeID]) {
        self.synthesis = synthesis
        self.reads = reads
        drawings = subjects.map { Drawing($0, synthesis) }
        execution = Execution(synthesis.model.network, batch: subjects.count, reads: reads, for: .gradient)
    }

    private var network: Network { synthesis.model.network }

    func advance(step: Int, workers: Workers) throws(Diagnostic) {
        workers.forEach(drawings.count) { drawings[$0].view(step: step) }
        try execution.forward(Tensor.stacked(drawings.map(\.view)), workers: workers)
        let activations = activations
        var cotangents = activations.mapValues { Tensor(shape: $0.shape) }
        var common = 0.0
        if let diversity = synthesis.diversity, let activation = activations[diversity.node] {
            let (value, gradient) = diversity.evaluate(activation)
            // The objectives are added up, lucid's mean of them is not: so each picture counts as it does there.
            common = diversity.weight * value
            let factor = Float(-diversity.weight * Double(drawings.count))
            cotangents[diversity.node]?.add(gradient, times: factor)
        }
        for (image, drawing) in drawings.enumerated() {
            drawing.note(activations, image: image, less: common)
            guard !drawing.isHeld else { continue }
            drawing.subject.goal.addCotangents(at: activations, image: image, to: &cotangents)
        }
        let gradients = execution.inputGradient(from: cotangents, workers: workers)
        let raised = try drawings.map { drawing throws(Diagnostic) -> Tensor? in
            guard drawing.isHeld, let goal = drawing.raisedGoal else { return nil }
            return try raisingGradient(of: goal, at: drawing.view, workers: workers)
        }
        workers.forEach(drawings.count) { image in
            var gradient = gradients.image(image)
            if let raised = raised[image] { gradient.add(raised, times: 1) }
            drawings[image].step(along: gradient)
        }
    }

    /// What is drawn, and what the network makes of it.
    func outcomes(workers: Workers) throws(Diagnostic) -> [Synthesis.Outcome] {
        workers.forEach(drawings.count) { drawings[$0].finish() }
        try execution.forward(Tensor.stacked(drawings.map(\.view)), workers: workers)
        let activations = activations
        return drawings.enumerated().map { image, drawing in
            let own = activations.filter { drawing.subject.goal.nodes.contains($0.key) }
            return drawing.outcome(own.mapValues { $0.image(image) })
        }
    }

    private var activations: [NodeID: Tensor] {
        Dictionary(uniqueKeysWithValues: reads.map { ($0, execution.value(of: $0)) })
    }

    private func raisingGradient(of goal: Goal, at view: Tensor, workers: Workers) throws(Diagnostic) -> Tensor {
        let node = goal.principal.node
        let execution = raising[node] ?? Execution(network, reads: [node], for: .gradient)
        raising[node] = execution
        try execution.forward(view, workers: workers)
        let activations = [node: execution.value(of: node)]
        var cotangents = activations.mapValues { Tensor(shape: $0.shape) }
        goal.addCotangents(at: activations, to: &cotangents)
        return execution.inputGradient(from: cotangents, workers: workers)
    }
}

extension Tensor {
    mutating func add(_ other: Tensor, times factor: Float) {
        withUnsafeMutableBufferPointer { values in
            other.withUnsafeBufferPointer { other in
                for index in values.indices { values[index] += factor * other[index] }
            }
        }
    }
}
