import Tensors

/// Writes the patches a convolution reads as columns of a matrix ("im2col"), panel by panel, and adds such a matrix
/// back ("col2im").
///
/// A panel is a number of whole output rows; its size depends on the shapes alone.
struct Unfolding {
    let window: Window
    let inputHeight: Int
    let inputWidth: Int
    let outputHeight: Int
    let outputWidth: Int
    /// Input channels of one group.
    let groupChannels: Int
    private let rowsPerPanel: Int

    init(window: Window, input: [Int], output: [Int], groups: Int) {
        self.window = window
        inputHeight = input[1]
        inputWidth = input[2]
        outputHeight = output[1]
        outputWidth = output[2]
        groupChannels = input[0] / groups
        let depth = groupChannels * window.kernel.height * window.kernel.width
        let target = max(256, min(4096, 400_000 / depth))
        rowsPerPanel = min(outputHeight, max(1, target / outputWidth))
    }

    var kernelSize: Int { window.kernel.height * window.kernel.width }
    /// Rows of the matrix.
    var depth: Int { groupChannels * kernelSize }
    var positions: Int { outputHeight * outputWidth }
    var inputArea: Int { inputHeight * inputWidth }
    var panelCount: Int { (outputHeight + rowsPerPanel - 1) / rowsPerPanel }
    var panelWidth: Int { rowsPerPanel * outputWidth }
    /// Elements of memory a panel takes; none where the input is already the matrix.
    var panelSize: Int { isPointwise ? 0 : depth * panelWidth }

    /// Whether the input itself is the matrix of patches.
    var isPointwise: Bool {
        kernelSize == 1 && window.stride == Extent(1) && window.padding == .none
    }

    /// Output channels of one product: all of them, unless a single panel would leave the other threads idle.
    func outputBlock(outputs: Int) -> Int {
        panelCount > 1 || outputs * depth * positions < 2_000_000 ? outputs : max(32, (outputs + 3) / 4)
    }

    /// Input channels of one piece of the gradient.
    var channelBlock: Int { min(groupChannels, max(1, (128 + kernelSize - 1) / kernelSize)) }

    /// The output positions of a panel.
    func columns(of panel: Int) -> Range<Int> {
        panel * panelWidth..<min((panel + 1) * panelWidth, positions)
    }

    /// The matrix of patches of a panel, `channels` × kernel rows and a column for each position.
    func unfold(
        _ image: UnsafePointer<Float>, channels: Range<Int>, panel: Int, into scratch: UnsafeMutablePointer<Float>
    ) -> BLAS.Matrix {
        let columns = columns(of: panel)
        if isPointwise {
            return BLAS.Matrix(image + channels.lowerBound * inputArea + columns.lowerBound, stride: inputArea)
        }
        var row = scratch
        for channel in channels {
            let plane = image + channel * inputArea
            for tap in 0..<kernelSize {
                unfoldRow(plane, tap: tap, panel: panel, into: row)
                row += columns.count
            }
        }
        return BLAS.Matrix(scratch, stride: columns.count)
    }

    private func unfoldRow(
        _ plane: UnsafePointer<Float>, tap: Int, panel: Int, into row: UnsafeMutablePointer<Float>
    ) {
        let (top, left) = offset(of: tap)
        let inside = columnsInside(left: left)
        let step = window.stride.width
        var target = row
        for y in outputRows(of: panel) {
            let inputRow = y * window.stride.height + top
            if inputRow < 0 || inputRow >= inputHeight || inside.isEmpty {
                target.update(repeating: 0, count: outputWidth)
            } else {
                target.update(repeating: 0, count: inside.lowerBound)
                let source = plane + (inputRow * inputWidth + left)
                if step == 1 {
                    (target + inside.lowerBound).update(from: source + inside.lowerBound, count: inside.count)
                } else {
                    for x in inside { target[x] = source[x * step] }
                }
                (target + inside.upperBound).update(repeating: 0, count: outputWidth - inside.upperBound)
            }
            target += outputWidth
        }
    }

    /// Adds the columns of a panel to the pixels they were read from; `channels` count from the start of `plane`.
    func addFolded(
        _ matrix: UnsafePointer<Float>, channels: Range<Int>, panel: Int, to gradient: UnsafeMutablePointer<Float>
    ) {
        var source = matrix
        let step = window.stride.width
        for channel in channels {
            let plane = gradient + channel * inputArea
            for tap in 0..<kernelSize {
                let (top, left) = offset(of: tap)
                let inside = columnsInside(left: left)
                for y in outputRows(of: panel) {
                    let inputRow = y * window.stride.height + top
                    if inputRow >= 0, inputRow < inputHeight {
                        let target = plane + (inputRow * inputWidth + left)
                        if step == 1 {
                            for x in inside { target[x] += source[x] }
                        } else {
                            for x in inside { target[x * step] += source[x] }
                        }
                    }
                    source += outputWidth
                }
            }
        }
    }

    /// For every kernel tap and output row: tap, first output position, the input position it reads, and how many
    /// outputs of that row read inside the image.
    func forEachTap(_ body: (_ tap: Int, _ output: Int, _ input: Int, _ count: Int) -> Void) {
        for tap in 0..<kernelSize {
            let (top, left) = offset(of: tap)
            let inside = columnsInside(left: left)
            if inside.isEmpty { continue }
            for y in 0..<outputHeight {
                let inputRow = y * window.stride.height + top
                guard inputRow >= 0, inputRow < inputHeight else { continue }
                let first = inputRow * inputWidth + left + inside.lowerBound * window.stride.width
                body(tap, y * outputWidth + inside.lowerBound, first, inside.count)
            }
        }
    }

    private func outputRows(of panel: Int) -> Range<Int> {
        panel * rowsPerPanel..<min((panel + 1) * rowsPerPanel, outputHeight)
    }

    /// Where a kernel tap reads, relative to stride × output position.
    private func offset(of tap: Int) -> (top: Int, left: Int) {
        let (row, column) = tap.quotientAndRemainder(dividingBy: window.kernel.width)
        return (row * window.dilation.height - window.padding.top, column * window.dilation.width - window.padding.left)
    }

    /// The output columns whose tap reads inside the image.
    private func columnsInside(left: Int) -> Range<Int> {
        let step = window.stride.width
        let first = min(outputWidth, left >= 0 ? 0 : (-left + step - 1) / step)
        let last = inputWidth - 1 - left < 0 ? -1 : (inputWidth - 1 - left) / step
        return first..<max(first, min(outputWidth, last + 1))
    }
}
