import Tensors

/// The signal that a rectifier lets through on its way back: what the rectifier would make of the signal itself
/// (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014, §2.1), and in guided backpropagation
/// also what its derivative lets through (Springenberg et al., Striving for Simplicity: The All Convolutional Net, 2015,
/// §3.4).
///
/// ReLU: max(g, 0), guided max(g, 0) · [x > 0]. A rectifier with a slope a below zero keeps it: with r(g) = g for g > 0,
/// otherwise a · g, the signal is r(g), guided r(g) · r′(x). An upper bound, as ReLU6 has, counts for the derivative
/// only.
package struct RectifiedSignalRule: BackwardRule {
    /// Whether the signal also passes the rectifier's derivative.
    package let isGuided: Bool

    package init(isGuided: Bool) { self.isGuided = isGuided }

    package func reads(of operation: any Operator) -> GradientReads { isGuided ? operation.gradientReads : [] }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        isGuided ? batch * inputs[0].reduce(1, *) : 0
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let gradient = pass.inputGradients[0] else { return }
        let slopes = Slopes(of: operation, shape: gradient.shape)
        let (signal, count) = (pass.outputGradient.start, pass.batch * gradient.count)
        guard isGuided else {
            return pass.workers.forEachRange(of: count) { range in
                for index in range { gradient.start[index] += slopes.rectified(signal[index], at: index) }
            }
        }
        guard let rectified = pass.context.workspace else { return }
        pass.workers.forEachRange(of: count) { range in
            for index in range { rectified[index] = slopes.rectified(signal[index], at: index) }
        }
        operation.addGradient(pass.replacing(outputGradient: Values(shape: gradient.shape, start: rectified)))
    }

    /// The slope below zero at every element of a batch, in the operator's order.
    private struct Slopes {
        private let values: [Float]
        /// How many elements that follow one another have one slope.
        private let run: Int

        init(of operation: any Operator, shape: [Int]) {
            switch operation {
            case let leaky as LeakyRectifier: (values, run) = ([leaky.slope], 1)
            case let parametric as ParametricRectifier:
                (values, run) = (parametric.slope.elements, shape.dropFirst().reduce(1, *))
            default: (values, run) = ([0], 1)
            }
        }

        @inline(__always)
        func rectified(_ signal: Float, at index: Int) -> Float {
            if signal > 0 { return signal }
            return (values.count == 1 ? values[0] : values[index / run % values.count]) * signal
        }
    }
}
