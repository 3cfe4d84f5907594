import Methods

/// The blur from which RISE inserts pixels: 11 × 11, deviation 5, zeros beyond the borders.
enum Blur {
    private static let radius = 5

    /// The response of a Gaussian of deviation 5 to the middle of 11 pixels, mirrored at their ends, as RISE's code takes
    /// it from scipy: the tails come back in, so that it is flatter than the Gaussian.
    static let weights: [Double] = {
        let (reach, length) = (20, 2 * radius + 1)
        let half = gaussian(deviation: 5, reach: reach)
        let sum = 2 * half.reduce(0, +) - half[0]
        return (0..<length).map { place in
            (-2...2).reduce(0.0) { total, period in
                [radius, length + radius].reduce(total) { total, image in
                    let distance = abs(image + 2 * length * period - place)
                    return total + (distance <= reach ? half[distance] / sum : 0)
                }
            }
        }
    }()

    /// - Parameter values: planes of this height and width, one after the other.
    static func applied(to values: [Float], height: Int, width: Int) -> [Float] {
        let rows = filtered(values.map(Double.init), length: width, stride: 1, height: height, width: width)
        return filtered(rows, length: height, stride: width, height: height, width: width).map { Float($0) }
    }

    /// Filtered along one axis: `length` elements, `stride` from one to the next.
    private static func filtered(
        _ values: [Double], length: Int, stride: Int, height: Int, width: Int
    ) -> [Double] {
        values.indices.map { index in
            let place = index / stride % length
            return (-radius...radius).reduce(0.0) { sum, offset in
                guard (0..<length).contains(place + offset) else { return sum }
                return sum + weights[offset + radius] * values[index + offset * stride]
            }
        }
    }
}
