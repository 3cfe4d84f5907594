import Diagnostics
import Models
import Networks
import Tensors

/// The image that a method is to explain, and the number said of it.
struct Explanation {
    let model: Model
    /// 1 × C × H × W in the model's input space.
    let input: Tensor
    let objective: Objective
    let workers: Workers

    /// - Parameter position: of a kernel's neuron, [row, column].
    /// - Throws: where there is no image, or no such target. Where none is given it is the predicted class, which takes
    ///   a forward pass.
    init(
        _ request: MethodRequest, of method: String, score: Score, position: [Int]?
    ) throws(Diagnostic) {
        model = request.model
        input = try request.image(for: method)
        workers = request.workers
        let target: Target
        if let given = request.target {
            target = given
        } else {
            target = .classIndex(try model.predictedClass(of: input, workers: workers))
        }
        objective = try Objective(target: target.at(position), score: score, model: model)
    }

    /// The value of the objective's node for another input of the model.
    func activation(at input: Tensor) throws(Diagnostic) -> Tensor {
        let execution = Execution(model.network, reads: [objective.node], for: .forward)
        try execution.forward(input, workers: workers)
        return execution.value(of: objective.node)
    }

    /// The objective, or the score of some class where no target is given: what is planned before anything is computed.
    static func objective(
        _ target: Target?, score: Score, position: [Int]?, in model: Model
    ) throws(Diagnostic) -> Objective {
        try Objective(target: (target ?? .classIndex(0)).at(position), score: score, model: model)
    }

    /// The node of the objective, or of the predicted class where no target is given.
    static func node(
        _ target: Target?, score: Score, position: [Int]?, in model: Model
    ) throws(Diagnostic) -> NodeID {
        try objective(target, score: score, position: position, in: model).node
    }
}
