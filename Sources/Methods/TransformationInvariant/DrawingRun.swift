import Tensors

/// Where a run of Algorithm 1 stands between two rounds.
struct DrawingRun {
    /// In coordinates of unit deviation.
    var picture: Tensor
    /// Rounds that are done.
    var round = 0
    /// Per step, over all rounds.
    var confidence: [Float] = []
    var objective: [Float] = []
    /// The lowest confidence under the tests after each round.
    var lowest: [Float] = []
    /// The confidences under the tests after the last round; not kept, but computed from the picture where a run goes on.
    var tested: [Double] = []

    /// Goes on from what was kept, where that is of this picture; otherwise starts from gray.
    init(restored: [String: Tensor]?, space: SynthesisSpace, startGray: Double) {
        if let restored, let picture = restored["picture"], picture.shape == space.shape,
            let confidence = restored["confidence"], let objective = restored["objective"],
            let lowest = restored["lowest"]
        {
            self.picture = picture
            self.confidence = confidence.elements
            self.objective = objective.elements
            self.lowest = lowest.elements
            round = lowest.count
            return
        }
        picture = Tensor(shape: space.shape)
        space.forEachChannel(of: &picture) { values, channel in
            values.update(repeating: space.gray(Float(startGray), channel: channel))
        }
    }

    /// Whether the last round's picture passes all tests.
    func isDone(_ wanted: Double) -> Bool { !tested.isEmpty && tested.allSatisfy { $0 > wanted } }

    /// All that the next rounds and the result depend on.
    var state: [String: Tensor] {
        func vector(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], elements: values) }
        return [
            "picture": picture, "confidence": vector(confidence), "objective": vector(objective),
            "lowest": vector(lowest),
        ]
    }
}
