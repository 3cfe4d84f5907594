import CKernels
import Tensors

extension Gate {
    /// Masks a gradient in place; its pixels lie as far apart as those of the gate's values.
    func apply(to gradient: MutableValues, batch: Int, _ context: PassContext) {
        let channels = gradient.shape.count == 3 ? gradient.shape[0] : gradient.count
        let stride = gradient.shape.count == 3 ? gradient.pixelStride : gradient.count
        let finish = Finish(bias: nil, addend: nil, bounds: .none, gate: self, pixelStride: stride)
        let kernels = context.kernels.table.pointee
        context.workers.forEachRange(of: batch * gradient.count / channels, work: channels) { rows in
            let first = rows.lowerBound * stride
            finish.withEpilogue(at: first) { epilogue in
                kernels.finishRows(
                    gradient.start + first, stride, rows.count, channels, gradient.start + first, stride, epilogue)
            }
        }
    }
}
