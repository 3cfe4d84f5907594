import Networks
import Tensors

extension OperatorCase {
    static let convolutions: [OperatorCase] = [
        convolution([1, 1, 1], outputs: 1, .of((1, 1))),
        convolution([3, 1, 1], outputs: 5, .of((1, 1))),
        convolution([4, 5, 7], outputs: 3, .of((1, 1))),
        convolution([2, 5, 7], outputs: 3, .of((1, 1), stride: (2, 3))),
        convolution([2, 3, 4], outputs: 3, .of((1, 1), padding: (1, 0, 2, 1))),
        convolution([3, 7, 5], outputs: 4, .of((3, 3))),
        convolution([3, 7, 5], outputs: 4, .of((3, 3), padding: (1, 1, 1, 1)), hasBias: false),
        convolution([2, 8, 9], outputs: 3, .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1))),
        convolution([2, 8, 9], outputs: 3, .of((3, 3), stride: (3, 1), padding: (0, 1, 2, 3))),
        convolution([2, 9, 8], outputs: 3, .of((3, 2), padding: (2, 0, 1, 1), dilation: (2, 3))),
        convolution([1, 6, 6], outputs: 2, .of((5, 5), stride: (3, 2), padding: (4, 3, 2, 4))),
        convolution([2, 9, 3], outputs: 2, .of((7, 1), padding: (3, 0, 3, 0))),
        convolution([2, 3, 9], outputs: 2, .of((1, 7), padding: (0, 3, 0, 3))),
        convolution([1, 2, 2], outputs: 2, .of((3, 3), padding: (3, 3, 3, 3))),
        convolution([1, 1, 1], outputs: 2, .of((3, 3), stride: (2, 2), padding: (3, 3, 3, 3), dilation: (3, 3))),
        convolution([2, 4, 4], outputs: 2, .of((4, 4))),
        convolution([1, 5, 5], outputs: 1, .of((1, 1), stride: (3, 3), dilation: (2, 2))),
        convolution([4, 6, 5], outputs: 6, groups: 2, .of((3, 3), padding: (1, 1, 1, 1))),
        convolution([6, 5, 4], outputs: 3, groups: 3, .of((2, 3), stride: (2, 1), padding: (0, 1, 1, 1))),
        convolution([4, 4, 5], outputs: 8, groups: 2, .of((1, 1))),
        convolution([5, 7, 6], outputs: 5, groups: 5, .of((3, 3), padding: (1, 1, 1, 1))),
        convolution(
            [5, 7, 6], outputs: 5, groups: 5, .of((3, 3), stride: (2, 2), padding: (0, 1, 1, 0)), hasBias: false),
        convolution(
            [3, 9, 9], outputs: 3, groups: 3, .of((3, 3), stride: (1, 2), padding: (2, 2, 2, 2), dilation: (2, 2))),
        convolution([3, 1, 1], outputs: 3, groups: 3, .of((5, 5), padding: (2, 2, 2, 2))),
        convolution([3, 6, 5], outputs: 6, groups: 3, .of((3, 3), padding: (1, 1, 1, 1))),
    ]

    static let maxPools: [OperatorCase] = windows.map { shape, window in
        OperatorCase("", MaxPool(window: window), [shape], draw: .distinct, reference: WindowReference.maxPool(window))
    }

    static let averagePools: [OperatorCase] = windows.flatMap { shape, window in
        [false, true].map { countsPadding in
            OperatorCase(
                "", AveragePool(window: window, countsPadding: countsPadding), [shape],
                reference: WindowReference.averagePool(window, countsPadding: countsPadding))
        }
    }

    /// Windows that each touch at least one pixel of the image.
    private static let windows: [([Int], Window)] = [
        ([1, 1, 1], .of((1, 1))),
        ([2, 1, 1], .of((3, 3), padding: (1, 1, 1, 1))),
        ([2, 6, 6], .of((2, 2), stride: (2, 2))),
        ([2, 7, 5], .of((2, 2), stride: (2, 2))),
        ([2, 7, 5], .of((2, 2), stride: (2, 2), ceil: true)),
        ([3, 7, 9], .of((3, 3), stride: (2, 2))),
        ([3, 8, 9], .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1))),
        ([3, 8, 9], .of((3, 3), stride: (2, 2), ceil: true)),
        ([1, 7, 7], .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true)),
        ([1, 6, 6], .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true)),
        ([1, 4, 6], .of((3, 3), stride: (1, 1), padding: (1, 1, 1, 1))),
        ([1, 4, 6], .of((3, 3), stride: (1, 1), padding: (1, 1, 1, 1), ceil: true)),
        ([2, 9, 10], .of((2, 3), stride: (3, 2), padding: (0, 1, 1, 2), ceil: true)),
        ([2, 9, 10], .of((3, 2), stride: (1, 3), padding: (2, 0, 0, 1))),
        ([1, 10, 9], .of((3, 2), stride: (2, 3), padding: (1, 1, 2, 0), dilation: (2, 3))),
        ([1, 10, 9], .of((2, 3), stride: (3, 2), padding: (1, 2, 1, 2), dilation: (3, 2), ceil: true)),
        ([2, 7, 8], .of((1, 1), stride: (3, 3))),
        ([2, 8, 8], .of((1, 1), stride: (3, 3), ceil: true)),
        ([1, 11, 5], .of((5, 5), stride: (4, 4), padding: (2, 2, 2, 2), ceil: true)),
        ([3, 7, 6], .of((7, 6))),
        ([1, 5, 5], .of((2, 2), stride: (3, 3), padding: (1, 1, 1, 1), ceil: true)),
        ([1, 2, 13], .of((2, 4), stride: (5, 4), padding: (0, 3, 0, 3), ceil: true)),
        // Channels for several vectors at once, for one, and for a part of one.
        ([85, 3, 2], .of((3, 3), padding: (1, 1, 1, 1))),
        ([21, 4, 5], .of((3, 2), stride: (2, 2), padding: (1, 0, 0, 1), ceil: true)),
        ([64, 3, 4], .of((2, 2), stride: (2, 2))),
        ([8, 4, 4], .of((2, 2), stride: (2, 1))),
        // More taps than a byte counts.
        ([3, 17, 17], .of((17, 16))),
        ([17, 2, 3], .of((17, 17), stride: (2, 2), padding: (8, 8, 8, 8))),
    ]

    static func convolution(
        _ input: [Int], outputs: Int, groups: Int = 1, _ window: Window, hasBias: Bool = true
    ) -> OperatorCase {
        let weight = randomTensor(
            [outputs, input[0] / groups, window.kernel.height, window.kernel.width], seed: 11, "weight")
        let bias = hasBias ? randomTensor([outputs], seed: 12, "bias") : nil
        return OperatorCase(
            "to \(outputs)", Convolution(weight: weight, bias: bias, window: window, groups: groups), [input],
            reference: WindowReference.convolution(
                DoubleArray(weight), bias.map { DoubleArray($0) }, window, groups: groups))
    }
}
