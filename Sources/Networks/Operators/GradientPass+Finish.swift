import CKernels
import Tensors

extension GradientPass {
    /// What an input's gradient is finished with: the addition to what is there, unless it is fresh, and its gate.
    ///
    /// - Parameter columns: elements from one row of the gradient to the next.
    func finish(_ input: Int, _ gradient: MutableValues, columns: Int) -> Finish {
        let target = targets[input]
        return Finish(
            bias: nil, addend: target.isFresh ? nil : UnsafePointer(gradient.start), bounds: .none, gate: target.gate,
            pixelStride: columns)
    }

    /// Adds the output's gradient to an input's, element by element.
    func addOutputGradient(to input: Int) {
        guard let gradient = inputGradients[input] else { return }
        let finish = finish(input, gradient, columns: 0)
        let kernels = context.kernels.table.pointee
        workers.forEachRange(of: batch * outputGradient.count) { range in
            let first = range.lowerBound
            finish.withEpilogue(at: first) { epilogue in
                kernels.finishRows(
                    outputGradient.start + first, 0, 1, range.count, gradient.start + first, 0, epilogue)
            }
        }
    }
}
