import Diagnostics
import Pictures

/// How pictures stand on sprite sheets: equal cells in rows, small pictures enlarged by one whole factor, large ones made
/// smaller by one ratio.
struct SpriteFormat: Hashable {
    /// The longer side that cells should have, in pixels.
    let side: Int
    let columns: Int
    let cellWidth: Int
    let cellHeight: Int
    /// How often a cell's outermost pixels are repeated around it: a browser that rounds shows these and not the
    /// neighbour.
    let margin: Int
    private let largest: Int

    /// - Parameter count: of the pictures on all sheets together; each but the last is to have as many rows.
    init(_ cells: [SpriteCell], side: Int, count: Int) {
        self.side = side
        columns = max(1, min(16, count))
        let (width, height) = (cells.map(\.width).max() ?? 1, cells.map(\.height).max() ?? 1)
        largest = max(width, height, 1)
        margin = max(2, side / 32)
        (cellWidth, cellHeight) = Self.size(width, height, side: side, largest: largest)
    }

    /// Whether every pixel of the pictures is a square of several.
    var isEnlarged: Bool { side / largest > 1 }

    /// The upper left corner of a cell's picture.
    func origin(of index: Int) -> (x: Int, y: Int) {
        (
            index % columns * (cellWidth + 2 * margin) + margin,
            index / columns * (cellHeight + 2 * margin) + margin
        )
    }

    func width(of count: Int) -> Int { min(count, columns) * (cellWidth + 2 * margin) }

    private static func size(_ width: Int, _ height: Int, side: Int, largest: Int) -> (width: Int, height: Int) {
        let factor = side / largest
        if factor >= 1 { return (width * factor, height * factor) }
        func shrunk(_ length: Int) -> Int { max(1, (length * side + largest / 2) / largest) }
        return (shrunk(width), shrunk(height))
    }

    /// A picture in the middle of a cell with its margin; gray where it does not fill the cell.
    func cell(of picture: Raster) throws(Diagnostic) -> Raster {
        let size = Self.size(picture.width, picture.height, side: side, largest: largest)
        let fitted =
            (isEnlarged
            ? try picture.enlarged(by: side / largest)
            : try picture.resized(width: size.width, height: size.height, interpolation: .bicubic)).rgb()
        let (left, top) = ((cellWidth - fitted.width) / 2, (cellHeight - fitted.height) / 2)
        let (width, height) = (cellWidth + 2 * margin, cellHeight + 2 * margin)
        var pixels = emptyPixels
        for y in 0..<height {
            let row = min(max(y - margin, 0), cellHeight - 1) - top
            guard (0..<fitted.height).contains(row) else { continue }
            for x in 0..<width {
                let column = min(max(x - margin, 0), cellWidth - 1) - left
                guard (0..<fitted.width).contains(column) else { continue }
                for c in 0..<3 {
                    pixels[(y * width + x) * 3 + c] = fitted.samples[(row * fitted.width + column) * 3 + c]
                }
            }
        }
        return Raster(width: width, height: height, channels: 3, samples: pixels)
    }

    /// A cell without a picture.
    var emptyCell: Raster {
        Raster(width: cellWidth + 2 * margin, height: cellHeight + 2 * margin, channels: 3, samples: emptyPixels)
    }

    private var emptyPixels: [UInt8] {
        [UInt8](repeating: 128, count: (cellWidth + 2 * margin) * (cellHeight + 2 * margin) * 3)
    }
}
