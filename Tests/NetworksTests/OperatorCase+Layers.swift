import Foundation
import Networks
import Tensors

extension OperatorCase {
    static let elementwise: [OperatorCase] =
        elementwise(Rectifier()) { max($0, 0) }
        + elementwise(LeakyRectifier(slope: 0.125)) { $0 > 0 ? $0 : 0.125 * $0 }
        + elementwise(LeakyRectifier(slope: 0)) { max($0, 0) }
        + elementwise(LeakyRectifier(slope: -0.5)) { $0 > 0 ? $0 : -0.5 * $0 }
        + elementwise(LeakyRectifier(slope: 2)) { $0 > 0 ? $0 : 2 * $0 }
        + elementwise(Clip(minimum: 0, maximum: 6)) { min(max($0, 0), 6) }
        + elementwise(Clip(minimum: -1, maximum: .infinity)) { max($0, -1) }
        + elementwise(Clip(minimum: -.infinity, maximum: 1)) { min($0, 1) }
        + elementwise(Clip(minimum: -.infinity, maximum: .infinity)) { $0 }
        + elementwise(Sigmoid()) { 1 / (1 + exp(-$0)) }
        + elementwise(HardSigmoid(alpha: 0.2, beta: 0.5)) { min(max(0.2 * $0 + 0.5, 0), 1) }
        + elementwise(HardSigmoid(alpha: 1 / 6, beta: 0.5)) { min(max($0 + 3, 0), 6) / 6 }
        + elementwise(HardSwish()) { $0 * min(max($0 + 3, 0), 6) / 6 }
        + elementwise(Identity()) { $0 }

    private static func elementwise(
        _ operation: any Operator, _ function: @escaping @Sendable (Double) -> Double
    ) -> [OperatorCase] {
        [[1], [1, 1, 1], [37], [3, 5, 7], [2, 9, 9]].map { shape in
            OperatorCase("", operation, [shape], draw: .distinct, reference: LayerReference.elementwise(function))
        }
    }

    static let dense: [OperatorCase] = dense([(1, 1), (7, 3), (300, 5), (3, 300), (64, 64)])
    /// Several blocks of outputs, and of inputs.
    static let largeDense: [OperatorCase] = dense([(5000, 600)])

    private static func dense(_ sizes: [(Int, Int)]) -> [OperatorCase] {
        sizes.flatMap { inputs, outputs in
            [true, false].map { hasBias in
                let weight = randomTensor([outputs, inputs], seed: 21, "weight")
                let bias = hasBias ? randomTensor([outputs], seed: 22, "bias") : nil
                return OperatorCase(
                    "to \(outputs)", Dense(weight: weight, bias: bias), [[inputs]],
                    reference: LayerReference.dense(DoubleArray(weight), bias.map { DoubleArray($0) }))
            }
        }
    }

    static let softmaxes: [OperatorCase] = [
        ([1], 0), ([10], 0), ([5, 1, 1], 0), ([4, 3, 5], 0), ([4, 3, 5], 1), ([4, 3, 5], 2), ([3, 7], 1),
        ([21, 3, 2], 0),
        ([21, 3, 2], 1),
    ].map { shape, axis in
        OperatorCase("", Softmax(axis: axis), [shape], reference: LayerReference.softmax(axis: axis))
    }

    static let globalPools: [OperatorCase] = [
        [1, 1, 1], [5, 1, 1], [3, 7, 7], [2, 5, 3], [1, 24, 23], [85, 2, 3],
    ].flatMap {
        shape in
        [true, false].map { keepsAxes in
            OperatorCase(
                keepsAxes ? "with axes" : "", GlobalAveragePool(keepsAxes: keepsAxes), [shape],
                reference: LayerReference.globalAverage(keepsAxes: keepsAxes))
        }
    }

    static let localResponses: [OperatorCase] = [
        ([1, 1, 1], 5), ([3, 2, 3], 5), ([9, 3, 5], 5), ([7, 1, 3], 3), ([7, 3, 1], 1), ([6, 2, 2], 4), ([5, 2, 2], 2),
        ([3, 2, 2], 11), ([2, 23, 23], 3), ([85, 1, 2], 5), ([32, 2, 1], 5), ([19, 1, 3], 4),
    ].flatMap { shape, size in
        [Float(0.75), 0.5, 1, 0.6].map { beta in
            OperatorCase(
                "", LocalResponseNormalization(size: size, alpha: 0.5, beta: beta, k: 1.5), [shape],
                reference: LayerReference.localResponse(size: size, alpha: 0.5, beta: Double(beta), k: 1.5))
        }
    }

    static let combinations: [OperatorCase] =
        [(2, [1]), (2, [3, 5, 7]), (3, [17]), (5, [2, 3, 3])].map { count, shape in
            OperatorCase(
                "", Sum(), [[Int]](repeating: shape, count: count), reference: LayerReference.sum)
        }
        + [
            [[1], [1]], [[13], [13]], [[13], [1]], [[1], [13]], [[3, 5, 7], [3, 5, 7]], [[3, 5, 7], [3, 1, 1]],
            [[3, 1, 1], [3, 5, 7]], [[3, 5, 7], [1, 5, 7]], [[1, 5, 7], [3, 5, 7]], [[3, 5, 7], [1, 1, 1]],
            [[1, 1, 1], [3, 5, 7]], [[3, 1, 1], [1, 5, 7]], [[3, 5, 7], [3, 5, 1]], [[3, 5, 7], [3, 1, 7]],
            [[3, 1, 7], [1, 5, 1]], [[1, 5, 1], [3, 1, 7]], [[4, 1, 1], [4, 1, 1]], [[1, 1, 1], [1, 1, 1]],
            [[1, 5, 7], [1, 1, 1]], [[3, 11], [3, 1]], [[85, 5, 3], [85, 1, 1]], [[21, 1, 1], [21, 6, 6]],
            [[21, 3, 2], [21, 3, 2]], [[21, 3, 2], [1, 3, 2]], [[21, 3, 2], [21, 3, 1]], [[21, 3, 2], [21, 1, 2]],
        ].map { OperatorCase("", Product(), $0, reference: LayerReference.product) }
        + [
            ([[2, 3, 5], [1, 3, 5], [4, 3, 5]], 0), ([[2, 3, 5], [2, 1, 5]], 1),
            ([[2, 3, 5], [2, 3, 2], [2, 3, 1]], 2),
            ([[3], [4]], 0), ([[3, 1, 1]], 0), ([[16, 2, 1], [5, 2, 1], [33, 2, 1]], 0),
            ([[19, 2, 1], [19, 1, 1]], 1), ([[19, 2, 1], [19, 2, 2]], 2), ([[4, 3], [4, 2]], 1),
            ([[4, 3], [2, 3]], 0),
        ].map {
            OperatorCase("", Concatenation(axis: $1), $0, reference: LayerReference.concatenation(axis: $1))
        }

    static let shapings: [OperatorCase] =
        [
            (0, 0, 0, 0), (1, 2, 3, 4), (0, 1, 0, 0), (-1, 0, 0, -2), (2, -1, -3, 1), (-4, 0, 6, 0), (9, 0, -5, 0),
            (0, 8, 0, -7), (-6, 0, 3, 0),
        ].flatMap { top, left, bottom, right in
            let padding = Padding(top: top, left: left, bottom: bottom, right: right)
            return [Float(0), -1.5].map { value in
                OperatorCase(
                    "", Pad(padding: padding, value: value), [[2, 5, 7]],
                    reference: LayerReference.pad(padding, value: Double(value)))
            }
        }
        + [
            OperatorCase("", Flatten(), [[2, 3, 5]], reference: LayerReference.reshape([30])),
            OperatorCase("", Flatten(), [[7]], reference: LayerReference.reshape([7])),
            OperatorCase("", Reshape(shape: [5, -1]), [[2, 3, 5]], reference: LayerReference.reshape([5, 6])),
            OperatorCase("", Reshape(shape: [30, 1, 1]), [[2, 3, 5]], reference: LayerReference.reshape([30, 1, 1])),
            OperatorCase("", Reshape(shape: [-1]), [[2, 3, 5]], reference: LayerReference.reshape([30])),
            OperatorCase("", Reshape(shape: [5, 3, 2]), [[2, 3, 5]], reference: LayerReference.reshape([5, 3, 2])),
            OperatorCase("", Reshape(shape: [2, 3, 5]), [[30]], reference: LayerReference.reshape([2, 3, 5])),
            OperatorCase("", Reshape(shape: [3, 2, 5]), [[1, 5, 6]], reference: LayerReference.reshape([3, 2, 5])),
            OperatorCase("", Reshape(shape: [1, 5, 6]), [[3, 2, 5]], reference: LayerReference.reshape([1, 5, 6])),
        ]

    static let affines: [OperatorCase] = [
        [1], [6], [150], [3, 1, 1], [4, 3, 5], [3, 11, 9], [21, 3, 5], [150, 2, 2], [3, 7],
    ].flatMap { shape in
        let channels = shape[0]
        let (scale, shift) = (randomTensor([channels], seed: 31, "scale"), randomTensor([channels], seed: 32, "shift"))
        let variance = Tensor(shape: [channels], elements: scale.elements.map { $0 * $0 + 0.01 })
        let mean = randomTensor([channels], seed: 33, "mean")
        let affine = OperatorCase(
            "", ChannelAffine(scale: scale, shift: shift), [shape],
            reference: LayerReference.channelAffine(DoubleArray(scale), DoubleArray(shift)))
        guard
            let normalization = try? ChannelAffine.batchNormalization(
                gamma: scale, beta: shift, mean: mean, variance: variance, epsilon: 1e-3)
        else { return [affine] }
        let reference = LayerReference.batchNormalization(
            gamma: DoubleArray(scale), beta: DoubleArray(shift), mean: DoubleArray(mean),
            variance: DoubleArray(variance), epsilon: 1e-3)
        return [affine, OperatorCase("", normalization, [shape], reference: reference)]
    }

    static let all: [OperatorCase] =
        convolutions + dense + maxPools + averagePools + elementwise + softmaxes + globalPools + localResponses
        + combinations + shapings + affines + general
}
