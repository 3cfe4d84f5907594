package import Tensors

/// Mean and covariance of square windows of images, each channel by itself, wherever in an image they lie.
package struct WindowStatistics {
    package let side: Int
    package let channels: Int
    private var count = 0
    /// Per channel; of values less `origin`.
    private var sums: [[Double]]
    private var products: [[Double]]
    /// Near the middle of a channel's values, so that little is lost when means are subtracted.
    private let origin: [Float]

    /// Windows that are multiplied in single precision before their products are added up in double precision.
    private static let together = 256

    /// - Parameter origin: for each channel, a value near its mean.
    package init(side: Int, origin: [Float]) {
        self.side = side
        self.origin = origin
        channels = origin.count
        let pixels = side * side
        sums = [[Double]](repeating: [Double](repeating: 0, count: pixels), count: channels)
        products = [[Double]](repeating: [Double](repeating: 0, count: pixels * pixels), count: channels)
    }

    /// Pixels of a window.
    package var pixels: Int { side * side }

    /// Adds windows of an image.
    ///
    /// - Parameters:
    ///   - image: 1 × C × H × W.
    ///   - places: each window's first row and column.
    package mutating func add(_ image: Tensor, at places: [(row: Int, column: Int)]) {
        for first in stride(from: 0, to: places.count, by: Self.together) {
            let own = places[first..<min(first + Self.together, places.count)]
            for channel in 0..<channels {
                let windows = own.flatMap { place in
                    image.part(
                        rows: place.row..<place.row + side, columns: place.column..<place.column + side,
                        channels: channel..<channel + 1
                    ).elements.map { $0 - origin[channel] }
                }
                add(windows, to: channel)
            }
            count += own.count
        }
    }

    private mutating func add(_ windows: [Float], to channel: Int) {
        let (pixels, rows) = (pixels, windows.count / pixels)
        var product = [Float](repeating: 0, count: pixels * pixels)
        windows.withUnsafeBufferPointer { windows in
            product.withUnsafeMutableBufferPointer { product in
                guard let values = windows.baseAddress, let target = product.baseAddress else { return }
                BLAS.multiply(
                    BLAS.Matrix(values, stride: pixels, transposed: true), BLAS.Matrix(values, stride: pixels),
                    into: target, stride: pixels, rows: pixels, columns: pixels, depth: rows)
            }
        }
        for index in product.indices { products[channel][index] += Double(product[index]) }
        for row in 0..<rows {
            for pixel in 0..<pixels { sums[channel][pixel] += Double(windows[row * pixels + pixel]) }
        }
    }

    /// The mean of every pixel of a channel's windows.
    package func mean(_ channel: Int) -> [Double] {
        sums[channel].map { $0 / Double(count) + Double(origin[channel]) }
    }

    /// The covariance of a channel's windows, row by row (divided by the number of windows).
    package func covariance(_ channel: Int) -> [Double] {
        let means = sums[channel].map { $0 / Double(count) }
        var result = products[channel].map { $0 / Double(count) }
        for row in 0..<pixels {
            for column in 0..<pixels { result[row * pixels + column] -= means[row] * means[column] }
        }
        return result
    }
}
