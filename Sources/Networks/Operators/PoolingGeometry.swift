import Diagnostics

/// A pooling window over an image of known size.
struct PoolingGeometry {
    let rows: PoolingAxis
    let columns: PoolingAxis

    var inputArea: Int { rows.size * columns.size }
    var outputArea: Int { rows.outputs * columns.outputs }
    var kernelArea: Int { rows.kernel * columns.kernel }

    /// - Parameters: shapes of one image, channels × height × width.
    init(_ window: Window, input: [Int], output: [Int]) {
        rows = PoolingAxis(
            size: input[1], outputs: output[1], kernel: window.kernel.height, stride: window.stride.height,
            before: window.padding.top, after: window.padding.bottom, dilation: window.dilation.height)
        columns = PoolingAxis(
            size: input[2], outputs: output[2], kernel: window.kernel.width, stride: window.stride.width,
            before: window.padding.left, after: window.padding.right, dilation: window.dilation.width)
    }

    /// For every column tap, the output columns at which it reads inside the image.
    var columnPositions: [Range<Int>] { (0..<columns.kernel).map(columns.positionsInside) }

    /// Calls `body` for every tap of an output row that reads inside the image, in row-major order.
    ///
    /// - Parameters:
    ///   - positions: `columnPositions`.
    ///   - body: the input element the first of `columns` reads; each further column reads one stride on.
    @inline(__always)
    func forEachTap(
        ofRow row: Int, _ positions: [Range<Int>], _ body: (_ input: Int, _ columns: Range<Int>) -> Void
    ) {
        for rowTap in rows.tapsInside(at: row) {
            let line = (rows.start(at: row) + rowTap * rows.dilation) * columns.size
            for (columnTap, range) in positions.enumerated() where !range.isEmpty {
                body(line + columns.start(at: range.lowerBound) + columnTap * columns.dilation, range)
            }
        }
    }

    /// Calls `body` with the column stride, as a constant where it is 1 or 2, which is what most networks have, so
    /// that loops over it can be vectorised.
    @inline(__always)
    func withColumnStride(_ body: (Int) -> Void) {
        switch columns.stride {
        case 1: body(1)
        case 2: body(2)
        default: body(columns.stride)
        }
    }

    /// Whether some window lies in the padding alone, so that it has no maximum and no mean.
    private var hasEmptyWindow: Bool {
        [rows, columns].contains { axis in (0..<axis.outputs).contains { axis.tapsInside(at: $0).isEmpty } }
    }

    /// The shape of the output.
    ///
    /// - Throws: a window that does not fit, or one that lies in the padding alone unless `allowsEmptyWindows`.
    static func outputShape(
        _ window: Window, for inputs: [[Int]], allowsEmptyWindows: Bool
    ) throws(Diagnostic) -> [Int] {
        let shape = try inputs.only()
        let input = try shape.asImage()
        guard input.height <= Int(UInt32.max) / max(1, input.width) else {
            throw .shapeMismatch("an image of \(input.height)×\(input.width) pixels is too large to pool")
        }
        let size = try window.output(for: Extent(height: input.height, width: input.width))
        let output = [input.channels, size.height, size.width]
        let geometry = PoolingGeometry(window, input: shape, output: output)
        guard allowsEmptyWindows || !geometry.hasEmptyWindow else {
            throw .shapeMismatch("some window of \(window.summary) lies in the padding alone")
        }
        return output
    }
}
