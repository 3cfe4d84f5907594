/// Leaky ReLU: y = x for x > 0, otherwise slope · x (Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural
/// Network Acoustic Models, 2013).
package struct LeakyRectifier: ElementwiseOperator {
    package let slope: Float

    package init(slope: Float) { self.slope = slope }

    package var kind: String { "leaky ReLU" }
    package var summary: String { "slope \(slope)" }

    /// The output tells the input's sign unless the slope turns it.
    package var gradientReads: GradientReads { slope >= 0 ? .output : .inputs }

    @inline(__always)
    package func value(_ element: Float) -> Float { element > 0 ? element : slope * element }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        element > 0 ? cotangent : slope * cotangent
    }
}
