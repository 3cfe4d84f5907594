package import Tensors

extension Tensor {
    /// The means of a grid of cells over each channel of C × H × W, which together cover it: cell i of g takes the rows
    /// from ⌊i H ∕ g⌋ to ⌈(i + 1) H ∕ g⌉, and the columns likewise. Added in Double.
    ///
    /// - Precondition: three axes, or four with one image; `height` and `width` at most those of the tensor.
    package func cellMeans(height: Int, width: Int) -> [Float] {
        let sides = Array(shape.suffix(3))
        precondition(sides.count == 3 && count == sides.reduce(1, *), "one image of channels")
        precondition((1...sides[1]).contains(height) && (1...sides[2]).contains(width), "no more cells than values")
        let rows = (0..<height).map { $0 * sides[1] / height..<(($0 + 1) * sides[1] + height - 1) / height }
        let columns = (0..<width).map { $0 * sides[2] / width..<(($0 + 1) * sides[2] + width - 1) / width }
        return withUnsafeBufferPointer { values in
            (0..<sides[0]).flatMap { channel in
                rows.flatMap { rows in
                    columns.map { columns in
                        var sum = 0.0
                        for row in rows {
                            for column in columns {
                                sum += Double(values[(channel * sides[1] + row) * sides[2] + column])
                            }
                        }
                        return Float(sum / Double(rows.count * columns.count))
                    }
                }
            }
        }
    }
}
