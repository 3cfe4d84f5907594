import Foundation

/// y = log(1 + eˣ).
package struct Softplus: ElementwiseOperator {
    package init() {}

    package var kind: String { "softplus" }
    package var gradientReads: GradientReads { .inputs }

    /// The exponential of a negative number cannot overflow.
    @inline(__always)
    package func value(_ element: Float) -> Float {
        (element > 0 ? element : 0) + log1p(exp(-abs(element)))
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { cotangent / (1 + exp(-element)) }
}
