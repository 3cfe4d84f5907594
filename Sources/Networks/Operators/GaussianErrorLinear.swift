import Foundation

/// y = x · Φ(x), Φ the normal distribution (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016, §2), by the error
/// function or by the paper's approximation with tanh.
package struct GaussianErrorLinear: ElementwiseOperator {
    package let isApproximate: Bool

    package init(isApproximate: Bool) { self.isApproximate = isApproximate }

    /// √(2/π).
    @inline(__always) private var root: Float { 0.797_884_56 }

    package var kind: String { "GELU" }
    package var summary: String { isApproximate ? "by tanh" : "" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float { element * weight(element) }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        guard isApproximate else {
            let density = root / 2 * exp(-element * element / 2)
            return cotangent * (weight(element) + element * density)
        }
        let tangent = tanh(argument(element))
        let slope = root * (1 + 3 * 0.044715 * element * element)
        return cotangent * (0.5 * (1 + tangent) + 0.5 * element * (1 - tangent) * (1 + tangent) * slope)
    }

    /// Φ(x).
    @inline(__always)
    private func weight(_ element: Float) -> Float {
        isApproximate ? 0.5 * (1 + tanh(argument(element))) : 0.5 * erfc(-element * 0.707_106_78)
    }

    @inline(__always)
    private func argument(_ element: Float) -> Float {
        root * (element + 0.044715 * element * element * element)
    }
}
