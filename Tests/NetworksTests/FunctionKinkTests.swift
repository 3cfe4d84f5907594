import Networks
import Tensors
import Testing

/// The functions of `OperatorCase.general` where derivatives are a matter of definition, and at the ends of the numbers:
/// as PyTorch 2.15.0 has them, computed there in double precision.
@Suite struct FunctionKinkTests {
    static let kinks = [
        KinkTests.Kink(
            operation: AbsoluteValue(), values: [.infinity, 4, 3, 1, 0, 1, 3, 6, .infinity],
            derivatives: [-1, -1, -1, -1, 0, 1, 1, 1, 1]),
        KinkTests.Kink(
            operation: ExponentialLinear(alpha: 0.5),
            values: [-0.5, -0.4908422, -0.47510648, -0.31606027, 0, 1, 3, 6, .infinity],
            derivatives: [0, 0.00915782, 0.024893533, 0.18393973, 0.5, 1, 1, 1, 1]),
        KinkTests.Kink(
            operation: Softplus(),
            values: [0, 0.018149927, 0.048587352, 0.3132617, 0.6931472, 1.3132616, 3.0485873, 6.0024757, .infinity],
            derivatives: [0, 0.01798621, 0.047425874, 0.26894143, 0.5, 0.7310586, 0.95257413, 0.99752736, 1]),
        KinkTests.Kink(
            operation: Power(2), values: [.infinity, 16, 9, 1, 0, 1, 9, 36, .infinity],
            derivatives: [-.infinity, -8, -6, -2, 0, 2, 6, 12, .infinity]),
        KinkTests.Kink(
            operation: Power(0.5), values: [.nan, .nan, .nan, .nan, 0, 1, 1.7320508, 2.4494898, .infinity],
            derivatives: [.nan, .nan, .nan, .nan, .infinity, 0.5, 0.28867513, 0.20412415, 0]),
        KinkTests.Kink(
            operation: Power(-1), values: [0, -0.25, -0.33333334, -1, .infinity, 1, 0.33333334, 0.16666667, 0],
            derivatives: [0, -0.0625, -0.11111111, -1, -.infinity, -1, -0.11111111, -0.027777778, 0]),
        KinkTests.Kink(
            operation: Power(3), values: [-.infinity, -64, -27, -1, 0, 1, 27, 216, .infinity],
            derivatives: [.infinity, 48, 27, 3, 0, 3, 27, 108, .infinity]),
        KinkTests.Kink(
            operation: Power(0), values: [1, 1, 1, 1, 1, 1, 1, 1, 1], derivatives: [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        KinkTests.Kink(
            operation: HyperbolicTangent(),
            values: [-1, -0.9993293, -0.9950548, -0.7615942, 0, 0.7615942, 0.9950548, 0.9999877, 1],
            derivatives: [
                0, 0.0013409507, 0.009866037, 0.41997433, 1, 0.41997433, 0.009866037, 0.000024576548, 0,
            ]),
        KinkTests.Kink(
            operation: Exponential(),
            values: [0, 0.01831564, 0.049787067, 0.36787945, 1, 2.7182817, 20.085537, 403.4288, .infinity],
            derivatives: [0, 0.01831564, 0.049787067, 0.36787945, 1, 2.7182817, 20.085537, 403.4288, .infinity]),
        KinkTests.Kink(
            operation: Logarithm(), values: [.nan, .nan, .nan, .nan, -.infinity, 0, 1.0986123, 1.7917595, .infinity],
            derivatives: [0, -0.25, -0.33333334, -1, .infinity, 1, 0.33333334, 0.16666667, 0]),
        KinkTests.Kink(
            operation: ErrorFunction(), values: [-1, -1, -0.9999779, -0.8427008, 0, 0.8427008, 0.9999779, 1, 1],
            derivatives: [0, 1.2698234e-07, 0.00013925305, 0.4151075, 1.1283792, 0.4151075, 0.00013925305, 0, 0]),
        KinkTests.Kink(
            operation: GaussianErrorLinear(isApproximate: false),
            values: [.nan, -0.00012668497, -0.004049694, -0.15865526, 0, 0.8413448, 2.9959502, 6, .infinity],
            derivatives: [
                .nan, -0.00050364964, -0.011945647, -0.08331547, 0.5, 1.0833155, 1.0119456, 1, .nan,
            ]),
        KinkTests.Kink(
            operation: GaussianErrorLinear(isApproximate: true),
            values: [.nan, -0.00007024595, -0.003637392, -0.15880801, 0, 0.841192, 2.9963627, 6, .infinity],
            derivatives: [
                .nan, -0.0003351232, -0.011584166, -0.082964085, 0.5, 1.0829641, 1.0115842, 1, .nan,
            ]),
    ]

    @Test(arguments: kinks)
    func valuesAndDerivativesAreThoseOfPyTorch(_ kink: KinkTests.Kink) throws {
        let run = OperatorRun(operation: kink.operation, shapes: [[9]], batch: 1, inputs: [KinkTests.places])
        let result = try run.forward()
        let gradients = try run.gradients(
            of: result, cotangent: [Float](repeating: 1, count: 9), prior: [[Float](repeating: 0, count: 9)],
            wanted: [true])
        let gradient = try #require(gradients[0])
        for (index, place) in KinkTests.places.enumerated() {
            #expect(isClose(result.output[index], kink.values[index]), "value at \(place): \(result.output[index])")
            #expect(isClose(gradient[index], kink.derivatives[index]), "derivative at \(place): \(gradient[index])")
        }
    }

    private func isClose(_ actual: Float, _ expected: Float) -> Bool {
        guard expected.isFinite else { return actual == expected || actual.isNaN && expected.isNaN }
        return abs(actual - expected) <= 3e-7 * max(1, abs(expected))
    }

    @Test func slopesHoldAtZero() throws {
        let operation = ParametricRectifier(slope: Tensor(shape: [2], elements: [0.25, -2]))
        let run = OperatorRun(operation: operation, shapes: [[2, 2]], batch: 1, inputs: [[0, -.infinity, 0, 1]])
        let result = try run.forward()
        #expect(result.output == [0, -.infinity, 0, 1])
        let gradients = try run.gradients(
            of: result, cotangent: [1, 1, 1, 1], prior: [[0, 0, 0, 0]], wanted: [true])
        #expect(gradients[0] == [0.25, 0.25, -2, 1])
    }

    /// Equal elements share the gradient, and what is not a number stays so.
    @Test(arguments: [Combination.Function.maximum, .minimum])
    func equalElementsShare(_ function: Combination.Function) throws {
        let run = OperatorRun(
            operation: Combination(function), shapes: [[4], [4]], batch: 1,
            inputs: [[1, 2, .nan, 3], [1, 1, 2, .nan]])
        let result = try run.forward()
        #expect(Array(result.output[..<2]) == (function == .maximum ? [1, 2] : [1, 1]))
        #expect(result.output[2].isNaN && result.output[3].isNaN)
        let zeros = [Float](repeating: 0, count: 4)
        let gradients = try run.gradients(
            of: result, cotangent: [1, 1, 0, 0], prior: [zeros, zeros], wanted: [true, true])
        let own: [Float] = function == .maximum ? [0.5, 1] : [0.5, 0]
        #expect(gradients[0].map { Array($0[..<2]) } == own)
        #expect(gradients[1].map { Array($0[..<2]) } == own.map { 1 - $0 })
    }

    @Test(arguments: [Reduction.Function.maximum, .minimum])
    func theFirstOfEqualExtremesWins(_ function: Reduction.Function) throws {
        let run = OperatorRun(
            operation: Reduction(function, axes: [1], keepsAxes: false), shapes: [[3, 3]], batch: 1,
            inputs: [[1, 1, 1, 2, .nan, .nan, 0, -0.0, 0]])
        let result = try run.forward()
        #expect(result.output[0] == 1 && result.output[1].isNaN && result.output[2] == 0)
        let zeros = [Float](repeating: 0, count: 9)
        let gradients = try run.gradients(of: result, cotangent: [1, 2, 3], prior: [zeros], wanted: [true])
        #expect(gradients[0] == [1, 0, 0, 0, 2, 0, 3, 0, 0])
    }
}
