package import Tensors

/// Square windows that slide over an image in steps, as far as its border, where the last ones are cut: along an axis of
/// n pixels ⌈(n − size) ∕ stride⌉ + 1 of them.
package struct SlidingWindows {
    package let rows: [Range<Int>]
    package let columns: [Range<Int>]
    private let height: Int
    private let width: Int

    /// Windows that are looked at together lie close to one another, in squares of this many a side.
    private static let blockSide = 5

    /// - Precondition: 1 ≤ `stride` ≤ `size`, so that every pixel is covered.
    package init(height: Int, width: Int, size: Int, stride: Int) {
        precondition(1 <= stride && stride <= size)
        func places(_ extent: Int) -> [Range<Int>] {
            let count = (max(0, extent - size) + stride - 1) / stride + 1
            return (0..<count).map { $0 * stride..<min(extent, $0 * stride + size) }
        }
        rows = places(height)
        columns = places(width)
        self.height = height
        self.width = width
    }

    package var count: Int { rows.count * columns.count }

    /// A window's rows and columns, the windows counted row by row.
    package subscript(window: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        (rows[window / columns.count], columns[window % columns.count])
    }

    /// All windows in groups of neighbours.
    package var blocks: [[Int]] {
        let side = Self.blockSide
        return stride(from: 0, to: rows.count, by: side).flatMap { top in
            stride(from: 0, to: columns.count, by: side).map { left in
                (top..<min(top + side, rows.count)).flatMap { row in
                    (left..<min(left + side, columns.count)).map { row * columns.count + $0 }
                }
            }
        }
    }

    /// For every pixel the mean over the windows that cover it: 1 × 1 × height × width.
    ///
    /// - Parameter values: one for each window.
    package func mean(of values: [Double]) -> Tensor {
        var sums = [Double](repeating: 0, count: height * width)
        var counts = [Double](repeating: 0, count: height * width)
        for (window, value) in values.enumerated() {
            let (rows, columns) = self[window]
            for row in rows {
                for pixel in row * width + columns.lowerBound..<row * width + columns.upperBound {
                    sums[pixel] += value
                    counts[pixel] += 1
                }
            }
        }
        return Tensor(shape: [1, 1, height, width], elements: zip(sums, counts).map { Float($0 / $1) })
    }
}
