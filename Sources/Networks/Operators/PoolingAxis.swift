/// How a pooling window slides along one axis of an image.
struct PoolingAxis {
    let size: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let before: Int
    let after: Int
    let dilation: Int

    /// The pixel the window's first tap would read at an output position; outside the image in the padding.
    func start(at position: Int) -> Int { position * stride - before }

    /// The taps that read inside the image at an output position.
    func tapsInside(at position: Int) -> Range<Int> { taps(from: start(at: position), below: size) }

    /// The first pixel of the image the window reads at an output position; there must be one.
    func firstInside(at position: Int) -> Int { start(at: position) + tapsInside(at: position).lowerBound * dilation }

    /// How many taps read the image or its padding: a last, incomplete window reads beyond both.
    func tapsInPadded(at position: Int) -> Int {
        let room = size + after - start(at: position)
        return min(kernel, max(0, (room + dilation - 1) / dilation))
    }

    /// The output positions at which a tap reads inside the image.
    func positionsInside(tap: Int) -> Range<Int> {
        let offset = tap * dilation - before
        let first = min(outputs, offset >= 0 ? 0 : (stride - 1 - offset) / stride)
        let last = size - 1 - offset < 0 ? -1 : (size - 1 - offset) / stride
        return first..<max(first, min(outputs, last + 1))
    }

    private func taps(from start: Int, below end: Int) -> Range<Int> {
        let first = min(kernel, start >= 0 ? 0 : (dilation - 1 - start) / dilation)
        let last = end - 1 - start < 0 ? -1 : (end - 1 - start) / dilation
        return first..<max(first, min(kernel, last + 1))
    }
}
