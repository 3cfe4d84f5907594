package import Diagnostics

/// The elements of an image as one row of features, channel after channel.
package struct Flatten: Operator {
    package init() {}

    package var kind: String { "flatten" }
    package var order: ElementOrder { .channelsLast }

    /// Where memory keeps the same order.
    package func runsInPlace(for inputs: [[Int]]) -> Bool { !Reordering.matters(for: inputs[0]) }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] { [try inputs.only().reduce(1, *)] }

    package func forward(_ pass: ForwardPass) { pass.reshapeInput() }

    package func addGradient(_ pass: GradientPass) { pass.addReshapedGradient() }
}
