import Models
import Networks
import Tensors

/// The coordinates in which synthesis optimises: the model's input divided, channel by channel, by the deviation that
/// natural pictures have there, so that rates and penalties mean the same for every model.
struct SynthesisSpace: Sendable {
    /// Model input units per unit of these coordinates.
    let deviation: [Float]
    /// What black and white are in these coordinates.
    let lowest: [Float]
    let highest: [Float]
    /// 1 × C × H × W.
    let shape: [Int]

    init(_ model: Model) {
        shape = [1] + model.network.inputShape
        deviation = model.preprocessing.deviation
        lowest = zip(model.preprocessing.lowest, deviation).map { $0 / $1 }
        highest = zip(model.preprocessing.highest, deviation).map { $0 / $1 }
    }

    var area: Int { shape[2] * shape[3] }

    /// The coordinates of a gray level from 0 to 255, for one channel.
    func gray(_ level: Float, channel: Int) -> Float {
        lowest[channel] + (highest[channel] - lowest[channel]) * level / 255
    }

    func modelInput(_ picture: Tensor) -> Tensor { scaled(picture, by: deviation) }

    /// The gradient in these coordinates of what has `gradient` in the model's input space.
    func pulledBack(_ gradient: Tensor) -> Tensor { scaled(gradient, by: deviation) }

    /// Moves every value that no display can show to the nearest that one can.
    func clip(_ picture: inout Tensor) {
        forEachChannel(of: &picture) { values, channel in
            for index in values.indices { values[index] = min(max(values[index], lowest[channel]), highest[channel]) }
        }
    }

    private func scaled(_ tensor: Tensor, by factors: [Float]) -> Tensor {
        var result = tensor
        forEachChannel(of: &result) { values, channel in
            for index in values.indices { values[index] *= factors[channel] }
        }
        return result
    }

    func forEachChannel(
        of tensor: inout Tensor, _ body: (_ values: UnsafeMutableBufferPointer<Float>, _ channel: Int) -> Void
    ) {
        tensor.withUnsafeMutableBufferPointer { all in
            for channel in 0..<shape[1] {
                body(UnsafeMutableBufferPointer(rebasing: all[channel * area..<(channel + 1) * area]), channel)
            }
        }
    }
}
