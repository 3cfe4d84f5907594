import Foundation

/// y = tanh x.
package struct HyperbolicTangent: ElementwiseOperator {
    package init() {}

    package var kind: String { "tanh" }
    package var gradientReads: GradientReads { .output }

    @inline(__always)
    package func value(_ element: Float) -> Float { tanh(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { cotangent * (1 - element) * (1 + element) }
}
