import Networks
import Tensors
import Testing

/// Inputs large enough that loops are cut into pieces: any number of workers gives the same bits, and the right ones.
///
/// One case after the other, so that threads are free to meet.
@Suite(.serialized) struct WorkersTests {
    static let cases: [OperatorCase] =
        [
            OperatorCase(
                "", Rectifier(), [[31, 71, 67]], draw: .distinct, reference: LayerReference.elementwise { max($0, 0) }),
            OperatorCase(
                "", HardSwish(), [[31, 71, 67]], draw: .distinct,
                reference: LayerReference.elementwise { $0 * min(max($0 + 3, 0), 6) / 6 }),
            OperatorCase("", Identity(), [[31, 71, 67]], reference: LayerReference.elementwise { $0 }),
            OperatorCase("", Reshape(shape: [-1]), [[31, 71, 67]], reference: LayerReference.reshape([31 * 71 * 67])),
            OperatorCase("", Softmax(), [[7, 61, 59]], reference: LayerReference.softmax(axis: 0)),
            OperatorCase(
                "", GlobalAveragePool(), [[301, 23, 29]], reference: LayerReference.globalAverage(keepsAxes: true)),
            OperatorCase(
                "", LocalResponseNormalization(size: 5, alpha: 0.5, beta: 0.75, k: 1), [[24, 43, 41]],
                reference: LayerReference.localResponse(size: 5, alpha: 0.5, beta: 0.75, k: 1)),
            OperatorCase(
                "", Sum(), [[Int]](repeating: [19, 71, 67], count: 3), reference: LayerReference.sum),
            OperatorCase("", Product(), [[23, 71, 67], [23, 71, 67]], reference: LayerReference.product),
            OperatorCase("", Product(), [[23, 71, 67], [23, 1, 1]], reference: LayerReference.product),
            // Large enough that two threads do meet at the sum over channels.
            OperatorCase("", Product(), [[1, 180, 171], [23, 180, 171]], reference: LayerReference.product),
            OperatorCase(
                "", Concatenation(), [[17, 71, 67], [11, 71, 67]], reference: LayerReference.concatenation(axis: 0)),
            OperatorCase(
                "", Concatenation(axis: 1), [[17, 71, 67], [17, 31, 67]],
                reference: LayerReference.concatenation(axis: 1)),
            OperatorCase(
                "", Pad(padding: Padding(top: 2, left: -1, bottom: 0, right: 3), value: 1), [[29, 71, 67]],
                reference: LayerReference.pad(Padding(top: 2, left: -1, bottom: 0, right: 3), value: 1)),
            affine([29, 71, 67]),
            pool([23, 51, 53], average: false),
            pool([23, 51, 53], average: true),
            .convolution([6, 70, 66], outputs: 9, .of((3, 3), padding: (1, 1, 1, 1))),
            .convolution([8, 60, 61], outputs: 48, .of((1, 1))),
            .convolution([6, 71, 67], outputs: 8, groups: 2, .of((3, 3), stride: (2, 2))),
            .convolution([23, 51, 53], outputs: 23, groups: 23, .of((3, 3), padding: (1, 1, 1, 1))),
            .convolution([150, 14, 13], outputs: 67, .of((3, 3), padding: (1, 1, 1, 1))),
        ] + OperatorCase.largeDense

    @Test(arguments: cases)
    func anyNumberOfWorkersGivesTheSameBits(_ test: OperatorCase) throws {
        let run = test.run(batch: 2, seed: 6)
        let result = try run.forward()
        let cotangent = random(result.output.count, seed: 6, purpose: "cotangent")
        let prior = run.inputs.map { [Float](repeating: 0, count: $0.count) }
        let all = [Bool](repeating: true, count: prior.count)
        let gradients = try run.gradients(of: result, cotangent: cotangent, prior: prior, wanted: all)
        for workers in [2, 8, 2, 8].map(Workers.init) {
            let other = try run.forward(workers: workers)
            #expect(other.output.elementsEqual(result.output) { $0.bitPattern == $1.bitPattern })
            let same = try run.gradients(
                of: other, cotangent: cotangent, prior: prior, wanted: all, workers: workers)
            for (one, many) in zip(gradients, same) {
                #expect(try #require(one).elementsEqual(try #require(many)) { $0.bitPattern == $1.bitPattern })
            }
        }
        try expectRight(test, run, result.output, cotangent, gradients.compactMap(\.self))
    }

    /// The last image's values, and its gradient along one random direction.
    private func expectRight(
        _ test: OperatorCase, _ run: OperatorRun, _ output: [Float], _ cotangent: [Float], _ gradients: [[Float]]
    ) throws {
        let alone = run.alone(1)
        let values = zip(test.shapes, alone.inputs).map { DoubleArray($0, $1.map(Double.init)) }
        let expected = test.reference(values).elements
        let size = expected.count
        #expect(output.count == 2 * size)
        #expect(distance(Array(output.suffix(size)), expected) < 1e-5)

        let directions = alone.inputs.enumerated().map { random($1.count, seed: 7, purpose: "direction \($0)") }
        func weighted(_ step: Double) -> Double {
            let moved = zip(values, directions).map { value, direction in
                DoubleArray(value.shape, zip(value.elements, direction).map { $0 + step * Double($1) })
            }
            return zip(test.reference(moved).elements, cotangent.suffix(size)).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        var slope = 0.0
        var squares = 0.0
        for (gradient, direction) in zip(gradients, directions) {
            for (one, other) in zip(gradient.suffix(direction.count), direction) {
                slope += Double(one) * Double(other)
                squares += Double(one * other) * Double(one * other)
            }
        }
        let step = 1e-6
        let difference = (weighted(step) - weighted(-step)) / (2 * step)
        #expect(abs(slope - difference) < 1e-5 * squares.squareRoot(), "\(slope) and \(difference)")
    }

    private static func affine(_ shape: [Int]) -> OperatorCase {
        let scale = randomTensor([shape[0]], seed: 41, "scale")
        let shift = randomTensor([shape[0]], seed: 42, "shift")
        return OperatorCase(
            "", ChannelAffine(scale: scale, shift: shift), [shape],
            reference: LayerReference.channelAffine(DoubleArray(scale), DoubleArray(shift)))
    }

    private static func pool(_ shape: [Int], average: Bool) -> OperatorCase {
        let window = Window.of((3, 3), stride: (2, 1), padding: (1, 1, 1, 1), ceil: true)
        return average
            ? OperatorCase(
                "", AveragePool(window: window, countsPadding: true), [shape],
                reference: WindowReference.averagePool(window, countsPadding: true))
            : OperatorCase(
                "", MaxPool(window: window), [shape], draw: .distinct, reference: WindowReference.maxPool(window))
    }
}
