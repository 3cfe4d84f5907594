package import Diagnostics
import Methods
package import Pictures

/// Structural similarity of two pictures or maps (Wang et al., Image Quality Assessment: From Error Visibility to
/// Structural Similarity, 2004).
///
/// SSIM(x, y) = (2 μx μy + C1) (2 σxy + C2) ∕ ((μx² + μy² + C1) (σx² + σy² + C2)) at every place of an 11 × 11 Gaussian
/// window of deviation 1.5 that lies within the picture, averaged over these places, with C1 = (0.01 L)²,
/// C2 = (0.03 L)² and L the range of the values. Variances are those of the window as a distribution, as in the paper:
/// scikit-image agrees with `gaussian_weights=True, sigma=1.5, use_sample_covariance=False`, and an explicit `data_range`.
package enum StructuralSimilarity {
    /// The side of the window: smaller pictures have no structural similarity.
    package static let window = 11

    private static let k1 = 0.01
    private static let k2 = 0.03

    /// exp(−d² ∕ (2 · 1.5²)) for d = −5 … 5, scaled to the sum 1.
    private static let weights: [Double] = {
        let half = gaussian(deviation: 1.5, reach: window / 2)
        let values = half.dropFirst().reversed() + half
        let sum = values.reduce(0, +)
        return values.map { $0 / sum }
    }()

    /// The mean over places and channels; 1 for equal pictures.
    ///
    /// - Parameter range: L, the largest value there can be minus the smallest.
    /// - Throws: `ssim-shape` for pictures of different or too small size, `ssim-range` for a range that is not positive.
    package static func index(
        _ first: FloatRaster, _ second: FloatRaster, range: Double
    ) throws(Diagnostic) -> Double {
        guard first.channels == second.channels, first.height == second.height, first.width == second.width else {
            throw Diagnostic(
                .error, "ssim-shape",
                "a picture of \(first.height)×\(first.width) cannot be compared with one of "
                    + "\(second.height)×\(second.width)",
                notes: [.init("structural similarity compares pictures of one size")])
        }
        guard first.height >= window, first.width >= window else {
            throw Diagnostic(
                .error, "ssim-shape",
                "a map of \(first.height)×\(first.width) is smaller than the \(window)×\(window) window of SSIM",
                notes: [.init("choose an earlier layer, a larger input, or a map of the input's size")])
        }
        guard range > 0, range.isFinite else {
            throw Diagnostic(
                .error, "ssim-range", "structural similarity needs a positive range of values, not \(range)",
                notes: [.init("a map whose values are all equal has none")])
        }
        let total = (0..<first.channels).reduce(0) { sum, channel in
            sum + index(plane(first, channel), plane(second, channel), first.height, first.width, range)
        }
        return total / Double(first.channels)
    }

    private static func plane(_ raster: FloatRaster, _ channel: Int) -> [Double] {
        let area = raster.height * raster.width
        return raster.values[channel * area..<(channel + 1) * area].map(Double.init)
    }

    private static func index(_ x: [Double], _ y: [Double], _ height: Int, _ width: Int, _ range: Double) -> Double {
        let (c1, c2) = (k1 * range * k1 * range, k2 * range * k2 * range)
        func smoothed(_ values: [Double]) -> [Double] { weighted(values, height: height, width: width) }
        let (meanX, meanY) = (smoothed(x), smoothed(y))
        let (squareX, squareY) = (smoothed(zip(x, x).map(*)), smoothed(zip(y, y).map(*)))
        let product = smoothed(zip(x, y).map(*))
        var sum = 0.0
        for place in meanX.indices {
            let (mx, my) = (meanX[place], meanY[place])
            let variances = squareX[place] - mx * mx + squareY[place] - my * my
            let covariance = product[place] - mx * my
            sum += (2 * mx * my + c1) * (2 * covariance + c2) / ((mx * mx + my * my + c1) * (variances + c2))
        }
        return sum / Double(meanX.count)
    }

    /// The weighted sums over every window that lies within, row by row.
    private static func weighted(_ values: [Double], height: Int, width: Int) -> [Double] {
        let (rows, columns) = (height - window + 1, width - window + 1)
        var lines = [Double](repeating: 0, count: height * columns)
        for row in 0..<height {
            for (offset, weight) in weights.enumerated() {
                let source = row * width + offset
                for column in 0..<columns { lines[row * columns + column] += weight * values[source + column] }
            }
        }
        var result = [Double](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for (offset, weight) in weights.enumerated() {
                let source = (row + offset) * columns
                for column in 0..<columns { result[row * columns + column] += weight * lines[source + column] }
            }
        }
        return result
    }
}
