import Foundation
import Networks

/// DeepLIFT's rules from their papers, by plain loops in double precision: what becomes of the multipliers at an output,
/// given the input x and its reference r.
enum DeepLiftReference {
    typealias Rule = @Sendable (_ x: DoubleArray, _ r: DoubleArray, _ signal: DoubleArray) -> DoubleArray

    /// (f(x) − f(r)) ∕ (x − r), the derivative where they are the same.
    static func rescale(_ function: @escaping @Sendable (Double, _ channel: Int) -> Double) -> Rule {
        { x, r, signal in
            DoubleArray(x.shape) { position in
                let (own, reference) = (x[position], r[position])
                let channel = position[0]
                guard own == reference else {
                    return signal[position] * (function(own, channel) - function(reference, channel))
                        / (own - reference)
                }
                let slope = (function(own + 1e-6, channel) - function(own - 1e-6, channel)) / 2e-6
                return signal[position] * slope
            }
        }
    }

    /// For every window its places, and what they share of its multiplier.
    static func maximum(_ windows: [[Int]], sign: Double = 1) -> Rule {
        { x, r, signal in
            var result = [Double](repeating: 0, count: x.elements.count)
            for (window, weight) in zip(windows, signal.elements) {
                func first(_ values: DoubleArray) -> Int {
                    let largest = window.map { sign * values.elements[$0] }.max() ?? 0
                    return window.first { sign * values.elements[$0] == largest } ?? 0
                }
                let (i, j) = (first(x), first(r))
                let (out, ref) = (sign * x.elements[i], sign * r.elements[j])
                func change(_ place: Int) -> Double { sign * (x.elements[place] - r.elements[place]) }
                if i == j {
                    result[i] += weight
                } else {
                    result[i] += change(i) == 0 ? weight : weight * (max(out, ref) - ref) / change(i)
                    result[j] += change(j) == 0 ? 0 : weight * (out - max(out, ref)) / change(j)
                }
            }
            return DoubleArray(x.shape, result)
        }
    }

    /// The places of the windows of a pool, in the order of its outputs.
    static func windows(_ window: Window, _ shape: [Int]) -> [[Int]] {
        let (rows, columns) = (AxisReference.rows(window, shape[1]), AxisReference.columns(window, shape[2]))
        return (0..<shape[0]).flatMap { channel in
            (0..<rows.outputs).flatMap { row in
                (0..<columns.outputs).map { column in
                    rows.reads(row).filter(rows.isInside).flatMap { y in
                        columns.reads(column).filter(columns.isInside).map { (channel * shape[1] + y) * shape[2] + $0 }
                    }
                }
            }
        }
    }

    /// Local response normalization of one pixel's channels.
    static func response(_ x: [Double], size: Int, alpha: Double, beta: Double, k: Double) -> [Double] {
        x.indices.map { channel in
            let window = max(0, channel - (size - 1) / 2)...min(x.count - 1, channel + size / 2)
            let squares = window.reduce(0) { $0 + x[$1] * x[$1] }
            return x[channel] * pow(k + alpha / Double(size) * squares, -beta)
        }
    }

    /// Its Jacobian J[i][j] = ∂y_i ∕ ∂x_j, by central differences.
    static func jacobian(_ x: [Double], _ function: ([Double]) -> [Double]) -> [[Double]] {
        let columns = x.indices.map { index in
            var (up, down) = (x, x)
            up[index] += 1e-5
            down[index] -= 1e-5
            return zip(function(up), function(down)).map { ($0 - $1) / 2e-5 }
        }
        return x.indices.map { row in columns.map { $0[row] } }
    }

    /// Its mean on the straight way between two inputs, at 500 places.
    static func meanJacobian(
        from start: [Double], to end: [Double], _ function: ([Double]) -> [Double]
    ) -> [[Double]] {
        let places = 500
        var mean = start.map { _ in start.map { _ in 0.0 } }
        for place in 0..<places {
            let position = (Double(place) + 0.5) / Double(places)
            let here = jacobian(zip(start, end).map { $0 + position * ($1 - $0) }, function)
            for row in start.indices {
                for column in start.indices { mean[row][column] += here[row][column] / Double(places) }
            }
        }
        return mean
    }
}
