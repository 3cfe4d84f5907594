import CKernels

/// How a pooling window slides along one axis of an image.
struct PoolingAxis {
    let size: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let before: Int
    let after: Int
    let dilation: Int

    /// The taps that read inside the image at an output position.
    func tapsInside(at position: Int) -> Range<Int> {
        let start = start(at: position)
        let first = min(kernel, start >= 0 ? 0 : (dilation - 1 - start) / dilation)
        let last = size - 1 - start < 0 ? -1 : (size - 1 - start) / dilation
        return first..<max(first, min(kernel, last + 1))
    }

    /// How many taps read the image or its padding: a last, incomplete window reads beyond both.
    func tapsInPadded(at position: Int) -> Int {
        let room = size + after - start(at: position)
        return min(kernel, max(0, (room + dilation - 1) / dilation))
    }

    /// For every output position, the pixels it reads; one to the next, `dilation` pixels and one tap on.
    var reads: [CKReach] {
        (0..<outputs).map { position in
            let taps = tapsInside(at: position)
            guard !taps.isEmpty else { return CKReach(first: 0, count: 0, tap: 0) }
            let first = start(at: position) + taps.lowerBound * dilation
            return CKReach(first: first, count: taps.count, tap: taps.lowerBound)
        }
    }

    /// For every pixel, the output positions that read it; one to the next, `readerSteps` on.
    var readers: [CKReach] {
        let step = readerSteps.position
        return (0..<size).map { pixel in
            // The window's start lies `reach` before the pixel, and every tap is `dilation` on.
            let reach = pixel + before
            let last = min(outputs - 1, reach / stride)
            let extent = (kernel - 1) * dilation
            let least = reach <= extent ? 0 : (reach - extent + stride - 1) / stride
            guard least <= last,
                let first = (least...min(last, least + step - 1)).first(where: { (reach - $0 * stride) % dilation == 0 }
                )
            else { return CKReach(first: 0, count: 0, tap: 0) }
            return CKReach(first: first, count: (last - first) / step + 1, tap: (reach - first * stride) / dilation)
        }
    }

    /// How far apart two output positions are that read the same pixel, and the taps they read it with.
    var readerSteps: (position: Int, tap: Int) {
        var (divisor, rest) = (stride, dilation)
        while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
        return (dilation / divisor, -stride / divisor)
    }

    /// The pixel the window's first tap would read at an output position; outside the image in the padding.
    private func start(at position: Int) -> Int { position * stride - before }
}
