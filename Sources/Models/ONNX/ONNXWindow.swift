import Diagnostics
import Networks

/// The geometry of a convolution or pool over any number of axes, `auto_pad` resolved from the input's size.
struct ONNXWindow {
    struct Axis {
        let kernel: Int
        var stride = 1
        var dilation = 1
        var before = 0
        var after = 0

        /// Whether the axis stays as it is.
        var isTrivial: Bool { kernel == 1 && stride == 1 && before == 0 && after == 0 }
    }

    private(set) var axes: [Axis]
    private(set) var ceilMode: Bool

    /// - Parameter extents: of the input, without batch and channels.
    init(_ node: ONNXNode, kernel: [Int], extents: ArraySlice<Int>, ceilMode: Bool) throws(Diagnostic) {
        axes = kernel.map { Axis(kernel: $0) }
        self.ceilMode = ceilMode
        guard extents.count == axes.count else {
            throw node.failure("has a kernel of \(kernel) for an input whose extents are \(Array(extents))")
        }
        for (axis, stride) in try Self.numbers(node, "strides", count: axes.count).enumerated() {
            axes[axis].stride = stride
        }
        for (axis, dilation) in try Self.numbers(node, "dilations", count: axes.count).enumerated() {
            axes[axis].dilation = dilation
        }
        switch try node.text("auto_pad") ?? "NOTSET" {
        case "", "NOTSET": try readPads(node)
        case "VALID": break
        case "SAME_UPPER": resolveSame(extents, oddAtEnd: true)
        case "SAME_LOWER": resolveSame(extents, oddAtEnd: false)
        case let other: throw node.failure("has the auto_pad '\(other)'")
        }
    }

    /// Positive numbers, one for each axis; ones where the attribute is left out.
    static func numbers(_ node: ONNXNode, _ name: String, count: Int) throws(Diagnostic) -> [Int] {
        guard let values = try node.integers(name), !values.isEmpty else { return [Int](repeating: 1, count: count) }
        guard values.count == count, values.allSatisfy({ (1...65_536).contains($0) }) else {
            throw node.failure("has the \(name) \(values.prefix(16)) for \(count) axes")
        }
        return values
    }

    /// ONNX lists all beginnings, then all ends.
    private mutating func readPads(_ node: ONNXNode) throws(Diagnostic) {
        guard let pads = try node.integers("pads"), !pads.isEmpty else { return }
        guard pads.count == 2 * axes.count, pads.allSatisfy({ (0...65_536).contains($0) }) else {
            throw node.failure("has the pads \(pads.prefix(16)) for \(axes.count) axes")
        }
        for axis in axes.indices { (axes[axis].before, axes[axis].after) = (pads[axis], pads[axis + axes.count]) }
    }

    /// As much padding that the output has ⌈size ∕ stride⌉.
    private mutating func resolveSame(_ extents: ArraySlice<Int>, oddAtEnd: Bool) {
        ceilMode = false
        for (index, size) in extents.enumerated() {
            let axis = axes[index]
            let steps = (size + axis.stride - 1) / axis.stride
            let total = max(0, (steps - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1 - size)
            let before = oddAtEnd ? total / 2 : total - total / 2
            (axes[index].before, axes[index].after) = (before, total - before)
        }
    }

    /// The window over two of the axes, or over one and an axis that stays.
    func window(_ height: Int, _ width: Int?) -> Window {
        let rows = axes[height]
        let columns = width.map { axes[$0] } ?? Axis(kernel: 1)
        return Window(
            kernel: Extent(height: rows.kernel, width: columns.kernel),
            stride: Extent(height: rows.stride, width: columns.stride),
            padding: Padding(top: rows.before, left: columns.before, bottom: rows.after, right: columns.after),
            dilation: Extent(height: rows.dilation, width: columns.dilation), ceilMode: ceilMode)
    }
}
