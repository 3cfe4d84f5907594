import CKernels
package import Diagnostics
import Tensors

/// Inputs behind one another along one axis.
package struct Concatenation: Operator {
    /// Of an image's shape, without the batch axis.
    package let axis: Int

    package init(axis: Int = 0) { self.axis = axis }

    package var kind: String { "concatenation" }
    package var summary: String { axis == 0 ? "" : "axis \(axis)" }
    package var order: ElementOrder { .channelsLast }
    package var writesGradients: Bool { true }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        guard let first = inputs.first else { throw .shapeMismatch("reads at least one input") }
        guard first.indices.contains(axis) else {
            throw .shapeMismatch("there is no axis \(axis) in \(first) (the batch axis not counted)")
        }
        var shape = first
        for other in inputs.dropFirst() {
            var fitting = other
            if other.count == first.count { fitting[axis] = first[axis] }
            guard fitting == first else {
                throw .shapeMismatch("\(first) and \(other) differ elsewhere than along axis \(axis)")
            }
            shape[axis] += other[axis]
        }
        return shape
    }

    package func forward(_ pass: ForwardPass) {
        let slices = Slices(of: pass.inputs.map(\.shape), output: pass.output.shape, axis: axis)
        let kernels = pass.context.kernels.table.pointee
        Finish.none.withEpilogue(at: 0) { epilogue in
            pass.workers.forEachRange(of: pass.batch * slices.rows, work: slices.stride) { rows in
                let target = pass.output.start + rows.lowerBound * slices.stride
                // What was written into the output is there already.
                for (input, slice) in zip(pass.inputs, slices.slices)
                where input.start != pass.output.start + slice.offset {
                    kernels.finishRows(
                        input.start + rows.lowerBound * slice.length, slice.length, rows.count, slice.length,
                        target + slice.offset, slices.stride, epilogue)
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        let slices = Slices(of: pass.inputShapes, output: pass.outputGradient.shape, axis: axis)
        let kernels = pass.context.kernels.table.pointee
        pass.workers.forEachRange(of: pass.batch * slices.rows, work: slices.stride) { rows in
            let source = pass.outputGradient.start + rows.lowerBound * slices.stride
            for (input, slice) in slices.slices.enumerated() {
                guard let gradient = pass.inputGradients[input] else { continue }
                let isThere = gradient.start == pass.outputGradient.start + slice.offset
                if isThere, pass.targets[input].gate == nil { continue }
                let stride = isThere ? slices.stride : slice.length
                let first = rows.lowerBound * stride
                pass.finish(input, gradient, columns: stride).withEpilogue(at: first) { epilogue in
                    kernels.finishRows(
                        source + slice.offset, slices.stride, rows.count, slice.length, gradient.start + first,
                        stride, epilogue)
                }
            }
        }
    }

    /// The output as rows of elements that follow one another, and what every input gives to each of them.
    private struct Slices {
        /// Rows of an image.
        let rows: Int
        /// Elements of a row.
        let stride: Int
        /// For every input, where its part of a row starts and how long it is.
        private(set) var slices: [(offset: Int, length: Int)] = []

        init(of shapes: [[Int]], output: [Int], axis: Int) {
            let stored = output.storedAxis(axis)
            rows = output.stored[..<stored].reduce(1, *)
            stride = output.stored[stored...].reduce(1, *)
            var offset = 0
            for shape in shapes {
                let length = shape.stored[stored...].reduce(1, *)
                slices.append((offset, length))
                offset += length
            }
        }
    }
}
