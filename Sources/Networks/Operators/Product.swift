import CKernels
package import Diagnostics
import Tensors

/// Two inputs, multiplied element by element; an axis of extent 1 repeats, so that one factor a channel (`[C, 1, 1]`)
/// or a pixel (`[1, H, W]`) can scale an image.
package struct Product: Operator {
    package init() {}

    package var kind: String { "product" }
    package var gradientReads: GradientReads { .inputs }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard inputs.count == 2 else { throw .shapeMismatch("multiplies two inputs, given \(inputs.count)") }
        return try Broadcasting(inputs[0], inputs[1]).shape
    }

    package func forward(_ pass: ForwardPass) {
        guard let plan = try? Broadcasting(pass.inputs[0].shape.stored, pass.inputs[1].shape.stored) else { return }
        let (first, second) = (pass.inputs[0], pass.inputs[1])
        guard let rows = plan.rows else { return forwardByElements(pass, plan) }
        let kernels = pass.context.kernels.table.pointee
        Finish.none.withEpilogue(at: 0) { epilogue in
            rows.forEachBlock(pass.batch, pass.workers) { block in
                kernels.scaleRows(
                    first.image(block.image) + block.offset(rows.steps[0]), rows.steps[0],
                    second.image(block.image) + block.offset(rows.steps[1]), rows.steps[1], block.count,
                    block.columns.count, pass.output.image(block.image) + block.offset(rows.length), rows.length,
                    epilogue)
            }
        }
    }

    private func forwardByElements(_ pass: ForwardPass, _ plan: Broadcasting) {
        let row = plan.axes[2]
        let outer = plan.axes[0].extent
        pass.workers.forEachUnit(pass.batch * outer, work: pass.output.count / outer) { unit in
            let image = unit / outer
            plan.forEachRow(outer: unit % outer) { common, first, second in
                let target = pass.output.image(image) + common
                let (left, right) = (pass.inputs[0].image(image) + first, pass.inputs[1].image(image) + second)
                if row.steps[0] == 0 {
                    let factor = left[0]
                    for index in 0..<row.extent { target[index] = factor * right[index * row.steps[1]] }
                } else {
                    for index in 0..<row.extent { target[index] = left[index] * right[index * row.steps[1]] }
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let plan = try? Broadcasting(pass.inputShapes[0].stored, pass.inputShapes[1].stored) else { return }
        for operand in 0..<2 {
            guard let gradient = pass.inputGradients[operand] else { continue }
            if let rows = plan.rows {
                addGradient(pass, to: operand, gradient, rows)
            } else {
                let target = pass.targets[operand]
                if target.isFresh { gradient.start.update(repeating: 0, count: pass.batch * gradient.count) }
                addGradientByElements(pass, to: operand, gradient, plan)
                target.gate?.apply(to: gradient, batch: pass.batch, pass.context)
            }
        }
    }

    private func addGradient(
        _ pass: GradientPass, to operand: Int, _ gradient: MutableValues, _ rows: Broadcasting.Rows
    ) {
        let kernels = pass.context.kernels.table.pointee
        let other = pass.inputs[1 - operand]
        let (step, otherStep) = (rows.steps[operand], rows.steps[1 - operand])
        let finish = pass.finish(operand, gradient, columns: step)
        if step == 0, rows.count > 1 {
            rows.forEachColumnBlock(pass.batch, pass.workers) { block in
                let offset = block.image * gradient.count + block.columns.lowerBound
                finish.withEpilogue(at: offset) { epilogue in
                    kernels.dotRows(
                        pass.outputGradient.image(block.image) + block.offset(rows.length), rows.length,
                        other.image(block.image) + block.offset(otherStep), otherStep, block.count,
                        block.columns.count, gradient.start + offset, epilogue)
                }
            }
        } else {
            rows.forEachBlock(pass.batch, pass.workers) { block in
                let offset = block.image * gradient.count + block.offset(step)
                finish.withEpilogue(at: offset) { epilogue in
                    kernels.scaleRows(
                        pass.outputGradient.image(block.image) + block.offset(rows.length), rows.length,
                        other.image(block.image) + block.offset(otherStep), otherStep, block.count,
                        block.columns.count, gradient.start + offset, step, epilogue)
                }
            }
        }
    }

    private func addGradientByElements(
        _ pass: GradientPass, to operand: Int, _ gradient: MutableValues, _ plan: Broadcasting
    ) {
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
