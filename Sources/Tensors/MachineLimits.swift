import CKernels
import Foundation

/// What the machine does at most, measured for a moment: what times of real work are compared with.
package struct MachineLimits: Sendable {
    /// Floating-point operations a second of the matrix kernel on operands in the nearest cache.
    package let operations: Double
    /// Bytes a second, read and written, of copies between stretches of memory that are larger than the caches.
    package let bandwidth: Double

    /// Measures for about half a second, with the fastest of several rounds: others may be using the machine.
    package init(workers: Workers, kernels: Kernels = .fastest) {
        operations = Self.fastest(rounds: 30) { Self.multiply(workers, kernels) }
        bandwidth = Self.copying(workers)
    }

    /// - Parameter body: does some work and says how much.
    private static func fastest(rounds: Int, _ body: () -> Int) -> Double {
        (0..<rounds).reduce(0) { best, _ in
            let start = ContinuousClock.now
            let amount = body()
            return max(best, Double(amount) / ((ContinuousClock.now - start) / .seconds(1)))
        }
    }

    /// Multiplies matrices of 84 × 256 and 256 × 32, which stay in the nearest caches; 84 is a multiple of every variant's
    /// rows.
    ///
    /// - Returns: floating-point operations.
    private static func multiply(_ workers: Workers, _ kernels: Kernels) -> Int {
        let (rows, depth, columns, repeats) = (84, 256, Kernels.panelWidth, 150)
        let (weights, sums) = (rows * depth, rows * depth + depth * columns)
        let pieces = workers.count * 10
        workers.forEach(pieces, scratch: sums + rows * columns) { _, memory in
            memory.update(repeating: 1, count: sums)
            for _ in 0..<repeats {
                kernels.table.pointee.multiply(
                    memory, depth, rows, depth, memory + weights, columns, memory + sums, columns, nil)
            }
        }
        return pieces * repeats * 2 * rows * depth * columns
    }

    private static func copying(_ workers: Workers) -> Double {
        let (size, piece) = (128 << 20, 4 << 20)
        // Unchecked: pieces do not overlap.
        struct Place: @unchecked Sendable { let start: UnsafeMutableRawPointer }
        let memory = Place(start: .allocate(byteCount: 2 * size, alignment: 4096))
        defer { memory.start.deallocate() }
        memory.start.initializeMemory(as: UInt8.self, repeating: 1, count: 2 * size)
        return fastest(rounds: 8) {
            workers.forEach(size / piece) { index in
                let source = memory.start + index * piece
                (source + size).copyMemory(from: source, byteCount: piece)
            }
            return 2 * size
        }
    }
}
