import CKernels
import Tensors

/// What follows a sum before it is stored.
struct Finish {
    let bias: Tensor?
    /// In the target's order: a residual, or the gradient that is added to.
    let addend: UnsafePointer<Float>?
    let bounds: Bounds
    let gate: Gate?
    /// From one pixel of the target, of `addend` and of the gate to the next.
    let pixelStride: Int

    /// Calls `body` with the kernels' form of it for the target's elements from `offset` on, `channel` being the first
    /// one's channel and `step` the pixels from one row to the next.
    func withEpilogue(
        at offset: Int, channel: Int = 0, step: Int = 1, _ body: (UnsafePointer<CKEpilogue>) -> Void
    ) {
        func run(_ bias: UnsafePointer<Float>?) {
            let epilogue = CKEpilogue(
                bias: bias.map { $0 + channel }, addend: addend.map { $0 + offset }, addendStride: pixelStride * step,
                low: bounds.kernelLow, high: bounds.kernelHigh, gate: gate.map { $0.values.start + offset },
                gateStride: pixelStride * step, gateLow: gate?.bounds.kernelLow ?? .nan,
                gateHigh: gate?.bounds.kernelHigh ?? .nan)
            withUnsafePointer(to: epilogue, body)
        }
        if let bias { bias.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
    }
}

extension Finish {
    /// Nothing follows.
    static var none: Finish { Finish(bias: nil, addend: nil, bounds: .none, gate: nil, pixelStride: 0) }
}

extension Bounds {
    /// NaN, which nothing compares with, where there is no upper bound: infinity is then no bound that is reached.
    var kernelHigh: Float { high == .infinity ? .nan : high }

    /// The same for the lower bound.
    var kernelLow: Float { low == -.infinity ? .nan : low }
}
