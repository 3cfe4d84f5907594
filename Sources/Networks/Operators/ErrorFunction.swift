import Foundation

/// y = erf x = 2/√π · ∫₀ˣ e^(−t²) dt, of which exporters make GELU.
package struct ErrorFunction: ElementwiseOperator {
    package init() {}

    package var kind: String { "error function" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float { erf(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        let slope: Float = 1.128_379_17
        return cotangent * slope * exp(-element * element)
    }
}
