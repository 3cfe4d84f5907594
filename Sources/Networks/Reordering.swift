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

    /// In squares that stay in the nearest cache.
    private static func transpose(
        _ source: UnsafePointer<Float>, rows: Int, columns: Int, batch: Int, into target: UnsafeMutablePointer<Float>,
        workers: Workers, adds: Bool
    ) {
        let side = 8
        let bands = (columns + side - 1) / side
        workers.forEachUnit(batch * bands, work: 4 * rows * side) { unit in
            let image = unit / bands * rows * columns
            let first = unit % bands * side
            let last = min(first + side, columns)
            for top in stride(from: 0, to: rows, by: side) {
                for row in top..<min(top + side, rows) {
                    let line = source + image + row * columns
                    let place = target + image + row
                    if adds {
                        for column in first..<last { place[column * rows] += line[column] }
                    } else {
                        for column in first..<last { place[column * rows] = line[column] }
                    }
                }
            }
        }
    }
}
