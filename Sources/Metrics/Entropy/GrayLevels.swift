import Diagnostics
import Pictures
import Tensors

/// A picture of gray levels from 0 to 255, whole numbers.
struct GrayLevels {
    let height: Int
    let width: Int
    /// Rows from the top.
    let levels: [Int]

    init(height: Int, width: Int, levels: [Int]) {
        self.height = height
        self.width = width
        self.levels = levels
    }

    /// Equation 3 of Li et al.: int(0.3 R + 0.59 G + 0.11 B), in hundredths, so that a gray pixel keeps its level; a
    /// gray picture as it is.
    init(_ raster: Raster) {
        let colours = raster.isGray ? 1 : 3
        let levels = stride(from: 0, to: raster.samples.count, by: raster.channels).map { first -> Int in
            guard colours == 3 else { return Int(raster.samples[first]) }
            let (red, green, blue) = (raster.samples[first], raster.samples[first + 1], raster.samples[first + 2])
            return (30 * Int(red) + 59 * Int(green) + 11 * Int(blue)) / 100
        }
        self.init(height: raster.height, width: raster.width, levels: levels)
    }

    /// Values as 256 levels of equal width over a range; what lies outside takes the nearest.
    init(_ map: LocalEntropy.Map, over range: ClosedRange<Double>) {
        let span = range.upperBound - range.lowerBound
        self.init(
            height: map.height, width: map.width,
            levels: map.values.map { value in
                span > 0 ? Int(min(max((value - range.lowerBound) / span * 256, 0), 255)) : 0
            })
    }

    var mean: Double { levels.reduce(0) { $0 + Double($1) } / Double(levels.count) }

    var tensor: Tensor { Tensor(shape: [1, 1, height, width], elements: levels.map(Float.init)) }

    /// The mean of the square neighbourhood of each pixel, itself included, cut off to whole numbers.
    ///
    /// - Parameter side: odd.
    func neighbourhoodMeans(side: Int, edges: PictureEdges) -> GrayLevels {
        let reach = side / 2
        // The mean over rows of the sums over columns, each taken where the neighbour beyond the edge stands.
        let columns = (0..<width).map { x in (x - reach...x + reach).map { edges.place($0, in: width) } }
        let rows = (0..<height).map { y in (y - reach...y + reach).map { edges.place($0, in: height) } }
        var sums = [Int](repeating: 0, count: levels.count)
        for y in 0..<height {
            for x in 0..<width {
                for column in columns[x] { sums[y * width + x] += levels[y * width + column] }
            }
        }
        let means = (0..<levels.count).map { pixel in
            rows[pixel / width].reduce(0) { $0 + sums[$1 * width + pixel % width] } / (side * side)
        }
        return GrayLevels(height: height, width: width, levels: means)
    }
}

/// What a neighbourhood finds beyond the edge of a picture.
package enum PictureEdges: String, CaseIterable, SettingValue {
    /// The picture mirrored at its last pixel, which is not repeated.
    case reflect
    /// The last pixel.
    case nearest

    /// The pixel of a line that stands at a place inside it or beyond.
    func place(_ index: Int, in count: Int) -> Int {
        switch self {
        case .nearest: return min(max(index, 0), count - 1)
        case .reflect:
            guard count > 1 else { return 0 }
            let period = 2 * (count - 1)
            let folded = (index % period + period) % period
            return folded < count ? folded : period - folded
        }
    }
}
