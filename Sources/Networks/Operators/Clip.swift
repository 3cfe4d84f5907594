package import Diagnostics

/// Values held between two bounds, either of which may be infinite; ReLU6 is `Clip(minimum: 0, maximum: 6)`.
///
/// The gradient passes strictly between the bounds only.
package struct Clip: ElementwiseOperator, ClampingOperator {
    package let minimum: Float
    package let maximum: Float

    package init(minimum: Float, maximum: Float) {
        self.minimum = minimum
        self.maximum = maximum
    }

    package var kind: String { "clip" }
    package var summary: String { "\(minimum) to \(maximum)" }
    package var bounds: Bounds { Bounds(low: minimum, high: maximum) }
    package var gradientReads: GradientReads { .output }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard minimum <= maximum else {
            throw Diagnostic(.error, "bad-bounds", "the lower bound \(minimum) is not below the upper bound \(maximum)")
        }
        return try inputs.only()
    }

    @inline(__always)
    package func value(_ element: Float) -> Float {
        let raised = element <= minimum ? minimum : element
        return raised >= maximum ? maximum : raised
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        cotangent.masked(~((element <= minimum).mask | (element >= maximum).mask))
    }
}
