import Tensors

/// A Gaussian blur, channel by channel, with a deviation of a 20th of the shorter side, cut off at three deviations.
///
/// Beyond the border nothing is assumed: weights are divided by the sum of those that lie in the image, so that a plain
/// image stays as it is and borders do not darken.
struct GaussianBlur {
    private let height: Int
    private let width: Int
    /// Weights at distances 0, 1, 2, … of pixels.
    private let weights: [Double]

    private static let deviations = 3.0
    private static let share = 0.05

    /// - Parameter shape: of the images; the last two axes are height and width.
    init(shape: [Int]) {
        height = shape[shape.count - 2]
        width = shape[shape.count - 1]
        let sigma = Self.share * Double(min(height, width))
        weights = gaussian(deviation: sigma, reach: Int((Self.deviations * sigma).rounded(.up)))
    }

    func apply(_ image: Tensor) -> Tensor {
        let area = height * width
        return Tensor(shape: image.shape) { target in
            image.withUnsafeBufferPointer { source in
                for plane in 0..<image.count / area {
                    let values = source[plane * area..<(plane + 1) * area].map(Double.init)
                    let rows = blurred(values, lines: height, of: width, step: 1, between: width)
                    let both = blurred(rows, lines: width, of: height, step: width, between: 1)
                    for index in 0..<area { target[plane * area + index] = Float(both[index]) }
                }
            }
        }
    }

    /// Every line of a plane, whose elements lie `step` apart and which begin `between` apart.
    private func blurred(_ values: [Double], lines: Int, of count: Int, step: Int, between: Int) -> [Double] {
        var result = values
        let reach = weights.count - 1
        for place in 0..<count {
            let taps = max(0, place - reach)...min(count - 1, place + reach)
            let total = taps.reduce(0) { $0 + weights[abs($1 - place)] }
            for line in 0..<lines {
                let sum = taps.reduce(0) { $0 + weights[abs($1 - place)] * values[line * between + $1 * step] }
                result[line * between + place * step] = sum / total
            }
        }
        return result
    }
}
