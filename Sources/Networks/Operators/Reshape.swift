package import Diagnostics
import Tensors

/// The elements of an image, in order, under another shape.
package struct Reshape: Operator {
    /// Without the batch axis; −1 stands for what is left over, at most once.
    package let shape: [Int]

    package init(shape: [Int]) { self.shape = shape }

    package var kind: String { "reshape" }
    package var summary: String { shape.map(String.init).joined(separator: "×") }
    package var order: ElementOrder { .channelsLast }

    /// Where memory keeps the same order.
    package func runsInPlace(for inputs: [[Int]]) -> Bool {
        guard !Reordering.matters(for: inputs[0]), let output = try? outputShape(for: inputs) else { return false }
        return !Reordering.matters(for: output)
    }

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

    package func forward(_ pass: ForwardPass) { pass.reshapeInput() }

    package func addGradient(_ pass: GradientPass) { pass.addReshapedGradient() }
}

extension ForwardPass {
    /// Writes the first input's elements, as its shape counts them, in the order of the output's.
    func reshapeInput() {
        let (source, shape) = (inputs[0].start, inputs[0].shape)
        switch (Reordering.matters(for: shape), Reordering.matters(for: output.shape)) {
        case (false, false):
            copyInput()
        case (true, false):
            Reordering.planar(source, shape: shape, batch: batch, into: output.start, workers: workers)
        case (false, true):
            Reordering.channelsLast(source, shape: output.shape, batch: batch, into: output.start, workers: workers)
        case (true, true):
            let places = zip(shape.storedPlaces, output.shape.storedPlaces)
            for image in 0..<batch {
                for (from, to) in places { output.image(image)[to] = inputs[0].image(image)[from] }
            }
        }
    }
}

extension GradientPass {
    /// Adds the output's gradient to the first input's, element by element as their shapes count them.
    func addReshapedGradient() {
        guard let gradient = inputGradients[0] else { return }
        let (source, shape) = (outputGradient.start, outputGradient.shape)
        switch (Reordering.matters(for: gradient.shape), Reordering.matters(for: shape)) {
        case (false, false):
            addOutputGradient(to: 0)
        case (true, false):
            Reordering.addChannelsLast(
                source, shape: gradient.shape, batch: batch, to: gradient.start, workers: workers)
        case (_, true):
            let places = zip(gradient.shape.storedPlaces, shape.storedPlaces)
            for image in 0..<batch {
                for (to, from) in places { gradient.image(image)[to] += outputGradient.image(image)[from] }
            }
        }
    }
}

extension [Int] {
    /// For every element in the order of this shape, its place in memory.
    fileprivate var storedPlaces: [Int] {
        let count = reduce(1, *)
        guard Reordering.matters(for: self) else { return Array(0..<count) }
        let area = self[1] * self[2]
        return (0..<count).map { $0 % area * self[0] + $0 / area }
    }
}
