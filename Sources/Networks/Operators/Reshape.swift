package import Diagnostics
import Tensors

/// The elements of an image, in order, under another shape.
package struct Reshape: Operator {
    /// Without the batch axis; −1 stands for what is left over, at most once.
    package let shape: [Int]

    package init(shape: [Int]) { self.shape = shape }

    package var kind: String { "reshape" }
    package var summary: String { shape.map(String.init).joined(separator: "×") }
    package var runsInPlace: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        let count = input.reduce(1, *)
        let open = shape.count { $0 == -1 }
        guard open <= 1, let known = elementCount(of: shape.filter { $0 != -1 }), known > 0 else {
            throw .shapeMismatch("cannot reshape to \(shape): each extent must be at least 1, one may be -1")
        }
        guard open == 1 ? count % known == 0 : count == known else {
            throw .shapeMismatch("\(input) has \(count) elements and cannot become \(shape)")
        }
        return shape.map { $0 == -1 ? count / known : $0 }
    }

    package func forward(_ pass: ForwardPass) { pass.copyInput() }

    package func addGradient(_ pass: GradientPass) { pass.addOutputGradient(to: 0) }
}
