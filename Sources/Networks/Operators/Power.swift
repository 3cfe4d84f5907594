import Foundation

/// y = xᵉ for a fixed exponent: squares, roots and reciprocals among them.
package struct Power: ElementwiseOperator {
    package let exponent: Float

    package init(_ exponent: Float) { self.exponent = exponent }

    package var kind: String { "power" }
    package var summary: String { "exponent \(exponent)" }
    package var gradientReads: GradientReads { .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float {
        switch exponent {
        case 2: element * element
        case 0.5: element.squareRoot()
        case -1: 1 / element
        default: pow(element, exponent)
        }
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        switch exponent {
        case 2: 2 * element * cotangent
        case 0.5: 0.5 * cotangent / element.squareRoot()
        case -1: -cotangent / (element * element)
        // Not 0 · ∞ at 0.
        case 0: 0
        default: exponent * pow(element, exponent - 1) * cotangent
        }
    }
}
