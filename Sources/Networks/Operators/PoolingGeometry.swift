import Diagnostics

/// A pooling window over an image of known size.
struct PoolingGeometry {
    let rows: PoolingAxis
    let columns: PoolingAxis

    /// - Parameters: shapes of one image, channels × height × width.
    init(_ window: Window, input: [Int], output: [Int]) {
        rows = PoolingAxis(
            size: input[1], outputs: output[1], kernel: window.kernel.height, stride: window.stride.height,
            before: window.padding.top, after: window.padding.bottom, dilation: window.dilation.height)
        columns = PoolingAxis(
            size: input[2], outputs: output[2], kernel: window.kernel.width, stride: window.stride.width,
            before: window.padding.left, after: window.padding.right, dilation: window.dilation.width)
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
