import Diagnostics
import Models
import Networks
import Tensors

/// What a model takes an image for.
struct Verdict {
    /// The class scores before softmax.
    let logits: [Float]
    let probabilities: [Double]
    /// The most probable class; of equal ones the first.
    let best: Int

    /// - Parameters:
    ///   - execution: of one image, forward, that reads the model's output.
    ///   - input: 1 × C × H × W.
    init(of execution: Execution, for input: Tensor, _ request: MethodRequest) throws(Diagnostic) {
        try execution.forward(input, workers: request.workers)
        logits = execution.value(of: request.model.output).elements
        probabilities = Model.probabilities(fromLogits: logits)
        let largest = logits.max()
        best = logits.firstIndex { $0 == largest } ?? 0
    }
}
