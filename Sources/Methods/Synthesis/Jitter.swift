package import Networks
package import Tensors

/// A shift of the whole picture, what leaves on one side coming back on the other.
///
/// The shift by (−rows, −columns) is its adjoint and its inverse.
package struct Jitter: Transformation {
    package let rows: Int
    package let columns: Int

    /// A shift of up to `reach` pixels either way, drawn for a step.
    package init(reach: Int, seed: UInt64, step: Int) {
        guard reach > 0 else {
            (rows, columns) = (0, 0)
            return
        }
        var random = RandomStream(seed: seed, purpose: "jitter", step: UInt64(step))
        rows = random.integer(below: 2 * reach + 1) - reach
        columns = random.integer(below: 2 * reach + 1) - reach
    }

    package func extent(of picture: Extent) -> Extent { picture }

    package func apply(_ picture: Tensor) -> Tensor { shifted(picture, rows: rows, columns: columns) }

    package func applyAdjoint(_ gradient: Tensor, to extent: Extent) -> Tensor {
        shifted(gradient, rows: -rows, columns: -columns)
    }

    private func shifted(_ tensor: Tensor, rows: Int, columns: Int) -> Tensor {
        guard rows != 0 || columns != 0 else { return tensor }
        let (height, width) = (tensor.shape[2], tensor.shape[3])
        let area = height * width
        let down = ((rows % height) + height) % height
        let right = ((columns % width) + width) % width
        return Tensor(shape: tensor.shape) { target in
            tensor.withUnsafeBufferPointer { source in
                for plane in stride(from: 0, to: source.count, by: area) {
                    for y in 0..<height {
                        let (from, to) = (plane + y * width, plane + (y + down) % height * width)
                        for x in 0..<width - right { target[to + x + right] = source[from + x] }
                        for x in width - right..<width { target[to + x + right - width] = source[from + x] }
                    }
                }
            }
        }
    }
}
