import Networks
import Tensors
import Testing

/// Pooling at the edges, where definitions differ: numbers computed by ONNX Runtime 1.31.1 and, for equal padding on
/// all sides, by PyTorch 2.15.0, which agree.
@Suite struct PoolingGoldenTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let operation: any Operator
        let size: [Int]
        let outputSize: [Int]
        let expected: [Double]

        init(_ operation: any Operator, _ size: [Int], to outputSize: [Int], _ expected: [Double]) {
            self.operation = operation
            self.size = size
            self.outputSize = outputSize
            self.expected = expected
        }

        var testDescription: String { "\(operation.kind) \(operation.summary) of \(size)" }
    }

    /// Pixel i of the image is 7 · i mod 23 + 1.
    @Test(arguments: goldens, Kernels.all)
    func matchesOtherLibraries(_ golden: Golden, _ kernels: Kernels) throws {
        let shape = [1] + golden.size
        let image = (0..<golden.size[0] * golden.size[1]).map { Float($0 * 7 % 23 + 1) }
        #expect(try golden.operation.outputShape(for: [shape]) == [1] + golden.outputSize)
        let run = OperatorRun(operation: golden.operation, shapes: [shape], batch: 1, inputs: [image], kernels: kernels)
        #expect(distance(try run.forward().output, golden.expected) < 1e-6)
    }

    static let goldens: [Golden] = [
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    false), [5, 5], to: [3, 3],
            [10.5, 13.33333, 14.25, 13.16667, 13.44444, 15, 12, 11, 10]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    true), [5, 5], to: [3, 3],
            [4.66667, 8.88889, 6.33333, 8.77778, 13.44444, 10, 5.33333, 7.33333, 4.44444]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    false), [6, 6], to: [4, 4],
            [
                8.25, 13, 11.66667, 11, 15.66667, 12.11111, 10.77778, 5, 11.5, 11.77778, 10.44444, 12.33333, 7.5,
                10.33333, 9, 16,
            ]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    true), [6, 6], to: [4, 4],
            [
                3.66667, 8.66667, 7.77778, 3.66667, 10.44444, 12.11111, 10.77778, 2.5, 7.66667, 11.77778, 10.44444,
                6.16667, 2.5, 5.16667, 4.5, 4,
            ]),
        Golden(
            AveragePool(
                window: .of((2, 2), stride: (2, 2), padding: (0, 0, 0, 0), ceil: true),
                countsPadding:
                    false), [5, 6], to: [3, 3],
            [8.25, 16.5, 7.5, 17.5, 8.5, 11, 11.5, 14, 16.5]),
        Golden(
            AveragePool(
                window: .of((2, 2), stride: (2, 2), padding: (0, 0, 0, 0), ceil: true),
                countsPadding:
                    true), [5, 6], to: [3, 3],
            [8.25, 16.5, 7.5, 17.5, 8.5, 11, 11.5, 14, 16.5]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (3, 3), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    false), [7, 5], to: [3, 2],
            [10.5, 12.66667, 9.83333, 12, 13, 11.33333]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (3, 3), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    true), [7, 5], to: [3, 2],
            [4.66667, 8.44444, 6.55556, 12, 5.77778, 7.55556]),
        Golden(
            AveragePool(
                window: .of((3, 2), stride: (2, 3), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    false), [6, 4], to: [4, 2],
            [3.5, 15.25, 11, 9.33333, 13.33333, 11.66667, 3, 9]),
        Golden(
            AveragePool(
                window: .of((3, 2), stride: (2, 3), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    true), [6, 4], to: [4, 2],
            [1.16667, 10.16667, 5.5, 9.33333, 6.66667, 11.66667, 0.75, 4.5]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    false), [8, 8], to: [5, 5],
            [
                9.5, 12.33333, 14.83333, 13.5, 9, 13, 12, 13.22222, 11.88889, 8.66667, 10, 11.55556, 12.77778, 11.44444,
                13.33333, 10.83333, 13.66667, 12.33333, 11, 10.33333, 5.5, 16, 14.66667, 13.33333, 5,
            ]),
        Golden(
            AveragePool(
                window: .of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1), ceil: true),
                countsPadding:
                    true), [8, 8], to: [5, 5],
            [
                4.22222, 8.22222, 9.88889, 9, 3, 8.66667, 12, 13.22222, 11.88889, 4.33333, 6.66667, 11.55556, 12.77778,
                11.44444, 6.66667, 7.22222, 13.66667, 12.33333, 11, 5.16667, 1.83333, 8, 7.33333, 6.66667, 1.25,
            ]),
        Golden(
            AveragePool(
                window: .of((3, 2), stride: (2, 2), padding: (1, 0, 0, 1), ceil: true),
                countsPadding:
                    false), [6, 6], to: [3, 3],
            [8.25, 16.5, 7.5, 15.66667, 10.5, 9.16667, 11.5, 10.16667, 12.66667]),
        Golden(
            AveragePool(
                window: .of((3, 2), stride: (2, 2), padding: (1, 0, 0, 1), ceil: true),
                countsPadding:
                    true), [6, 6], to: [3, 3],
            [5.5, 11, 5, 15.66667, 10.5, 9.16667, 11.5, 10.16667, 12.66667]),
        Golden(
            AveragePool(window: .of((3, 2), stride: (2, 1), padding: (0, 1, 2, 0)), countsPadding: false), [6, 6],
            to: [3, 6],
            [
                12.33333, 12, 11.33333, 14.5, 13.83333, 9.33333, 12, 15.5, 14.83333, 10.33333, 13.5, 12.83333, 6, 9.5,
                16.5, 12, 7.5, 14.5,
            ]),
        Golden(
            AveragePool(window: .of((3, 2), stride: (2, 1), padding: (0, 1, 2, 0)), countsPadding: true), [6, 6],
            to: [3, 6],
            [
                6.16667, 12, 11.33333, 14.5, 13.83333, 9.33333, 6, 15.5, 14.83333, 10.33333, 13.5, 12.83333, 2, 6.33333,
                11, 8, 5, 9.66667,
            ]),
        Golden(
            AveragePool(
                window: .of((2, 2), stride: (1, 2), padding: (1, 1, 1, 0), dilation: (2, 3)),
                countsPadding: false), [6, 6], to: [6, 2],
            [11, 3, 11, 14.5, 7, 10.5, 14.5, 18, 10.5, 14, 22, 14]),
        Golden(
            AveragePool(
                window: .of((2, 2), stride: (1, 2), padding: (1, 1, 1, 0), dilation: (2, 3)),
                countsPadding: true), [6, 6], to: [6, 2],
            [2.75, 1.5, 5.5, 14.5, 3.5, 10.5, 7.25, 18, 5.25, 14, 5.5, 7]),
        Golden(
            MaxPool(window: .of((3, 2), stride: (2, 2), padding: (1, 0, 0, 1), ceil: true)), [6, 6], to: [3, 3],
            [20, 22, 13, 23, 18, 21, 19, 22, 20]),
        Golden(
            MaxPool(window: .of((3, 2), stride: (2, 1), padding: (0, 1, 2, 0))), [6, 6], to: [3, 6],
            [20, 23, 23, 22, 22, 21, 16, 23, 23, 22, 21, 21, 8, 15, 22, 22, 13, 20]),
        Golden(
            MaxPool(window: .of((2, 2), stride: (1, 2), padding: (1, 1, 1, 0), dilation: (2, 3))), [6, 6],
            to: [
                6,
                2,
            ],
            [11, 4, 15, 23, 11, 19, 22, 23, 18, 19, 22, 15]),
    ]
}
