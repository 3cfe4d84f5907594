package import Diagnostics

/// The elements of an image as one row of features.
package struct Flatten: Operator {
    package init() {}

    package var kind: String { "flatten" }
    package var runsInPlace: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] { [try inputs.only().reduce(1, *)] }

    package func forward(_ pass: ForwardPass) { pass.copyInput() }

    package func addGradient(_ pass: GradientPass) { pass.addOutputGradient(to: 0) }
}
