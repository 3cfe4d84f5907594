import CKernels
package import Diagnostics
import Tensors

/// Rows and columns of a constant added around an image; negative amounts cut rows and columns off.
package struct Pad: Operator {
    package let padding: Padding
    package let value: Float

    package init(padding: Padding, value: Float = 0) {
        self.padding = padding
        self.value = value
    }

    package var kind: String { "padding" }
    package var summary: String {
        (padding.summary.isEmpty ? "padding 0" : padding.summary) + (value == 0 ? "" : ", value \(value)")
    }

    package var order: ElementOrder { .channelsLast }

    /// Pixels that are cut off have a gradient that no row writes.
    package var writesGradients: Bool {
        [padding.top, padding.left, padding.bottom, padding.right].allSatisfy { $0 >= 0 }
    }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only().asImage()
        let amounts = [padding.top, padding.left, padding.bottom, padding.right]
        guard amounts.allSatisfy({ (-65_536...65_536).contains($0) }) else {
            throw .shapeMismatch("padding beyond 65536")
        }
        let height = input.height + padding.top + padding.bottom
        let width = input.width + padding.left + padding.right
        guard height > 0, width > 0 else {
            throw .shapeMismatch("cutting \(padding.summary) off \(input.height)×\(input.width) pixels leaves none")
        }
        return [input.channels, height, width]
    }

    package func forward(_ pass: ForwardPass) {
        let overlap = Overlap(padding, input: pass.inputs[0].shape, output: pass.output.shape)
        pass.workers.forEachUnit(pass.batch * overlap.outputRows, work: overlap.outputLength) { unit in
            let (image, row) = unit.quotientAndRemainder(dividingBy: overlap.outputRows)
            let target = pass.output.start + unit * overlap.outputLength
            guard overlap.rows.contains(row), overlap.count > 0 else {
                return target.update(repeating: value, count: overlap.outputLength)
            }
            target.update(repeating: value, count: overlap.outputFirst)
            let source = pass.inputs[0].image(image) + (row - padding.top) * overlap.inputLength + overlap.inputFirst
            (target + overlap.outputFirst).update(from: source, count: overlap.count)
            let end = overlap.outputFirst + overlap.count
            (target + end).update(repeating: value, count: overlap.outputLength - end)
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let overlap = Overlap(padding, input: gradient.shape, output: pass.outputGradient.shape)
        guard overlap.count > 0 else { return }
        let finish = pass.finish(0, gradient, columns: 0)
        let kernels = pass.context.kernels.table.pointee
        pass.workers.forEachUnit(pass.batch * overlap.rows.count, work: overlap.count) { unit in
            let image = unit / overlap.rows.count
            let row = overlap.rows.lowerBound + unit % overlap.rows.count
            let source = pass.outputGradient.image(image) + row * overlap.outputLength + overlap.outputFirst
            let offset = image * gradient.count + (row - padding.top) * overlap.inputLength + overlap.inputFirst
            finish.withEpilogue(at: offset) { epilogue in
                kernels.finishRows(source, 0, 1, overlap.count, gradient.start + offset, 0, epilogue)
            }
        }
    }

    /// The pixels that input and output share: a part of some rows.
    private struct Overlap {
        let outputRows: Int
        /// Elements of a row.
        let inputLength: Int
        let outputLength: Int
        /// Rows of the output that hold some of the input.
        let rows: Range<Int>
        /// The first element shared, in a row of the input and of the output, and how many there are.
        let inputFirst: Int
        let outputFirst: Int
        let count: Int

        init(_ padding: Padding, input: [Int], output: [Int]) {
            let channels = input[0]
            outputRows = output[1]
            inputLength = input[2] * channels
            outputLength = output[2] * channels
            rows = Self.shared(offset: padding.top, input: input[1], output: output[1])
            let columns = Self.shared(offset: padding.left, input: input[2], output: output[2])
            inputFirst = (columns.lowerBound - padding.left) * channels
            outputFirst = columns.lowerBound * channels
            count = columns.count * channels
        }

        /// Output places that hold an input element.
        private static func shared(offset: Int, input: Int, output: Int) -> Range<Int> {
            let first = min(output, max(0, offset))
            return first..<max(first, min(output, input + offset))
        }
    }
}
