package import Diagnostics

/// An operator that maps every element by itself.
///
/// Shape, forward and gradient follow from the two functions below; a conforming type adds `kind` and says in
/// `gradientReads` whether its gradient reads its input or its output.
package protocol ElementwiseOperator: Operator {
    /// The output for one element.
    func value(_ element: Float) -> Float

    /// The gradient at one element.
    ///
    /// - Parameters:
    ///   - cotangent: the gradient at the output.
    ///   - element: the output where `gradientReads` holds `.output`, otherwise the input.
    func gradient(_ cotangent: Float, at element: Float) -> Float
}

extension ElementwiseOperator {
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .any }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] { try inputs.only() }

    package func forward(_ pass: ForwardPass) {
        let source = pass.inputs[0].start
        let target = pass.output.start
        pass.workers.forEachRange(of: pass.batch * pass.output.count) { range in
            let function = self
            // Two loops: a loop over one pointer needs no test for overlap to be vectorised.
            if source == UnsafePointer(target) {
                for index in range { target[index] = function.value(target[index]) }
            } else {
                for index in range { target[index] = function.value(source[index]) }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let target = pass.inputGradients[0]?.start else { return }
        let readsOutput = gradientReads.contains(.output)
        guard let elements = readsOutput ? pass.output?.start : pass.inputs.first?.start else {
            preconditionFailure("the gradient of \(kind) lacks what it reads")
        }
        let cotangent = pass.outputGradient.start
        pass.workers.forEachRange(of: pass.batch * pass.outputGradient.count) { range in
            let function = self
            for index in range { target[index] += function.gradient(cotangent[index], at: elements[index]) }
        }
    }
}
