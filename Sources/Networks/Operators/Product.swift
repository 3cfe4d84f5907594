package import Diagnostics

/// Two inputs, multiplied element by element; an axis of extent 1 repeats, so that one factor a channel (`[C, 1, 1]`)
/// or a pixel (`[1, H, W]`) can scale an image.
package struct Product: Operator {
    package init() {}

    package var kind: String { "product" }
    package var gradientReads: GradientReads { .inputs }
    package var runsInPlace: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard inputs.count == 2 else { throw .shapeMismatch("multiplies two inputs, given \(inputs.count)") }
        return try Broadcasting(inputs[0], inputs[1]).shape
    }

    package func forward(_ pass: ForwardPass) {
        if pass.inputs[0].shape == pass.inputs[1].shape { return forwardAlike(pass) }
        guard let plan = try? Broadcasting(pass.inputs[0].shape, pass.inputs[1].shape) else { return }
        let row = plan.axes[2]
        let outer = plan.axes[0].extent
        pass.workers.forEachUnit(pass.batch * outer, work: pass.output.count / outer) { unit in
            let image = unit / outer
            plan.forEachRow(outer: unit % outer) { common, first, second in
                let target = pass.output.image(image) + common
                let (left, right) = (pass.inputs[0].image(image) + first, pass.inputs[1].image(image) + second)
                switch (row.steps[0], row.steps[1]) {
                case (0, _):
                    let factor = left[0]
                    for index in 0..<row.extent { target[index] = factor * right[index * row.steps[1]] }
                case (_, 0):
                    let factor = right[0]
                    for index in 0..<row.extent { target[index] = left[index] * factor }
                default:
                    for index in 0..<row.extent { target[index] = left[index] * right[index] }
                }
            }
        }
    }

    /// The product of inputs of one shape; the first may lie where the output does.
    private func forwardAlike(_ pass: ForwardPass) {
        let (left, right, target) = (pass.inputs[0].start, pass.inputs[1].start, pass.output.start)
        pass.workers.forEachRange(of: pass.batch * pass.output.count) { range in
            // Two loops: a loop over fewer pointers needs no test for overlap with the first to be vectorised.
            if left == UnsafePointer(target) {
                for index in range { target[index] *= right[index] }
            } else {
                for index in range { target[index] = left[index] * right[index] }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let plan = try? Broadcasting(pass.inputShapes[0], pass.inputShapes[1]) else { return }
        for operand in 0..<2 { addGradient(pass, to: operand, plan) }
    }

    private func addGradient(_ pass: GradientPass, to operand: Int, _ plan: Broadcasting) {
        guard let gradient = pass.inputGradients[operand] else { return }
        let row = plan.axes[2]
        let outer = plan.axes[0].extent
        // Where the operand repeats along the outermost axis, its indices add to the same elements: one piece.
        let together = plan.axes[0].steps[operand] == 0 ? outer : 1
        let pieces = outer / together
        pass.workers.forEachUnit(pass.batch * pieces, work: pass.outputGradient.count / pieces) { unit in
            let image = unit / pieces
            let cotangent = pass.outputGradient.image(image)
            for index in 0..<together {
                plan.forEachRow(outer: unit % pieces * together + index) { common, first, second in
                    let own = operand == 0 ? first : second
                    let other = pass.inputs[1 - operand].image(image) + (operand == 0 ? second : first)
                    Self.addRow(
                        cotangent + common, times: other, to: gradient.image(image) + own, count: row.extent,
                        ownStep: row.steps[operand], otherStep: row.steps[1 - operand])
                }
            }
        }
    }

    /// Adds cotangent · other to `target`, summed where `target` repeats.
    private static func addRow(
        _ cotangent: UnsafePointer<Float>, times other: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        count: Int, ownStep: Int, otherStep: Int
    ) {
        if ownStep == 0, otherStep == 0 {
            target[0] += cotangent[0] * other[0]
        } else if ownStep == 0 {
            target[0] += Float(Reductions.dot(cotangent, other, count: count))
        } else if otherStep == 0 {
            let factor = other[0]
            for index in 0..<count { target[index] += factor * cotangent[index] }
        } else {
            for index in 0..<count { target[index] += cotangent[index] * other[index] }
        }
    }
}
