/// y = x · min(max(x + 3, 0), 6) / 6 (Howard et al., Searching for MobileNetV3, 2019, §5.2).
///
/// The derivative is 0 at −3 and 1 at 3.
package struct HardSwish: ElementwiseOperator {
    package init() {}

    package var kind: String { "hard swish" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float {
        let shifted = element + 3
        let raised = shifted < 0 ? 0 : shifted
        return element * (raised > 6 ? 6 : raised) / 6
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        let inside = cotangent * (element / 3 + 0.5)
        let raised = element <= -3 ? 0 : inside
        return element >= 3 ? cotangent : raised
    }
}
