import CKernels
import Tensors

/// What the lines of a pooling operator's target read, in the kernels' form.
struct PoolingLines {
    private let rows: [CKReach]
    private let columns: [CKReach]
    private let rowSteps: (position: Int, tap: Int)
    private let columnSteps: (position: Int, tap: Int)
    private let sourceWidth: Int
    private let kernelWidth: Int
    private let channels: Int

    /// Outputs read inputs.
    init(outputsOf geometry: PoolingGeometry, channels: Int) {
        rows = geometry.rows.reads
        columns = geometry.columns.reads
        rowSteps = (geometry.rows.dilation, 1)
        columnSteps = (geometry.columns.dilation, 1)
        sourceWidth = geometry.columns.size
        kernelWidth = geometry.columns.kernel
        self.channels = channels
    }

    /// Some outputs read a part of the image that holds all they read.
    ///
    /// - Parameter part: where the part's first pixel lies, and the pixels of its lines.
    init(
        rows: Range<Int>, columns: Range<Int>, of geometry: PoolingGeometry,
        in part: (row: Int, column: Int, width: Int), channels: Int
    ) {
        func moved(_ reads: ArraySlice<CKReach>, by origin: Int) -> [CKReach] {
            reads.map { $0.count == 0 ? $0 : CKReach(first: $0.first - origin, count: $0.count, tap: $0.tap) }
        }
        self.rows = moved(geometry.rows.reads[rows], by: part.row)
        self.columns = moved(geometry.columns.reads[columns], by: part.column)
        rowSteps = (geometry.rows.dilation, 1)
        columnSteps = (geometry.columns.dilation, 1)
        sourceWidth = part.width
        kernelWidth = geometry.columns.kernel
        self.channels = channels
    }

    /// Inputs read the gradients of the outputs that read them.
    init(inputsOf geometry: PoolingGeometry, channels: Int) {
        rows = geometry.rows.readers
        columns = geometry.columns.readers
        rowSteps = geometry.rows.readerSteps
        columnSteps = geometry.columns.readerSteps
        sourceWidth = geometry.columns.outputs
        kernelWidth = geometry.columns.kernel
        self.channels = channels
    }

    /// Elements of a line of the target.
    var length: Int { columns.count * channels }

    /// Calls `body` for every line of a batch's targets, with the offset of its first element.
    func forEachLine(
        batch: Int, _ workers: Workers,
        _ body: (_ window: UnsafePointer<CKWindow>, _ image: Int, _ row: Int, _ offset: Int) -> Void
    ) {
        // A pixel costs about as much as four taps more than it reads.
        let taps =
            (rows.reduce(0) { $0 + $1.count } / rows.count) * (columns.reduce(0) { $0 + $1.count } / columns.count)
        withWindow(channels: 0..<channels) { window in
            workers.forEachUnit(batch * rows.count, work: length * (4 + taps) / 4) { unit in
                let (image, row) = unit.quotientAndRemainder(dividingBy: rows.count)
                body(window, image, row, unit * length)
            }
        }
    }

    /// Calls `body` for every image of a batch and every block of its channels, for targets of a single pixel.
    func forEachBlock(
        of size: Int, batch: Int, _ workers: Workers,
        _ body: (_ window: UnsafePointer<CKWindow>, _ image: Int, _ channel: Int) -> Void
    ) {
        let blocks = (channels + size - 1) / size
        workers.forEachUnit(batch * blocks, work: size * rows[0].count * columns[0].count) { unit in
            let (image, block) = unit.quotientAndRemainder(dividingBy: blocks)
            let first = block * size
            withWindow(channels: first..<min(first + size, channels)) { body($0, image, first) }
        }
    }

    private func withWindow(channels range: Range<Int>, _ body: (UnsafePointer<CKWindow>) -> Void) {
        rows.withUnsafeBufferPointer { rows in
            columns.withUnsafeBufferPointer { columns in
                guard let rows = rows.baseAddress, let line = columns.baseAddress else { return }
                let window = CKWindow(
                    rows: CKSlide(reaches: rows, step: rowSteps.position, tapStep: rowSteps.tap),
                    columns: CKSlide(reaches: line, step: columnSteps.position, tapStep: columnSteps.tap),
                    targetWidth: columns.count, sourceWidth: sourceWidth, kernelWidth: kernelWidth,
                    channels: range.count, pixelStride: channels)
                withUnsafePointer(to: window, body)
            }
        }
    }
}
