import Foundation

/// y = eˣ.
package struct Exponential: ElementwiseOperator {
    package init() {}

    package var kind: String { "exponential" }
    package var gradientReads: GradientReads { .output }

    @inline(__always)
    package func value(_ element: Float) -> Float { exp(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { cotangent * element }
}
