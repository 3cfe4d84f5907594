package import Models
package import Networks
package import Tensors

/// The coordinates in which synthesis optimises: the model's input divided, channel by channel, by the deviation that
/// natural pictures have there, so that rates and penalties mean the same for every model.
package struct SynthesisSpace: Sendable {
    /// Model input units per unit of these coordinates.
    package let deviation: [Float]
    /// What black and white are in these coordinates.
    package let lowest: [Float]
    package let highest: [Float]
    /// Of one picture, 1 × C × H × W.
    package let shape: [Int]
    /// Where red, green and blue are among the channels; nil for gray.
    let colours: [Int]?

    /// - Parameter extent: of the picture; by default the model's input.
    package init(_ model: Model, extent: Extent? = nil) {
        let input = model.network.inputShape
        shape = [1, input[0], extent?.height ?? input[1], extent?.width ?? input[2]]
        deviation = model.preprocessing.deviation
        lowest = zip(model.preprocessing.lowest, deviation).map { $0 / $1 }
        highest = zip(model.preprocessing.highest, deviation).map { $0 / $1 }
        switch model.preprocessing.settings.channels {
        case .bgr: colours = [2, 1, 0]
        case .gray: colours = nil
        case .rgb, nil: colours = input[0] == 3 ? [0, 1, 2] : nil
        }
    }

    package var extent: Extent { Extent(height: shape[2], width: shape[3]) }

    /// The coordinates of a gray level from 0 to 255, for one channel.
    package func gray(_ level: Float, channel: Int) -> Float {
        lowest[channel] + (highest[channel] - lowest[channel]) * level / 255
    }

    /// A 255th of the range from black to white, in these coordinates; of channels with several, the least.
    var grayLevel: Double {
        zip(lowest, highest).map { Double($1 - $0) / 255 }.min() ?? 1
    }

    /// The middle of what is displayable, by channel.
    package var middle: [Float] { deviation.indices.map { gray(127.5, channel: $0) } }

    /// A picture of any extent in the model's input space.
    package func modelInput(_ picture: Tensor) -> Tensor { scaled(picture) { $0 } }

    /// The gradient in these coordinates of what has `gradient` in the model's input space.
    package func pulledBack(_ gradient: Tensor) -> Tensor { scaled(gradient) { $0 } }

    /// The coordinates of a picture in the model's input space.
    package func picture(_ input: Tensor) -> Tensor { scaled(input) { 1 / $0 } }

    /// Moves every value that no display can show to the nearest that one can.
    package func clip(_ picture: inout Tensor) {
        forEachChannel(of: &picture) { values, channel in
            let (low, high) = (lowest[channel], highest[channel])
            for index in values.indices { values[index] = min(max(values[index], low), high) }
        }
    }

    private func scaled(_ tensor: Tensor, by factor: (Float) -> Float) -> Tensor {
        var result = tensor
        forEachChannel(of: &result) { values, channel in
            let factor = factor(deviation[channel])
            for index in values.indices { values[index] *= factor }
        }
        return result
    }

    /// - Parameter tensor: 1 × C × any height and width.
    func forEachChannel(
        of tensor: inout Tensor, _ body: (_ values: UnsafeMutableBufferPointer<Float>, _ channel: Int) -> Void
    ) {
        let area = tensor.count / deviation.count
        tensor.withUnsafeMutableBufferPointer { all in
            for channel in deviation.indices {
                body(UnsafeMutableBufferPointer(rebasing: all[channel * area..<(channel + 1) * area]), channel)
            }
        }
    }
}
