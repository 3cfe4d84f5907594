package import Diagnostics
import Tensors

/// The mean over windows that cover an image of any size with a fixed number of outputs, as PyTorch's
/// `AdaptiveAvgPool2d` has it: output i of n over m pixels takes the pixels ⌊i · m ∕ n⌋ ..< ⌈(i + 1) · m ∕ n⌉.
///
/// Windows may overlap and differ in size by one; where the image is the smaller, pixels are repeated.
package struct AdaptiveAveragePool: Operator {
    package let size: Extent

    package init(size: Extent) { self.size = size }

    package var kind: String { "adaptive average pool" }
    package var summary: String { "to \(size.summary)" }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard inputs.count == 1, inputs[0].count == 3 else {
            throw .shapeMismatch("reads one input of channels × height × width, given \(inputs)")
        }
        return [inputs[0][0], size.height, size.width]
    }

    package func forward(_ pass: ForwardPass) {
        let shape = pass.inputs[0].shape
        let (rows, columns) = (windows(over: shape[1], size.height), windows(over: shape[2], size.width))
        pass.workers.forEach(pass.batch * shape[0]) { plane in
            let source = pass.inputs[0].start + plane * shape[1] * shape[2]
            let target = pass.output.start + plane * size.height * size.width
            for (y, row) in rows.enumerated() {
                for (x, column) in columns.enumerated() {
                    var sum: Float = 0
                    for line in row { for place in column { sum += source[line * shape[2] + place] } }
                    target[y * size.width + x] = sum / Float(row.count * column.count)
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let shape = gradient.shape
        let (rows, columns) = (windows(over: shape[1], size.height), windows(over: shape[2], size.width))
        pass.workers.forEach(pass.batch * shape[0]) { plane in
            let source = pass.outputGradient.start + plane * size.height * size.width
            let target = gradient.start + plane * shape[1] * shape[2]
            for (y, row) in rows.enumerated() {
                for (x, column) in columns.enumerated() {
                    let share = source[y * size.width + x] / Float(row.count * column.count)
                    for line in row { for place in column { target[line * shape[2] + place] += share } }
                }
            }
        }
    }

    private func windows(over pixels: Int, _ outputs: Int) -> [Range<Int>] {
        (0..<outputs).map { $0 * pixels / outputs..<(($0 + 1) * pixels + outputs - 1) / outputs }
    }
}
