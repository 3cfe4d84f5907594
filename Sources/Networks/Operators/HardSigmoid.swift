/// y = α · x + β held between 0 and 1; the gradient passes strictly between them only.
package struct HardSigmoid: ElementwiseOperator {
    package let alpha: Float
    package let beta: Float

    /// - Parameters: PyTorch has α = 1/6 and β = 1/2, ONNX by default α = 0.2 and β = 0.5.
    package init(alpha: Float, beta: Float) {
        self.alpha = alpha
        self.beta = beta
    }

    package var kind: String { "hard sigmoid" }
    package var summary: String { "α \(alpha), β \(beta)" }
    package var gradientReads: GradientReads { .output }

    @inline(__always)
    package func value(_ element: Float) -> Float {
        let line = alpha * element + beta
        let raised = line < 0 ? 0 : line
        return raised > 1 ? 1 : raised
    }

    @inline(__always)
    package func gradient(_ cotangent: Float, at element: Float) -> Float {
        (alpha * cotangent).masked(~((element <= 0).mask | (element >= 1).mask))
    }
}
