import Tensors

extension Gate {
    /// Masks a gradient in place.
    func apply(to gradient: UnsafeMutablePointer<Float>, count: Int, _ workers: Workers) {
        let (values, low, high) = (values.start, bounds.gateLow, bounds.gateHigh)
        workers.forEachRange(of: count) { range in
            for index in range {
                let isStopped = (values[index] <= low).mask | (values[index] >= high).mask
                gradient[index] = gradient[index].masked(~isStopped)
            }
        }
    }
}

extension Bounds {
    /// NaN, which nothing compares with, where there is no upper bound: infinity is then no bound that is reached.
    var gateHigh: Float { high == .infinity ? .nan : high }

    /// The same for the lower bound.
    var gateLow: Float { low == -.infinity ? .nan : low }
}
