import CKernels
import Tensors

/// A pool over a part of every image of a batch, each at a place of its own.
struct PoolParts {
    let window: Window
    /// Of the whole image, and of the whole output.
    let input: [Int]
    let output: [Int]
    /// Parts of the input, and of the output.
    let source: Region
    let target: Region
    let context: PassContext

    func maximum(from values: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>) {
        let kernels = context.kernels.table.pointee
        forEachLine(values, result) { window, row, values, target, _ in
            kernels.maximumLine(window, row, values, target, nil, 1)
        }
    }

    /// - Parameter divisors: one for each output of the whole image.
    func average(from values: UnsafePointer<Float>, to result: UnsafeMutablePointer<Float>, divisors: [Float]) {
        let kernels = context.kernels.table.pointee
        divisors.withUnsafeBufferPointer { divisors in
            guard let divisors = divisors.baseAddress else { return }
            forEachLine(values, result) { window, row, values, target, first in
                kernels.averageLine(window, row, values, divisors + first, target)
            }
        }
    }

    /// Calls `body` for every line of every patch's outputs with its number in the part, the patch's inputs, where to
    /// write, and the number in the whole image of the line's first output.
    private func forEachLine(
        _ values: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>,
        _ body: (
            _ window: UnsafePointer<CKWindow>, _ row: Int, _ values: UnsafePointer<Float>,
            _ target: UnsafeMutablePointer<Float>, _ first: Int
        ) -> Void
    ) {
        let geometry = PoolingGeometry(window, input: input, output: output)
        let channels = input[0]
        context.workers.forEachUnit(target.rows.origins.count, work: 4 * target.area * channels) { patch in
            let (row, column) = (target.rows.origins[patch], target.columns.origins[patch])
            let lines = PoolingLines(
                rows: row..<row + target.rows.size, columns: column..<column + target.columns.size, of: geometry,
                in: (source.rows.origins[patch], source.columns.origins[patch], source.columns.size),
                channels: channels)
            let own = values + patch * source.area * channels
            lines.forEachLine(batch: 1, .one) { window, _, line, offset in
                body(
                    window, line, own, result + patch * target.area * channels + offset,
                    (row + line) * output[2] + column)
            }
        }
    }
}
