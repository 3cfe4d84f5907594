import Tensors

extension SynthesisSpace {
    /// A 255th of the range from black to white, in these coordinates; of channels with several, the least.
    var grayLevel: Double {
        zip(lowest, highest).map { Double($1 - $0) / 255 }.min() ?? 1
    }

    /// The coordinates of a model's input.
    func coordinates(of input: Tensor) -> Tensor {
        var result = input
        forEachChannel(of: &result) { values, channel in
            let factor = 1 / deviation[channel]
            for index in values.indices { values[index] *= factor }
        }
        return result
    }
}
