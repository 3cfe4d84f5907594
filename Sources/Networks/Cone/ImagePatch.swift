package import Tensors

/// A rectangle of an input image and the pixels to be put there.
package struct ImagePatch: Sendable {
    /// The first row and column.
    package let row: Int
    package let column: Int
    /// Channels × height × width, in the network's input space.
    package let pixels: Tensor

    package init(row: Int, column: Int, pixels: Tensor) {
        precondition(pixels.shape.count == 3)
        self.row = row
        self.column = column
        self.pixels = pixels
    }

    var rows: Range<Int> { row..<row + pixels.shape[1] }
    var columns: Range<Int> { column..<column + pixels.shape[2] }
}
