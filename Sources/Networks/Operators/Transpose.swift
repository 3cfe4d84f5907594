package import Diagnostics
import Tensors

/// The axes of an image in another order.
package struct Transpose: Operator {
    /// Axis i of the output is axis `order[i]` of the input, the batch axis not counted.
    package let order: [Int]

    package init(order: [Int]) { self.order = order }

    package var kind: String { "transpose" }
    package var summary: String { "axes " + order.map(String.init).joined(separator: ", ") }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard order.sorted() == Array(input.indices) else {
            throw .shapeMismatch("the order of axes \(order) does not fit \(input)")
        }
        return order.map { input[$0] }
    }

    package func forward(_ pass: ForwardPass) {
        let source = pass.inputs[0]
        forEachRow(source.shape, pass.batch, pass.workers) { image, row, length, step in
            let (from, to) = (source.image(image) + row[1], pass.output.image(image) + row[0])
            for index in 0..<length { to[index * step[0]] = from[index * step[1]] }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        forEachRow(gradient.shape, pass.batch, pass.workers) { image, row, length, step in
            let (from, to) = (pass.outputGradient.image(image) + row[0], gradient.image(image) + row[1])
            for index in 0..<length { to[index * step[1]] += from[index * step[0]] }
        }
    }

    /// Calls `body` with where every row starts in the output and in the input, its length, and the steps in both.
    private func forEachRow(
        _ input: [Int], _ batch: Int, _ workers: Workers,
        _ body: (_ image: Int, _ start: SIMD4<Int>, _ length: Int, _ step: SIMD4<Int>) -> Void
    ) {
        let shape = order.map { input[$0] }
        let steps = input.rowMajorSteps
        let rows = StridedRows(shape, steps: [shape.rowMajorSteps, order.map { steps[$0] }])
        workers.forEachUnit(batch * rows.count, work: rows.length) { unit in
            body(unit / rows.count, rows.start(of: unit % rows.count), rows.length, rows.steps)
        }
    }
}
