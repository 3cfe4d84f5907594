package import Diagnostics

/// Inputs behind one another along one axis.
package struct Concatenation: Operator {
    /// Of an image's shape, without the batch axis.
    package let axis: Int

    package init(axis: Int = 0) { self.axis = axis }

    package var kind: String { "concatenation" }
    package var summary: String { axis == 0 ? "" : "axis \(axis)" }

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
        forEachSlice(of: pass.inputs.map(\.shape), output: pass.output.shape) { input, blocks, length, offset, stride in
            let source = pass.inputs[input].start
            let target = pass.output.start + offset
            pass.workers.forEachUnit(pass.batch * blocks, work: length) { block in
                (target + block * stride).update(from: source + block * length, count: length)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        forEachSlice(of: pass.inputShapes, output: pass.outputGradient.shape) { input, blocks, length, offset, stride in
            guard let target = pass.inputGradients[input]?.start else { return }
            let source = pass.outputGradient.start + offset
            pass.workers.forEachUnit(pass.batch * blocks, work: length) { block in
                let (from, to) = (source + block * stride, target + block * length)
                for index in 0..<length { to[index] += from[index] }
            }
        }
    }

    /// For every input: how many blocks of consecutive elements it gives an image, their length, where the first lies
    /// in the output, and how far apart they lie there.
    private func forEachSlice(
        of shapes: [[Int]], output: [Int],
        _ body: (_ input: Int, _ blocks: Int, _ length: Int, _ offset: Int, _ stride: Int) -> Void
    ) {
        let blocks = output[..<axis].reduce(1, *)
        let stride = output[axis...].reduce(1, *)
        var offset = 0
        for (input, shape) in shapes.enumerated() {
            let length = shape[axis...].reduce(1, *)
            body(input, blocks, length, offset, stride)
            offset += length
        }
    }
}
