package import Diagnostics

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
        pass.workers.forEachUnit(pass.batch * pass.output.shape[0], work: overlap.outputArea) { plane in
            let source = pass.inputs[0].start + plane * overlap.inputArea
            let target = pass.output.start + plane * overlap.outputArea
            target.update(repeating: value, count: overlap.outputArea)
            overlap.forEachRow { input, output, count in (target + output).update(from: source + input, count: count) }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let overlap = Overlap(padding, input: pass.inputShapes[0], output: pass.outputGradient.shape)
        pass.workers.forEachUnit(pass.batch * gradient.shape[0], work: overlap.outputArea) { plane in
            let source = pass.outputGradient.start + plane * overlap.outputArea
            let target = gradient.start + plane * overlap.inputArea
            overlap.forEachRow { input, output, count in
                for index in 0..<count { target[input + index] += source[output + index] }
            }
        }
    }

    /// The pixels that input and output share.
    private struct Overlap {
        let inputArea: Int
        let outputArea: Int
        private let inputWidth: Int
        private let outputWidth: Int
        private let top: Int
        private let left: Int
        private let rows: Range<Int>
        private let columns: Range<Int>

        init(_ padding: Padding, input: [Int], output: [Int]) {
            inputArea = input[1] * input[2]
            outputArea = output[1] * output[2]
            inputWidth = input[2]
            outputWidth = output[2]
            top = padding.top
            left = padding.left
            rows = Self.shared(offset: padding.top, input: input[1], output: output[1])
            columns = Self.shared(offset: padding.left, input: input[2], output: output[2])
        }

        /// Output places that hold an input element.
        private static func shared(offset: Int, input: Int, output: Int) -> Range<Int> {
            let first = min(output, max(0, offset))
            return first..<max(first, min(output, input + offset))
        }

        /// Calls `body` with the first element in the input, in the output, and the length of every shared row.
        func forEachRow(_ body: (_ input: Int, _ output: Int, _ count: Int) -> Void) {
            guard !columns.isEmpty else { return }
            for row in rows {
                body(
                    (row - top) * inputWidth + columns.lowerBound - left, row * outputWidth + columns.lowerBound,
                    columns.count)
            }
        }
    }
}
