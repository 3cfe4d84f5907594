import Foundation

/// The logistic function: y = 1 / (1 + e⁻ˣ).
package struct Sigmoid: ElementwiseOperator {
    package init() {}

    package var kind: String { "sigmoid" }
    package var gradientReads: GradientReads { .output }

    @inline(__always)
    package func value(_ element: Float) -> Float { 1 / (1 + exp(-element)) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { cotangent * element * (1 - element) }
}
