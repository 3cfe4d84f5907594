import Foundation
import Networks
import Tensors

/// Operators for values of any rank, and functions of one number.
extension OperatorCase {
    static let general: [OperatorCase] =
        functions + combinationsOfAnyRank + transposes + slices + reductions + matrixProducts + parametricRectifiers

    private static let functions: [OperatorCase] =
        elements(Power(2)) { $0 * $0 }
        + elements(Power(0.5), draw: .positive) { $0.squareRoot() }
        + elements(Power(-1), draw: .positive) { 1 / $0 }
        + elements(Power(3)) { $0 * $0 * $0 }
        + elements(Power(0), draw: .positive) { _ in 1 }
        + elements(Power(-0.75), draw: .positive) { pow($0, -0.75) }
        + elements(Exponential()) { exp($0) }
        + elements(Logarithm(), draw: .positive) { log($0) }
        + elements(HyperbolicTangent()) { tanh($0) }
        + elements(ExponentialLinear(alpha: 1.5), draw: .distinct) { $0 > 0 ? $0 : 1.5 * (exp($0) - 1) }
        + elements(ExponentialLinear(alpha: 1.75, scale: 1.25), draw: .distinct) {
            1.25 * ($0 > 0 ? $0 : 1.75 * (exp($0) - 1))
        }
        + elements(Softplus()) { log(1 + exp($0)) }
        + elements(ErrorFunction()) { erf($0) }
        + elements(GaussianErrorLinear(isApproximate: false)) { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }
        + elements(GaussianErrorLinear(isApproximate: true)) {
            0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
        }
        + elements(AbsoluteValue(), draw: .distinct) { abs($0) }

    private static func elements(
        _ operation: any Operator, draw: Draw = .normal, _ function: @escaping @Sendable (Double) -> Double
    ) -> [OperatorCase] {
        [[1], [37], [2, 3, 5, 2]].map { shape in
            OperatorCase("", operation, [shape], draw: draw, reference: LayerReference.elementwise(function))
        }
    }

    private static let pairs: [([Int], [Int])] = [
        ([1], [1]), ([5], [5]), ([1], [7]), ([7], [1]), ([3, 4, 5], [3, 4, 5]), ([3, 4, 5], [3, 1, 1]),
        ([1, 4, 5], [3, 4, 1]), ([3, 1, 5], [1, 4, 1]), ([2, 3, 4, 5], [2, 1, 4, 1]), ([1, 1, 1, 5], [2, 3, 4, 5]),
        ([2, 1, 2, 1, 3], [1, 4, 2, 2, 3]), ([9, 70], [1, 70]),
    ]

    private static func function(_ function: Combination.Function) -> @Sendable (Double, Double) -> Double {
        switch function {
        case .sum: { $0 + $1 }
        case .difference: { $0 - $1 }
        case .product: { $0 * $1 }
        case .quotient: { $0 / $1 }
        case .maximum: { max($0, $1) }
        case .minimum: { min($0, $1) }
        }
    }

    private static let combinationsOfAnyRank: [OperatorCase] = Combination.Function.allCases.flatMap { function in
        let reference = ShapeReference.combination(Self.function(function))
        // A quotient by nearly nothing has no derivative that differences would find.
        let draw: Draw = function == .quotient ? .positive : .normal
        return pairs.map { left, right in
            OperatorCase("", Combination(function), [left, right], draw: draw, reference: reference)
        }
            + [FixedOperand.Side.left, .right].flatMap { side in
                pairs.map { shape, other in
                    let elements = random(other.reduce(1, *), .positive, seed: 61, purpose: "constant")
                    let fixed = FixedOperand(Tensor(shape: other, elements: elements), on: side)
                    return OperatorCase(
                        "\(side)", Combination(function, constant: fixed), [shape], draw: draw,
                        reference: fixed.fixing(reference))
                }
            }
    }

    private static let transposes: [OperatorCase] = [
        ([4], [0]), ([3, 5], [1, 0]), ([2, 3, 5], [2, 0, 1]), ([2, 3, 5], [0, 2, 1]), ([2, 3, 5], [1, 0, 2]),
        ([2, 3, 4, 5], [0, 3, 1, 2]), ([2, 3, 4, 5], [2, 3, 0, 1]), ([2, 1, 3, 2, 2], [4, 2, 1, 3, 0]),
    ].map { shape, order in
        OperatorCase("", Transpose(order: order), [shape], reference: ShapeReference.transpose(order))
    }

    private static let slices: [OperatorCase] = [
        ([7], [[0, 2, 4]], nil), ([7], [[6, 5, 0]], nil), ([4, 5], [nil, [1]], nil), ([4, 5], [[3, 3, 0], nil], nil),
        ([3, 4, 5], [nil, [0, 2], [4, 2, 0]], nil), ([3, 4, 5], [[1, 2], nil, nil], nil),
        ([3, 4, 5], [[2], nil, [0, 0, 1, 1, 2, 2]], nil), ([3, 4, 5], [nil, nil, nil], nil),
        ([3, 4, 5], [nil, [2], nil], [3, 5]), ([2, 3, 2, 2], [[1, 0, 1], nil, [1], nil], [3, 3, 2]),
        ([2, 6], [nil, [5, 0, 1, 2]], [2, 2, 2]),
    ].map { (shape: [Int], indices: [[Int]?], result: [Int]?) in
        OperatorCase(
            "of \(indices.map { $0.map { "\($0)" } ?? "all" })", Slice(indices, shape: result), [shape],
            reference: ShapeReference.slice(indices, shape: result))
    }

    private static let reductions: [OperatorCase] = Reduction.Function.allCases.flatMap { function in
        [
            ([5], [0], true), ([3, 4], [1], false), ([3, 4, 5], [0], false), ([3, 4, 5], [0], true),
            ([3, 4, 5], [1], true), ([3, 4, 5], [2], false), ([3, 4, 5], [0, 2], false), ([3, 4, 5], [1, 2], true),
            ([3, 4, 5], [0, 1, 2], true), ([2, 3, 4, 2], [1, 3], false), ([2, 3, 4, 2], [0, 2], true),
            ([3, 1, 1], [1, 2], false), ([2, 700], [1], true), ([1, 3, 1], [0], true),
        ].map { (shape: [Int], axes: Set<Int>, keepsAxes: Bool) in
            OperatorCase(
                keepsAxes ? "with axes" : "", Reduction(function, axes: axes, keepsAxes: keepsAxes), [shape],
                draw: .distinct, reference: ShapeReference.reduction(function, axes: axes, keepsAxes: keepsAxes))
        }
    }

    private static let matrixProducts: [OperatorCase] = [
        ([1, 1], [1, 1]), ([3, 4], [4, 5]), ([1, 40], [40, 3]), ([40, 1], [1, 30]), ([2, 3, 4], [2, 4, 5]),
        ([2, 3, 4], [1, 4, 5]), ([1, 3, 4], [3, 4, 2]), ([2, 1, 3, 4], [1, 3, 4, 2]), ([2, 3, 1, 4], [2, 3, 4, 1]),
    ].flatMap { left, right in
        let fixed = [(FixedOperand.Side.left, left, right), (.right, right, left)].map { side, shape, other in
            let operand = FixedOperand(randomTensor(shape, seed: 62, "weight"), on: side)
            return OperatorCase(
                "\(side)", MatrixProduct(constant: operand), [other],
                reference: operand.fixing(ShapeReference.matrixProduct))
        }
        return [OperatorCase("", MatrixProduct(), [left, right], reference: ShapeReference.matrixProduct)] + fixed
    }

    private static let parametricRectifiers: [OperatorCase] = [[1], [6], [4, 3, 5], [3, 2, 2, 2]].map { shape in
        let slope = randomTensor([shape[0]], seed: 63, "slope")
        return OperatorCase(
            "", ParametricRectifier(slope: slope), [shape], draw: .distinct,
            reference: ShapeReference.parametricRectifier(DoubleArray(slope)))
    }
}
