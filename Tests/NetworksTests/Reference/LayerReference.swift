import Foundation
import Networks

enum LayerReference {
    static func elementwise(_ function: @escaping @Sendable (Double) -> Double) -> Reference {
        { $0[0].map(function) }
    }

    static func dense(_ weight: DoubleArray, _ bias: DoubleArray?) -> Reference {
        { inputs in
            DoubleArray([weight.shape[0]]) { position in
                var sum = bias?.elements[position[0]] ?? 0
                for index in 0..<weight.shape[1] { sum += weight[[position[0], index]] * inputs[0].elements[index] }
                return sum
            }
        }
    }

    static func softmax(axis: Int) -> Reference {
        { inputs in
            let input = inputs[0]
            return DoubleArray(input.shape) { position in
                var sum = 0.0
                var other = position
                for index in 0..<input.shape[axis] {
                    other[axis] = index
                    sum += exp(input[other])
                }
                return exp(input[position]) / sum
            }
        }
    }

    static func globalAverage(keepsAxes: Bool) -> Reference {
        { inputs in
            let input = inputs[0]
            let (channels, height, width) = (input.shape[0], input.shape[1], input.shape[2])
            return DoubleArray(keepsAxes ? [channels, 1, 1] : [channels]) { position in
                var sum = 0.0
                for y in 0..<height { for x in 0..<width { sum += input[position[0], y, x] } }
                return sum / Double(height * width)
            }
        }
    }

    static func localResponse(size: Int, alpha: Double, beta: Double, k: Double) -> Reference {
        { inputs in
            let input = inputs[0]
            return DoubleArray(input.shape) { position in
                var sum = 0.0
                let half = Double(size - 1) / 2
                for channel in position[0] - Int(half.rounded(.down))...position[0] + Int(half.rounded(.up))
                where channel >= 0 && channel < input.shape[0] {
                    let neighbour = input[channel, position[1], position[2]]
                    sum += neighbour * neighbour
                }
                return input[position] / pow(k + alpha / Double(size) * sum, beta)
            }
        }
    }

    static let sum: Reference = { inputs in
        DoubleArray(inputs[0].shape) { position in inputs.reduce(0) { $0 + $1[position] } }
    }

    static let product: Reference = { inputs in
        let shape = zip(inputs[0].shape, inputs[1].shape).map { max($0, $1) }
        return DoubleArray(shape) { position in
            inputs.reduce(1) { product, input in
                product * input[zip(position, input.shape).map { $1 == 1 ? 0 : $0 }]
            }
        }
    }

    static func concatenation(axis: Int) -> Reference {
        { inputs in
            var shape = inputs[0].shape
            shape[axis] = inputs.reduce(0) { $0 + $1.shape[axis] }
            return DoubleArray(shape) { position in
                var own = position
                for input in inputs {
                    if own[axis] < input.shape[axis] { return input[own] }
                    own[axis] -= input.shape[axis]
                }
                return .nan
            }
        }
    }

    static func pad(_ padding: Padding, value: Double) -> Reference {
        { inputs in
            let input = inputs[0]
            let height = input.shape[1] + padding.top + padding.bottom
            let width = input.shape[2] + padding.left + padding.right
            return DoubleArray([input.shape[0], height, width]) { position in
                let (y, x) = (position[1] - padding.top, position[2] - padding.left)
                guard y >= 0, y < input.shape[1], x >= 0, x < input.shape[2] else { return value }
                return input[position[0], y, x]
            }
        }
    }

    static func reshape(_ shape: [Int]) -> Reference { { DoubleArray(shape, $0[0].elements) } }

    static func channelAffine(_ scale: DoubleArray, _ shift: DoubleArray) -> Reference {
        { inputs in
            DoubleArray(inputs[0].shape) { position in
                scale.elements[position[0]] * inputs[0][position] + shift.elements[position[0]]
            }
        }
    }

    /// Batch normalization from its own definition, not by way of a scale and a shift.
    static func batchNormalization(
        gamma: DoubleArray, beta: DoubleArray, mean: DoubleArray, variance: DoubleArray, epsilon: Double
    ) -> Reference {
        { inputs in
            DoubleArray(inputs[0].shape) { position in
                let channel = position[0]
                let centred = inputs[0][position] - mean.elements[channel]
                return centred / (variance.elements[channel] + epsilon).squareRoot() * gamma.elements[channel]
                    + beta.elements[channel]
            }
        }
    }
}
