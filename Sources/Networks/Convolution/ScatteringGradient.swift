import CKernels
import Tensors

/// The gradient with respect to an input of few channels: the products of all cotangents with all taps at once, then
/// added to the pixels they belong to ("col2im").
///
/// In the sums every thread owns bands of input rows, so that each pixel is summed in one order.
struct ScatteringGradient: ConvolutionAlgorithm {
    private let convolution: Convolution
    private let geometry: ConvolutionGeometry

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry) {
        self.convolution = convolution
        self.geometry = geometry
    }

    private var channels: Int { geometry.input[0] }
    private var outputs: Int { geometry.output[0] }
    /// Columns of the product: all taps of all channels.
    private var taps: Int { geometry.window.kernel.height * geometry.window.kernel.width * channels }
    /// Input rows of a band.
    private static let bandRows = 16
    /// Output rows of one piece of the products.
    private static let lines = 4

    var preparedCount: Int { Panels.count(depth: outputs, columns: taps) }

    /// The products of one image.
    func workspaceCount(batch: Int, workers: Workers) -> Int { geometry.output[1] * lineCount }

    private var lineCount: Int { geometry.output[2] * taps }

    func run(
        from source: Values, to target: MutableValues, batch: Int, _ finish: Finish, _ context: PassContext
    ) {
        let weights = preparedPanels()
        let kernels = context.kernels.table.pointee
        guard let products = context.workspace else { return }
        let height = geometry.output[1]
        let bands = (geometry.input[1] + Self.bandRows - 1) / Self.bandRows
        weights.withUnsafeBufferPointer { weights in
            guard let panels = weights.baseAddress else { return }
            for image in 0..<batch {
                context.workers.forEach((height + Self.lines - 1) / Self.lines) { piece in
                    let first = piece * Self.lines
                    let positions = min(Self.lines, height - first) * geometry.output[2]
                    kernels.multiply(
                        source.image(image) + first * geometry.output[2] * source.pixelStride, source.pixelStride,
                        positions,
                        outputs, panels,
                        taps, products + first * lineCount, taps, nil)
                }
                context.workers.forEach(bands) { band in
                    let rows = band * Self.bandRows..<min((band + 1) * Self.bandRows, geometry.input[1])
                    sum(products, rows, target.image(image), image * target.count, finish, kernels)
                }
            }
        }
    }

    private func preparedPanels() -> Tensor {
        convolution.prepared.form(.scattering, count: preparedCount) { panels in
            guard let panels = panels.baseAddress else { return }
            convolution.weight.withUnsafeBufferPointer { weights in
                guard let weights = weights.baseAddress else { return }
                let size = taps / channels
                let ordered = Tensor(shape: [outputs, taps]) { ordered in
                    for index in ordered.indices {
                        let (output, column) = index.quotientAndRemainder(dividingBy: taps)
                        ordered[index] = weights[output * taps + column % channels * size + column / channels]
                    }
                }
                ordered.withUnsafeBufferPointer { ordered in
                    guard let ordered = ordered.baseAddress else { return }
                    Panels.pack(
                        depth: outputs, columns: taps, from: ordered, columnStride: 1, into: panels, workers: .one
                    ) { $0 * taps }
                }
            }
        }
    }

    /// Sums the products that belong to a band of input rows.
    private func sum(
        _ products: UnsafePointer<Float>, _ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>, _ offset: Int,
        _ finish: Finish, _ kernels: CKKernels
    ) {
        let window = geometry.window
        let width = geometry.input[2] * channels
        if finish.addend == nil { (target + rows.lowerBound * width).update(repeating: 0, count: rows.count * width) }
        let reach = (window.kernel.height - 1) * window.dilation.height
        let first = rows.lowerBound + window.padding.top - reach
        let start = max(0, first <= 0 ? 0 : (first + window.stride.height - 1) / window.stride.height)
        let end = min(geometry.output[1], (rows.upperBound - 1 + window.padding.top) / window.stride.height + 1)
        for y in start..<max(start, end) {
            for tap in 0..<window.kernel.height {
                let row = y * window.stride.height - window.padding.top + tap * window.dilation.height
                guard rows.contains(row) else { continue }
                let line = products + y * lineCount + tap * window.kernel.width * channels
                add(line, to: target + row * width, kernels)
            }
        }
        guard finish.gate != nil else { return }
        let begin = rows.lowerBound * width
        let gate = Finish(bias: nil, addend: nil, bounds: .none, gate: finish.gate, pixelStride: channels)
        gate.withEpilogue(at: offset + begin) { epilogue in
            kernels.finishRows(
                target + begin, channels, rows.count * geometry.input[2], channels, target + begin, channels, epilogue)
        }
    }

    /// Adds one row of taps of a line of products to an input row.
    private func add(
        _ products: UnsafePointer<Float>, to row: UnsafeMutablePointer<Float>, _ kernels: CKKernels
    ) {
        let window = geometry.window
        let inside = window.dilation.width == 1 ? positionsInside : 0..<0
        kernels.addOverlapping(
            products + inside.lowerBound * taps, taps, inside.count, window.kernel.width * channels,
            row + max(0, inside.lowerBound * window.stride.width - window.padding.left) * channels,
            window.stride.width * channels)
        for x in [0..<inside.lowerBound, inside.upperBound..<geometry.output[2]].joined() {
            let left = x * window.stride.width - window.padding.left
            for tap in 0..<window.kernel.width {
                let column = left + tap * window.dilation.width
                guard column >= 0, column < geometry.input[2] else { continue }
                let source = products + x * taps + tap * channels
                for channel in 0..<channels { row[column * channels + channel] += source[channel] }
            }
        }
    }

    /// The output columns whose windows lie in the image.
    private var positionsInside: Range<Int> {
        let window = geometry.window
        let first = min(geometry.output[2], (window.padding.left + window.stride.width - 1) / window.stride.width)
        let room = geometry.input[2] + window.padding.left - window.kernel.width
        let last = room < 0 ? 0 : min(geometry.output[2], room / window.stride.width + 1)
        return first..<max(first, last)
    }
}
