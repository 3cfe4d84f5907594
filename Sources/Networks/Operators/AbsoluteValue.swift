/// y = |x|; the derivative at 0 is 0.
package struct AbsoluteValue: ElementwiseOperator {
    package init() {}

    package var kind: String { "absolute value" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float { abs(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        element > 0 ? cotangent : element < 0 ? -cotangent : 0
    }
}
