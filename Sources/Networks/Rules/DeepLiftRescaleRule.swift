import Tensors

/// DeepLIFT's rescale rule for an activation: the multiplier of an element is m = (f(x) − f(r)) ∕ (x − r), r being its
/// value for the reference (Shrikumar, Greenside and Kundaje, Learning Important Features Through Propagating Activation
/// Differences, 2017, §3.5.2).
///
/// Forward runs over images and, behind them, their references; the signal goes back through the images, or through both,
/// which then have the same multipliers. Where f(x) and f(r) differ by no more than 2⁻¹³ of the larger magnitude, and x
/// and r by no more than 2⁻¹³ of theirs, or of 1 where both are smaller, rounding may have eaten about half of the
/// quotient's 24 bits, and m is the derivative halfway between them, which is as near. On both sides of a rectifier's kink
/// f(x) and f(r) hardly ever are so near each other, and the quotient stands.
package struct DeepLiftRescaleRule: BackwardRule {
    /// How many images there are, and as many references.
    private let images: Int

    package init(images: Int) { self.images = images }

    /// Whether the rule is one for the operator: one that maps every element by itself.
    package static func holds(for operation: any Operator) -> Bool {
        operation is any ElementwiseOperator || operation is ParametricRectifier
    }

    package func reads(of operation: any Operator) -> GradientReads { [.inputs, .output] }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        if let operation = operation as? any ElementwiseOperator { return rescale(pass, operation) }
        guard let operation = operation as? ParametricRectifier else { return }
        let channels = operation.slope.count
        let area = pass.outputGradient.count / channels
        let slopes = operation.slope.elements
        rescale(pass) { middle, index in middle > 0 ? 1 : slopes[index / area % channels] }
    }

    private func rescale<Activation: ElementwiseOperator>(_ pass: GradientPass, _ activation: Activation) {
        let readsOutput = activation.gradientReads.contains(.output)
        rescale(pass) { middle, _ in
            activation.gradient(1, at: readsOutput ? activation.value(middle) : middle)
        }
    }

    /// - Parameter derivative: at an input value, of the element with this number in the batch.
    private func rescale(_ pass: GradientPass, derivative: (_ input: Float, _ index: Int) -> Float) {
        guard let input = pass.inputs.first, let output = pass.output, let target = pass.inputGradients[0] else {
            return
        }
        let count = images * output.count
        let signal = pass.outputGradient.start
        let goesThroughReferences = pass.batch > images
        pass.workers.forEachRange(of: count) { range in
            for index in range {
                let (x, reference) = (input.start[index], input.start[index + count])
                let (y, referenceOutput) = (output.start[index], output.start[index + count])
                let isClose =
                    Self.agree(x, reference, atLeast: 1) && Self.agree(y, referenceOutput, atLeast: 0)
                let multiplier =
                    isClose ? derivative((x + reference) / 2, index) : (y - referenceOutput) / (x - reference)
                target.start[index] += signal[index] * multiplier
                if goesThroughReferences { target.start[index + count] += signal[index + count] * multiplier }
            }
        }
    }

    private static func agree(_ left: Float, _ right: Float, atLeast scale: Float) -> Bool {
        abs(left - right) <= 0x1p-13 * max(abs(left), abs(right), scale)
    }
}
