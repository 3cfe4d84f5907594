/// An operator whose output at a pixel reads only some pixels of its inputs: those near it.
///
/// Operators that do not say so count as reading whole images.
package protocol LocalOperator: Operator {
    /// The window of pixels that an output reads of every input, whichever channels; nil where it reads them all.
    ///
    /// - Parameter inputs: shapes of the inputs.
    func reach(for inputs: [[Int]]) -> Window?
}

extension LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { .pixel }
}

extension Window {
    /// Each output reads the pixel at its own place.
    fileprivate static let pixel = Window(kernel: Extent(1))
}

extension Operator {
    /// The window of pixels that an output reads of every input; nil where it reads them all.
    func windowRead(of inputs: [[Int]]) -> Window? {
        switch self {
        case let local as any LocalOperator: local.reach(for: inputs)
        case is any ElementwiseOperator: .pixel
        default: nil
        }
    }
}

extension ChannelAffine: LocalOperator {}
extension Combination: LocalOperator {}
extension Identity: LocalOperator {}
extension LocalResponseNormalization: LocalOperator {}
extension ParametricRectifier: LocalOperator {}
extension Product: LocalOperator {}
extension Sum: LocalOperator {}

extension Convolution: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { window }
}

extension MaxPool: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { window }
}

extension AveragePool: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { window }
}

extension Pad: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { Window(kernel: Extent(1), padding: padding) }
}

extension Concatenation: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { inputs.allSatisfy { isChannel(axis, of: $0) } ? .pixel : nil }
}

extension Softmax: LocalOperator {
    package func reach(for inputs: [[Int]]) -> Window? { inputs.allSatisfy { isChannel(axis, of: $0) } ? .pixel : nil }
}

extension Reshape: LocalOperator {
    /// Shuffles of channels keep rows and columns.
    package func reach(for inputs: [[Int]]) -> Window? {
        guard let input = inputs.first, input.count >= 3, let output = try? outputShape(for: inputs), output.count >= 3
        else { return nil }
        return input.suffix(2) == output.suffix(2) ? .pixel : nil
    }
}

/// Whether an axis counts neither rows nor columns.
private func isChannel(_ axis: Int, of shape: [Int]) -> Bool { shape.count < 3 || axis < shape.count - 2 }
