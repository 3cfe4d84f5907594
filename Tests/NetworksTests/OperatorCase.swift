import Networks
import Tensors
import Testing

/// An operator, the shapes it is given, and its reference.
struct OperatorCase: Sendable, CustomTestStringConvertible {
    /// How inputs are drawn.
    enum Draw: Sendable {
        case normal
        /// All different, none near a whole number: away from ties and from the kinks of piecewise functions.
        case distinct
        /// From 0.5 on: away from poles, and where roots and logarithms are.
        case positive
    }

    let label: String
    let operation: any Operator
    let shapes: [[Int]]
    var draw = Draw.normal
    let reference: Reference

    init(
        _ label: String, _ operation: any Operator, _ shapes: [[Int]], draw: Draw = .normal,
        reference: @escaping Reference
    ) {
        self.label = label
        self.operation = operation
        self.shapes = shapes
        self.draw = draw
        self.reference = reference
    }

    var testDescription: String { "\(operation.kind) \(operation.summary) \(label) of \(shapes)" }

    func run(batch: Int, seed: UInt64, _ kernels: Kernels = .fastest) -> OperatorRun {
        OperatorRun(
            operation: operation, shapes: shapes, batch: batch,
            inputs: shapes.enumerated().map { index, shape in
                random(batch * shape.reduce(1, *), draw, seed: seed, purpose: "input \(index)")
            }, kernels: kernels)
    }
}

/// Numbers for tests.
func random(_ count: Int, _ draw: OperatorCase.Draw = .normal, seed: UInt64, purpose: String) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: purpose)
    switch draw {
    case .normal: return (0..<count).map { _ in stream.normal() }
    case .positive: return (0..<count).map { _ in 0.5 + abs(stream.normal()) }
    case .distinct:
        let step = 1 / Float(max(10, count / 10))
        return stream.permutation(of: count).map { (Float($0 - count / 2) + 0.5) * step }
    }
}

func randomTensor(_ shape: [Int], seed: UInt64, _ purpose: String) -> Tensor {
    Tensor(shape: shape, elements: random(shape.reduce(1, *), seed: seed, purpose: purpose))
}

extension Window {
    /// A window by its numbers, square unless two are given.
    static func of(
        _ kernel: (Int, Int), stride: (Int, Int) = (1, 1), padding: (Int, Int, Int, Int) = (0, 0, 0, 0),
        dilation: (Int, Int) = (1, 1), ceil: Bool = false
    ) -> Window {
        Window(
            kernel: Extent(height: kernel.0, width: kernel.1), stride: Extent(height: stride.0, width: stride.1),
            padding: Padding(top: padding.0, left: padding.1, bottom: padding.2, right: padding.3),
            dilation: Extent(height: dilation.0, width: dilation.1), ceilMode: ceil)
    }
}
