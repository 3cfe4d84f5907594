import Foundation

/// y = λ · x for x > 0, otherwise λ · α · (eˣ − 1): ELU for λ = 1 (Clevert, Unterthiner and Hochreiter, Fast and Accurate
/// Deep Network Learning by Exponential Linear Units, 2015, eq. 16), SELU for the constants of Klambauer et al.,
/// Self-Normalizing Neural Networks, 2017, eq. 2.
package struct ExponentialLinear: ElementwiseOperator {
    package let alpha: Float
    package let scale: Float

    package init(alpha: Float, scale: Float = 1) {
        self.alpha = alpha
        self.scale = scale
    }

    package var kind: String { scale == 1 ? "ELU" : "SELU" }
    package var summary: String { scale == 1 ? "α \(alpha)" : "α \(alpha), λ \(scale)" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float {
        element > 0 ? scale * element : scale * alpha * expm1(element)
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        element > 0 ? scale * cotangent : scale * alpha * exp(element) * cotangent
    }
}
