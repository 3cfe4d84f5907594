import Networks
import Tensors
import Testing

/// Where a derivative is a matter of definition, and values that are no ordinary numbers: as PyTorch 2.15.0 has them,
/// computed there.
@Suite struct KinkTests {
    struct Kink: Sendable, CustomTestStringConvertible {
        let operation: any Operator
        /// At −∞, −4, −3, −1, 0, 1, 3, 6 and ∞.
        let values: [Float]
        let derivatives: [Float]

        var testDescription: String { "\(operation.kind) \(operation.summary)" }
    }

    static let places: [Float] = [-.infinity, -4, -3, -1, 0, 1, 3, 6, .infinity]

    static let kinks = [
        Kink(
            operation: Rectifier(), values: [0, 0, 0, 0, 0, 1, 3, 6, .infinity],
            derivatives: [0, 0, 0, 0, 0, 1, 1, 1, 1]),
        Kink(
            operation: LeakyRectifier(slope: 0.25), values: [-.infinity, -1, -0.75, -0.25, 0, 1, 3, 6, .infinity],
            derivatives: [0.25, 0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1]),
        Kink(
            operation: LeakyRectifier(slope: -0.5), values: [.infinity, 2, 1.5, 0.5, 0, 1, 3, 6, .infinity],
            derivatives: [-0.5, -0.5, -0.5, -0.5, -0.5, 1, 1, 1, 1]),
        Kink(
            operation: Clip(minimum: 0, maximum: 6), values: [0, 0, 0, 0, 0, 1, 3, 6, 6],
            derivatives: [0, 0, 0, 0, 0, 1, 1, 0, 0]),
        Kink(
            operation: Clip(minimum: -1, maximum: 1), values: [-1, -1, -1, -1, 0, 1, 1, 1, 1],
            derivatives: [0, 0, 0, 0, 1, 0, 0, 0, 0]),
        Kink(
            operation: HardSigmoid(alpha: 1 / 6, beta: 0.5), values: [0, 0, 0, 1 / 3, 0.5, 2 / 3, 1, 1, 1],
            derivatives: [0, 0, 0, 1 / 6, 1 / 6, 1 / 6, 0, 0, 0]),
        Kink(
            operation: HardSwish(), values: [.nan, 0, 0, -1 / 3, 0, 2 / 3, 3, 6, .infinity],
            derivatives: [0, 0, 0, 1 / 6, 0.5, 5 / 6, 1, 1, 1]),
        Kink(
            operation: Sigmoid(),
            values: [0, 0.01798621, 0.047425874, 0.26894143, 0.5, 0.7310586, 0.95257413, 0.9975274, 1],
            derivatives: [0, 0.017662706, 0.04517666, 0.19661194, 0.25, 0.19661193, 0.045176655, 0.0024664658, 0]),
    ]

    @Test(arguments: kinks)
    func valuesAndDerivativesAreThoseOfPyTorch(_ kink: Kink) throws {
        let run = OperatorRun(operation: kink.operation, shapes: [[9]], batch: 1, inputs: [Self.places])
        let result = try run.forward()
        let zeros = [Float](repeating: 0, count: 9)
        let ones = [Float](repeating: 1, count: 9)
        let gradients = try run.gradients(of: result, cotangent: ones, prior: [zeros], wanted: [true])
        let gradient = try #require(gradients[0])
        for index in Self.places.indices {
            #expect(isClose(result.output[index], kink.values[index]), "value at \(Self.places[index])")
            #expect(isClose(gradient[index], kink.derivatives[index]), "derivative at \(Self.places[index])")
        }
    }

    @Test(arguments: kinks)
    func notANumberStaysSo(_ kink: Kink) throws {
        let run = OperatorRun(operation: kink.operation, shapes: [[1]], batch: 1, inputs: [[.nan]])
        #expect(try run.forward().output[0].isNaN)
    }

    private func isClose(_ actual: Float, _ expected: Float) -> Bool {
        expected.isFinite ? abs(actual - expected) <= 2e-7 : actual == expected || actual.isNaN && expected.isNaN
    }

    /// One channel, and enough for several vectors at once, for one and for a part of one.
    static let channelCounts = [1, 85]

    /// The first of equal values wins, and overlapping windows add.
    @Test(arguments: Kernels.all, channelCounts)
    func firstOfEqualMaximaWins(_ kernels: Kernels, _ channels: Int) throws {
        let run = OperatorRun(
            operation: MaxPool(window: .of((2, 2))), shapes: [[channels, 3, 3]], batch: 1,
            inputs: [repeated([1, 1, 0, 1, 1, 1, 0, 1, 1], channels)], kernels: kernels)
        let gradient = try gradient(of: run, cotangent: repeated([1, 2, 3, 4], channels))
        #expect(gradient == repeated([1, 2, 0, 3, 4, 0, 0, 0, 0], channels))
    }

    /// Even where all is −∞, padding never wins.
    @Test(arguments: Kernels.all, channelCounts)
    func paddingNeverWins(_ kernels: Kernels, _ channels: Int) throws {
        let run = OperatorRun(
            operation: MaxPool(window: .of((2, 2), padding: (1, 1, 1, 1))), shapes: [[channels, 2, 3]], batch: 1,
            inputs: [[Float](repeating: -.infinity, count: 6 * channels)], kernels: kernels)
        let powers = (0..<12).map { Float(1 << $0) }
        let winners = [0, 0, 1, 2, 0, 0, 1, 2, 3, 3, 4, 5]
        var expected = [Float](repeating: 0, count: 6)
        for (output, winner) in winners.enumerated() { expected[winner] += powers[output] }
        #expect(try run.forward().output.allSatisfy { $0 == -.infinity })
        #expect(try gradient(of: run, cotangent: repeated(powers, channels)) == repeated(expected, channels))
    }

    /// And the last of several has the gradient.
    @Test(arguments: Kernels.all, channelCounts)
    func aMaximumOverNotANumberIsNotANumber(_ kernels: Kernels, _ channels: Int) throws {
        let run = OperatorRun(
            operation: MaxPool(window: .of((2, 2))), shapes: [[channels, 3, 3]], batch: 1,
            inputs: [repeated([1, .nan, 0, .nan, 1, 1, 0, 1, 2], channels)], kernels: kernels)
        let output = try run.forward().output
        #expect(output.indices.allSatisfy { $0 % 4 == 3 ? output[$0] == 2 : output[$0].isNaN })
        let gradient = try gradient(of: run, cotangent: repeated([1, 2, 3, 4], channels))
        #expect(gradient == repeated([0, 2, 0, 4, 0, 0, 0, 0, 4], channels))
    }

    /// The same numbers in every channel.
    private func repeated(_ plane: [Float], _ channels: Int) -> [Float] {
        [[Float]](repeating: plane, count: channels).flatMap(\.self)
    }

    private func gradient(of run: OperatorRun, cotangent: [Float]) throws -> [Float] {
        let zeros = [Float](repeating: 0, count: run.inputs[0].count)
        let gradients = try run.gradients(of: run.forward(), cotangent: cotangent, prior: [zeros], wanted: [true])
        return try #require(gradients[0])
    }

    @Test(
        arguments: [
            ([1000, 1001, 998], [0.25949648, 0.70538455, 0.035119027]),
            ([-1000, -1001, -.infinity], [0.73105858, 0.26894142, 0]),
        ] as [([Float], [Double])])
    func softmaxOfLargeNumbersIsFinite(_ inputs: [Float], _ expected: [Double]) throws {
        let run = OperatorRun(operation: Softmax(), shapes: [[3]], batch: 1, inputs: [inputs])
        #expect(distance(try run.forward().output, expected) < 1e-7)
    }

    /// Numbers computed by PyTorch's local_response_norm.
    @Test(arguments: [
        (5, [-1.3067493, -0.7779162, -0.24245048, 0.24245048, 0.7779162, 1.3067493]),
        (3, [-1.1201468, -0.6649759, -0.30203345, 0.30203345, 0.6649759, 1.1201468]),
    ])
    func localResponseMatchesPyTorch(_ size: Int, _ expected: [Double]) throws {
        let operation = LocalResponseNormalization(size: size, alpha: 0.5, beta: 0.75, k: 1.5)
        let run = OperatorRun(
            operation: operation, shapes: [[6, 1, 1]], batch: 1, inputs: [(0..<6).map { Float($0) - 2.5 }])
        #expect(distance(try run.forward().output, expected) < 1e-6)
    }
}
