package import Diagnostics
package import Tensors

/// y = x for x > 0, otherwise a · x with an own a for every channel (He et al., Delving Deep into Rectifiers, 2015, §2.1).
///
/// The derivative at 0 is a.
package struct ParametricRectifier: Operator {
    /// One number for each channel.
    package let slope: Tensor

    package init(slope: Tensor) { self.slope = slope }

    package var kind: String { "PReLU" }
    package var parameters: [(name: String, value: Tensor)] { [("slope", slope)] }
    package var gradientReads: GradientReads { .inputs }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard input.first == slope.count else {
            throw .shapeMismatch("\(slope.count) slopes do not fit an input of \(input)")
        }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let channels = slope.count
        let area = pass.output.count / channels
        pass.workers.forEachUnit(pass.batch * channels, work: area) { plane in
            let factor = slope[plane % channels]
            let (source, target) = (pass.inputs[0].start + plane * area, pass.output.start + plane * area)
            for index in 0..<area {
                let element = source[index]
                target[index] = element > 0 ? element : factor * element
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let channels = slope.count
        let area = gradient.count / channels
        pass.workers.forEachUnit(pass.batch * channels, work: area) { plane in
            let factor = slope[plane % channels]
            let (source, target) = (pass.inputs[0].start + plane * area, gradient.start + plane * area)
            let cotangent = pass.outputGradient.start + plane * area
            for index in 0..<area { target[index] += source[index] > 0 ? cotangent[index] : factor * cotangent[index] }
        }
    }
}
