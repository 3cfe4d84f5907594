package import Tensors

/// What keeps a picture from growing noise: a function of the picture that is subtracted from the objective.
///
/// penalty(u) = l1 · Σ|uᵢ| + l2 · Σuᵢ² + tv · Σ((u[y, x+1] − u[y, x])² + (u[y+1, x] − u[y, x])²), u in coordinates of
/// unit deviation. L1 is equation 1 of the second paper; L2 is Simonyan et al. 2014, §2; the total variation is the
/// squared form of Mahendran and Vedaldi 2015, equation 4 with β = 2.
package struct Penalty: Sendable {
    package let l1: Float
    package let l2: Float
    package let totalVariation: Float

    package init(l1: Float, l2: Float, totalVariation: Float) {
        self.l1 = l1
        self.l2 = l2
        self.totalVariation = totalVariation
    }

    /// The penalty's value.
    package func value(_ picture: Tensor) -> Double {
        let (height, width) = (picture.shape[2], picture.shape[3])
        var sum = 0.0
        picture.withUnsafeBufferPointer { u in
            if l1 != 0 { sum += Double(l1) * u.reduce(0) { $0 + Double($1.magnitude) } }
            if l2 != 0 { sum += Double(l2) * u.reduce(0) { $0 + Double($1 * $1) } }
            guard totalVariation != 0 else { return }
            var variation = 0.0
            Self.forEachNeighbour(count: u.count, height: height, width: width) { first, second in
                let difference = Double(u[second] - u[first])
                variation += difference * difference
            }
            sum += Double(totalVariation) * variation
        }
        return sum
    }

    /// Subtracts the penalty's gradient from `gradient`.
    package func subtractGradient(at picture: Tensor, from gradient: inout Tensor) {
        let (height, width) = (picture.shape[2], picture.shape[3])
        gradient.withUnsafeMutableBufferPointer { g in
            picture.withUnsafeBufferPointer { u in
                if l1 != 0 {
                    for index in u.indices where u[index] != 0 { g[index] -= u[index] > 0 ? l1 : -l1 }
                }
                if l2 != 0 {
                    for index in u.indices { g[index] -= 2 * l2 * u[index] }
                }
                guard totalVariation != 0 else { return }
                Self.forEachNeighbour(count: u.count, height: height, width: width) { first, second in
                    let slope = 2 * totalVariation * (u[second] - u[first])
                    g[second] -= slope
                    g[first] += slope
                }
            }
        }
    }

    /// Every pair of horizontally or vertically adjacent values of a stack of planes.
    private static func forEachNeighbour(count: Int, height: Int, width: Int, _ body: (Int, Int) -> Void) {
        for plane in stride(from: 0, to: count, by: height * width) {
            for y in 0..<height {
                let row = plane + y * width
                for x in 0..<width {
                    if x + 1 < width { body(row + x, row + x + 1) }
                    if y + 1 < height { body(row + x, row + x + width) }
                }
            }
        }
    }
}
