import Foundation
import Tensors

/// Equations 1 and 2 of Li et al.: H = −Σ pᵢⱼ log₂ pᵢⱼ in bits, pᵢⱼ the share of pixels of level i whose neighbourhood has
/// the mean j (Abutaleb 1989).
struct LocalEntropy {
    private let gray: GrayLevels
    /// i · 256 + j for each pixel.
    private let pairs: [Int]

    /// Entropies of windows, rows from the top.
    struct Map {
        let height: Int
        let width: Int
        let values: [Double]

        var tensor: Tensor { Tensor(shape: [1, 1, height, width], elements: values.map(Float.init)) }
    }

    /// - Parameter side: of the neighbourhood, odd.
    init(_ gray: GrayLevels, neighbourhood side: Int, edges: PictureEdges) {
        self.gray = gray
        let means = gray.neighbourhoodMeans(side: side, edges: edges)
        pairs = zip(gray.levels, means.levels).map { $0 * 256 + $1 }
    }

    /// Of the whole picture.
    var entropy: Double { Self.entropy(of: pairs) }

    /// Of a square window that slides over the picture without leaving it; a window larger than the picture is cut down
    /// to its side.
    ///
    /// Neighbourhoods are those of the whole picture, also at a window's edge.
    func map(window: Int, stride step: Int) -> Map {
        let (rows, columns) = (min(window, gray.height), min(window, gray.width))
        let tops = Array(stride(from: 0, through: gray.height - rows, by: step))
        let lefts = Array(stride(from: 0, through: gray.width - columns, by: step))
        var values: [Double] = []
        values.reserveCapacity(tops.count * lefts.count)
        for top in tops {
            for left in lefts {
                var inside: [Int] = []
                inside.reserveCapacity(rows * columns)
                for y in top..<top + rows {
                    inside += pairs[y * gray.width + left..<y * gray.width + left + columns]
                }
                values.append(Self.entropy(of: inside))
            }
        }
        return Map(height: tops.count, width: lefts.count, values: values)
    }

    /// The most that a window can have: every pixel a pair of its own.
    func largestEntropy(window: Int) -> Double {
        log2(Double(min(window, gray.height) * min(window, gray.width)))
    }

    /// In the order of the pairs, so that the sum has the same bits however they are arranged.
    private static func entropy(of pairs: [Int]) -> Double {
        let sorted = pairs.sorted()
        var sum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            let share = Double(end - start) / Double(sorted.count)
            sum -= share * log2(share)
            start = end
        }
        return max(sum, 0)
    }
}
