import Foundation

/// Kernel suppression as Zhuang et al. 2021 print it (equations 1–4), in Double with slow loops, on one convolution with a
/// rectifier; its derivative is written out by hand and shares nothing with the method.
struct KernelSuppressionReference {
    let channels: Int
    let size: Int
    /// [kernel][channel][row][column] of 3 × 3, and a bias for each.
    let weights: [[[[Double]]]]
    let biases: [Double]
    let kernel: Int
    let alpha: Double
    let beta: Double
    /// Whether L_p and L_s are divided by W · H.
    let dividesByArea: Bool
    /// Of the coordinates: x = deviation · u.
    let deviation: Double
    let bounds: ClosedRange<Double>
    /// Kingma and Ba's algorithm 1 with their constants in place of plain descent.
    var isAdam = false

    struct Losses {
        var preservation = 0.0
        var suppression = 0.0
        var regularization = 0.0
        var total = 0.0
    }

    private var area: Int { size * size }

    private func pixel(_ x: [Double], _ channel: Int, _ row: Int, _ column: Int) -> Double {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return 0 }
        return x[channel * area + row * size + column]
    }

    /// The feature maps, kernel by kernel.
    func features(_ u: [Double]) -> [[Double]] {
        let x = u.map { $0 * deviation }
        return weights.indices.map { kernel in
            (0..<area).map { place in
                var sum = biases[kernel]
                for channel in 0..<channels {
                    for i in 0..<3 {
                        for j in 0..<3 {
                            sum +=
                                weights[kernel][channel][i][j]
                                * pixel(x, channel, place / size + i - 1, place % size + j - 1)
                        }
                    }
                }
                return max(0, sum)
            }
        }
    }

    private func norm2(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    private func norm1(_ values: [Double]) -> Double { values.reduce(0) { $0 + abs($1) } }

    /// The losses at û, with their derivative.
    func losses(_ u: [Double], from original: [[Double]]) -> (Losses, [Double]) {
        let found = features(u)
        let divisor = dividesByArea ? Double(area) : 1
        let difference = zip(found[kernel], original[kernel]).map { $0 - $1 }
        let others = weights.indices.filter { $0 != kernel }
        let scale = others.reduce(0) { $0 + norm1(original[$1]) }
        var losses = Losses()
        losses.preservation = norm2(difference) / (divisor * norm2(original[kernel]))
        losses.suppression = others.reduce(0) { $0 + norm1(found[$1]) } / (divisor * scale)
        losses.regularization = norm1(u) / Double(area)
        losses.total = losses.preservation + alpha * losses.suppression + beta * losses.regularization

        var derivative = [Double](repeating: 0, count: u.count)
        for index in u.indices where u[index] != 0 { derivative[index] = beta * (u[index] > 0 ? 1 : -1) / Double(area) }
        for other in weights.indices {
            for place in 0..<area where found[other][place] > 0 {
                var slope = alpha / (divisor * scale)
                if other == kernel {
                    let distance = norm2(difference)
                    slope = distance > 0 ? difference[place] / (distance * divisor * norm2(original[kernel])) : 0
                }
                for channel in 0..<channels {
                    for i in 0..<3 {
                        for j in 0..<3 {
                            let (row, column) = (place / size + i - 1, place % size + j - 1)
                            guard (0..<size).contains(row), (0..<size).contains(column) else { continue }
                            derivative[channel * area + row * size + column] +=
                                slope * weights[other][channel][i][j] * deviation
                        }
                    }
                }
            }
        }
        return (losses, derivative)
    }

    /// Descent, plain or Adam's, whose rate is halved after `patience` steps without a fall of a ten-thousandth below the lowest loss
    /// at that rate.
    func descend(
        from start: [Double], rate: Double, patience: Int, iterations: Int
    ) -> (best: [Double], losses: [Losses], rate: Double) {
        let original = features(start)
        var (u, rate) = (start, rate)
        var (best, lowest) = (start, Double.infinity)
        var (mark, stale) = (Double.infinity, 0)
        var curve: [Losses] = []
        var mean = [Double](repeating: 0, count: start.count)
        var variance = mean
        for step in 1...iterations {
            let (losses, derivative) = losses(u, from: original)
            curve.append(losses)
            if losses.total < lowest { (best, lowest) = (u, losses.total) }
            if losses.total < mark * (1 - 1e-4) {
                (mark, stale) = (losses.total, 0)
            } else {
                stale += 1
                if stale == patience { (rate, stale, mark) = (rate / 2, 0, losses.total) }
            }
            for index in u.indices {
                var move = derivative[index]
                if isAdam {
                    mean[index] = 0.9 * mean[index] + 0.1 * move
                    variance[index] = 0.999 * variance[index] + 0.001 * move * move
                    let unbiased = (
                        mean[index] / (1 - pow(0.9, Double(step))), variance[index] / (1 - pow(0.999, Double(step)))
                    )
                    move = unbiased.0 / (unbiased.1.squareRoot() + 1e-8)
                }
                u[index] = min(max(u[index] - rate * move, bounds.lowerBound), bounds.upperBound)
            }
        }
        return (best, curve, rate)
    }
}
