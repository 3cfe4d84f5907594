/// ReLU: y = max(x, 0), its derivative 0 at 0 (Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann
/// Machines, 2010).
package struct Rectifier: ElementwiseOperator, ClampingOperator {
    package init() {}

    package var kind: String { "ReLU" }
    package var bounds: Bounds { Bounds(low: 0, high: .infinity) }
    package var gradientReads: GradientReads { .output }

    // Comparisons are written so that NaN stays NaN.
    @inline(__always)
    package func value(_ element: Float) -> Float { element <= 0 ? 0 : element }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float { element <= 0 ? 0 : cotangent }
}
