import Foundation

/// The natural logarithm.
package struct Logarithm: ElementwiseOperator {
    package init() {}

    package var kind: String { "logarithm" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float { log(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { cotangent / element }
}
