package import Diagnostics

/// y = x: dropout after training, for one.
package struct Identity: Operator {
    package init() {}

    package var kind: String { "identity" }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .any }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] { try inputs.only() }

    package func forward(_ pass: ForwardPass) { pass.copyInput() }

    package func addGradient(_ pass: GradientPass) { pass.addOutputGradient(to: 0) }
}

extension ForwardPass {
    /// Writes the first input to the output, element by element; nothing where they are the same memory.
    func copyInput() {
        guard inputs[0].start != UnsafePointer(output.start) else { return }
        workers.forEachRange(of: batch * output.count) { range in
            (output.start + range.lowerBound).update(from: inputs[0].start + range.lowerBound, count: range.count)
        }
    }
}
