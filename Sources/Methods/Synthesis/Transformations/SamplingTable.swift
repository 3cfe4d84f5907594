import Networks
import Tensors

/// How a value between pixels is read.
package enum Sampling: Sendable {
    /// The pixel whose centre is nearest, of two equally near ones the farther from zero.
    case nearest
    /// Of the four pixels around, weighted by nearness.
    case bilinear
}

/// Where each pixel of a result is read from, and with what weights: a sparse matrix from planes to planes.
///
/// Reading by it is the linear map; adding by it, every value to where it was read from, is the exact transpose. Both
/// go through pixels and taps in one order, so the bits depend on nothing else.
package struct SamplingTable {
    /// What lies outside the picture.
    enum Border {
        /// The fill, which border pixels blend with.
        case filled
        /// The nearest pixel of the border.
        case clamped
    }

    /// Source coordinates of a result's pixel, affine in its own; pixel centres are whole numbers.
    struct Coordinates {
        var row: (perRow: Double, perColumn: Double, offset: Double)
        var column: (perRow: Double, perColumn: Double, offset: Double)

        /// One axis for itself: source = factor · target + offset.
        init(rows: (factor: Double, offset: Double), columns: (factor: Double, offset: Double)) {
            row = (rows.factor, 0, rows.offset)
            column = (0, columns.factor, columns.offset)
        }

        /// The linear part about the middle of the picture, which stays where it is.
        init(
            about extent: Extent, row: (perRow: Double, perColumn: Double), column: (perRow: Double, perColumn: Double)
        ) {
            let (y, x) = (Double(extent.height - 1) / 2, Double(extent.width - 1) / 2)
            self.row = (row.perRow, row.perColumn, y - row.perRow * y - row.perColumn * x)
            self.column = (column.perRow, column.perColumn, x - column.perRow * y - column.perColumn * x)
        }

        func source(row y: Int, column x: Int) -> (row: Double, column: Double) {
            (
                row.perRow * Double(y) + row.perColumn * Double(x) + row.offset,
                column.perRow * Double(y) + column.perColumn * Double(x) + column.offset
            )
        }
    }

    let source: Extent
    let target: Extent
    /// Pixels that a value is read from.
    private let taps: Int
    /// `taps` for each pixel of the result; a tap outside the picture has the weight 0.
    private var indices: [Int32] = []
    private var weights: [Float] = []
    /// The weight of the fill for each pixel of the result.
    private var outside: [Float] = []

    init(
        from source: Extent, to target: Extent, _ sampling: Sampling, border: Border = .filled,
        _ coordinates: Coordinates
    ) {
        self.source = source
        self.target = target
        taps = sampling == .nearest ? 1 : 4
        let area = target.height * target.width
        indices.reserveCapacity(area * taps)
        weights.reserveCapacity(area * taps)
        outside.reserveCapacity(area)
        for y in 0..<target.height {
            for x in 0..<target.width {
                var (row, column) = coordinates.source(row: y, column: x)
                // Beyond one pixel outside, everything is alike; this keeps far places within whole numbers.
                let reach = border == .filled ? 1.0 : 0.0
                row = min(max(row, -reach), Double(source.height - 1) + reach)
                column = min(max(column, -reach), Double(source.width - 1) + reach)
                switch sampling {
                case .nearest: outside.append(add(Int(row.rounded()), Int(column.rounded()), 1))
                case .bilinear:
                    let (top, left) = (Int(row.rounded(.down)), Int(column.rounded(.down)))
                    let (down, right) = (row - Double(top), column - Double(left))
                    var rest = add(top, left, (1 - down) * (1 - right))
                    rest += add(top, left + 1, (1 - down) * right)
                    rest += add(top + 1, left, down * (1 - right))
                    rest += add(top + 1, left + 1, down * right)
                    outside.append(rest)
                }
            }
        }
    }

    /// Adds a tap to the pixel at hand and returns what of its weight falls to the fill.
    private mutating func add(_ row: Int, _ column: Int, _ weight: Double) -> Float {
        let isInside = (0..<source.height).contains(row) && (0..<source.width).contains(column)
        indices.append(isInside ? Int32(row * source.width + column) : 0)
        weights.append(isInside ? Float(weight) : 0)
        return isInside ? 0 : Float(weight)
    }

    /// Every pixel of the result read from the picture.
    ///
    /// - Parameters:
    ///   - picture: N × C × `source`.
    ///   - fill: of the outside, one value for each channel; zero where empty.
    /// - Returns: N × C × `target`.
    func gather(_ picture: Tensor, fill: [Float]) -> Tensor {
        let planes = picture.shape[0] * picture.shape[1]
        let (sourceArea, targetArea) = (source.height * source.width, target.height * target.width)
        return Tensor(shape: Array(picture.shape.prefix(2)) + [target.height, target.width]) { result in
            picture.withUnsafeBufferPointer { picture in
                for plane in 0..<planes {
                    let filling = fill.isEmpty ? 0 : fill[plane % fill.count]
                    let from = UnsafeBufferPointer(
                        rebasing: picture[plane * sourceArea..<(plane + 1) * sourceArea])
                    for pixel in 0..<targetArea {
                        var sum = outside[pixel] * filling
                        for tap in pixel * taps..<(pixel + 1) * taps { sum += weights[tap] * from[Int(indices[tap])] }
                        result[plane * targetArea + pixel] = sum
                    }
                }
            }
        }
    }

    /// The transpose of `gather` without its fill.
    ///
    /// - Parameter gradient: N × C × `target`.
    /// - Returns: N × C × `source`.
    func scatter(_ gradient: Tensor) -> Tensor {
        let planes = gradient.shape[0] * gradient.shape[1]
        let (sourceArea, targetArea) = (source.height * source.width, target.height * target.width)
        var result = Tensor(shape: Array(gradient.shape.prefix(2)) + [source.height, source.width])
        result.withUnsafeMutableBufferPointer { result in
            gradient.withUnsafeBufferPointer { gradient in
                for plane in 0..<planes {
                    for pixel in 0..<targetArea {
                        let value = gradient[plane * targetArea + pixel]
                        for tap in pixel * taps..<(pixel + 1) * taps {
                            result[plane * sourceArea + Int(indices[tap])] += weights[tap] * value
                        }
                    }
                }
            }
        }
        return result
    }
}
