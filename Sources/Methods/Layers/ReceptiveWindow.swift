import Networks

/// What a place of a layer can see of an image: its receptive field as a window of one size, moved inwards where it would
/// leave the image.
struct ReceptiveWindow {
    private let field: ReceptiveField?
    private let image: (height: Int, width: Int)

    /// - Parameters:
    ///   - field: nil for the whole image.
    ///   - image: channels, height, width.
    init(field: ReceptiveField?, image: [Int]) {
        self.field = field
        self.image = (image[1], image[2])
    }

    var height: Int { min(field?.rows.size ?? image.height, image.height) }
    var width: Int { min(field?.columns.size ?? image.width, image.width) }

    func place(row: Int, column: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let top = Self.first(field?.rows, unit: row, length: height, of: image.height)
        let left = Self.first(field?.columns, unit: column, length: width, of: image.width)
        return (top..<top + height, left..<left + width)
    }

    private static func first(_ axis: ReceptiveField.Axis?, unit: Int, length: Int, of side: Int) -> Int {
        guard let axis else { return 0 }
        // The middle of a field that is larger than the image.
        let start = axis.start + unit * axis.stride + (axis.size - length) / 2
        return max(0, min(start, side - length))
    }
}
