import Tensors

/// Between the order in which a tensor's shape counts the elements of an image and the one the engine keeps.
enum Reordering {
    /// Whether the two orders differ for a node's shape.
    static func matters(for shape: [Int]) -> Bool {
        shape.count == 3 && shape[0] > 1 && shape[1] * shape[2] > 1
    }

    /// Channel after channel to pixel after pixel.
    static func channelsLast(
        _ source: UnsafePointer<Float>, shape: [Int], batch: Int, into target: UnsafeMutablePointer<Float>,
        workers: Workers
    ) {
        transpose(
            source, rows: shape[0], columns: shape[1] * shape[2], batch: batch, into: target, workers: workers,
            adds: false)
    }

    /// Pixel after pixel to channel after channel.
    static func planar(
        _ source: UnsafePointer<Float>, shape: [Int], batch: Int, into target: UnsafeMutablePointer<Float>,
        workers: Workers
    ) {
        transpose(
            source, rows: shape[1] * shape[2], columns: shape[0], batch: batch, into: target, workers: workers,
            adds: false)
    }

    /// Adds elements, channel after channel, to others, pixel after pixel.
    static func addChannelsLast(
        _ source: UnsafePointer<Float>, shape: [Int], batch: Int, to target: UnsafeMutablePointer<Float>,
        workers: Workers
    ) {
        transpose(
            source, rows: shape[0], columns: shape[1] * shape[2], batch: batch, into: target, workers: workers,
            adds: true)
    }

    /// In squares that stay in the nearest cache, or in lines where there are few of them.
    private static func transpose(
        _ source: UnsafePointer<Float>, rows: Int, columns: Int, batch: Int, into target: UnsafeMutablePointer<Float>,
        workers: Workers, adds: Bool
    ) {
        let (height, width) = rows <= 4 ? (rows, 4096) : columns <= 4 ? (rows, columns) : (8, 8)
        let bands = (columns + width - 1) / width
        workers.forEachUnit(batch * bands, work: 4 * rows * width) { unit in
            let image = unit / bands * rows * columns
            let first = unit % bands * width
            let last = min(first + width, columns)
            for top in stride(from: 0, to: rows, by: height) {
                let square = (top..<min(top + height, rows), first..<last)
                transpose(source + image, rows, columns, square.0, square.1, into: target + image, adds: adds)
            }
        }
    }

    @inline(__always)
    private static func transpose(
        _ source: UnsafePointer<Float>, _ rows: Int, _ columns: Int, _ rowRange: Range<Int>, _ columnRange: Range<Int>,
        into target: UnsafeMutablePointer<Float>, adds: Bool
    ) {
        // The longer side is the inner loop.
        if rowRange.count > columnRange.count {
            for column in columnRange {
                let (line, place) = (source + column, target + column * rows)
                if adds {
                    for row in rowRange { place[row] += line[row * columns] }
                } else {
                    for row in rowRange { place[row] = line[row * columns] }
                }
            }
            return
        }
        for row in rowRange {
            let (line, place) = (source + row * columns, target + row)
            if adds {
                for column in columnRange { place[column * rows] += line[column] }
            } else {
                for column in columnRange { place[column * rows] = line[column] }
            }
        }
    }
}
