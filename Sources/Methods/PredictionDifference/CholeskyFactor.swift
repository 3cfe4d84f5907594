import Foundation

/// A symmetric positive definite matrix as L · Lᵀ, L lower triangular, in double precision (Golub and Van Loan, Matrix
/// Computations, 4th edition, algorithm 4.2.1).
package struct CholeskyFactor: Sendable {
    package let count: Int
    /// L row by row, each row to its diagonal.
    private let rows: [[Double]]

    /// - Parameter matrix: row by row; only what lies on and below the diagonal is read.
    /// - Returns: nil where it is not positive definite.
    package init?(_ matrix: [Double], count: Int) {
        precondition(matrix.count == count * count)
        var rows: [[Double]] = []
        for i in 0..<count {
            var row = [Double](repeating: 0, count: i + 1)
            for j in 0..<i { row[j] = (matrix[i * count + j] - Self.dot(row, rows[j], count: j)) / rows[j][j] }
            let rest = matrix[i * count + i] - Self.dot(row, row, count: i)
            guard rest > 0, rest.isFinite else { return nil }
            row[i] = rest.squareRoot()
            rows.append(row)
        }
        self.count = count
        self.rows = rows
    }

    /// x of L · Lᵀ · x = b.
    package func solve(_ b: [Double]) -> [Double] { solveUpper(solveLower(b)) }

    /// x of L · x = b.
    package func solveLower(_ b: [Double]) -> [Double] {
        var x = b
        for i in 0..<count { x[i] = (b[i] - Self.dot(rows[i], x, count: i)) / rows[i][i] }
        return x
    }

    /// x of Lᵀ · x = b.
    package func solveUpper(_ b: [Double]) -> [Double] {
        var x = b
        for i in (0..<count).reversed() {
            x[i] /= rows[i][i]
            let value = x[i]
            for j in 0..<i { x[j] -= rows[i][j] * value }
        }
        return x
    }

    /// The matrix's inverse, row by row: column by column the solution for a unit vector.
    package func inverse() -> [Double] {
        var result = [Double](repeating: 0, count: count * count)
        for column in 0..<count {
            var unit = [Double](repeating: 0, count: count)
            unit[column] = 1
            for (row, value) in solve(unit).enumerated() { result[row * count + column] = value }
        }
        return result
    }

    /// Eight sums side by side, so that the loop can be vectorised; their order depends on nothing but `count`.
    private static func dot(_ a: [Double], _ b: [Double], count: Int) -> Double {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                var sums = SIMD8<Double>.zero
                var index = 0
                while index + 8 <= count {
                    for lane in 0..<8 { sums[lane] += a[index + lane] * b[index + lane] }
                    index += 8
                }
                var sum = sums.sum()
                while index < count {
                    sum += a[index] * b[index]
                    index += 1
                }
                return sum
            }
        }
    }
}
