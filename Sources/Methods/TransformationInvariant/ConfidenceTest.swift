import Diagnostics
import Models
import Networks
import Tensors

/// The confidence in a class under each of a series of transformations.
struct ConfidenceTest {
    private let tests: [any Transformation]
    private let execution: Execution
    private let output: NodeID
    private let index: Int
    private let space: SynthesisSpace

    /// Pictures that go through the network together.
    static let batch = 4

    init(_ tests: [any Transformation], of index: Int, model: Model, space: SynthesisSpace) {
        self.tests = tests
        self.index = index
        self.space = space
        output = model.output
        execution = Execution(model.network, batch: Self.batch, reads: [model.output], for: .forward)
    }

    /// p_C after softmax for each test, of a picture in coordinates of unit deviation.
    func confidences(of picture: Tensor, workers: Workers) throws(Diagnostic) -> [Double] {
        var confidences: [Double] = []
        while confidences.count < tests.count {
            // The last batch is filled up with its last picture.
            let shown = (0..<Self.batch).map { tests[min(confidences.count + $0, tests.count - 1)] }
            let values = shown.flatMap { space.modelInput($0.apply(picture)).elements }
            try execution.forward(
                Tensor(shape: [Self.batch] + space.shape.dropFirst(), elements: values), workers: workers)
            let scores = execution.value(of: output).elements
            let classes = scores.count / Self.batch
            for image in 0..<min(Self.batch, tests.count - confidences.count) {
                let own = Array(scores[image * classes..<(image + 1) * classes])
                confidences.append(Model.probabilities(fromLogits: own)[index])
            }
        }
        return confidences
    }
}
