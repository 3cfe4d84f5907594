package import Diagnostics

/// Rows and columns added around an image, in pixels.
package struct Padding: Hashable, Sendable {
    package var top: Int
    package var left: Int
    package var bottom: Int
    package var right: Int

    package init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    package init(_ all: Int) { self.init(top: all, left: all, bottom: all, right: all) }

    package static let none = Padding(0)

    package var summary: String {
        if self == .none { return "" }
        return top == left && left == bottom && bottom == right
            ? "padding \(top)" : "padding \(top)/\(left)/\(bottom)/\(right)"
    }
}

/// A height and a width, in pixels.
package struct Extent: Hashable, Sendable {
    package var height: Int
    package var width: Int

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    package init(_ both: Int) { self.init(height: both, width: both) }

    package var summary: String { "\(height)×\(width)" }
}

/// A window that slides over an image: the geometry convolution and pooling share.
package struct Window: Hashable, Sendable {
    package var kernel: Extent
    package var stride: Extent
    package var padding: Padding
    package var dilation: Extent
    /// Whether a last, incomplete step counts, as long as it starts inside the image or its leading padding.
    package var ceilMode: Bool

    package init(
        kernel: Extent, stride: Extent = Extent(1), padding: Padding = .none, dilation: Extent = Extent(1),
        ceilMode: Bool = false
    ) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.ceilMode = ceilMode
    }

    /// The height and width of the output for an input of the given size.
    package func output(for input: Extent) throws(Diagnostic) -> Extent {
        let values = [
            kernel.height, kernel.width, stride.height, stride.width, dilation.height, dilation.width,
        ]
        let pads = [padding.top, padding.left, padding.bottom, padding.right]
        guard values.allSatisfy({ (1...65_536).contains($0) }), pads.allSatisfy({ (0...65_536).contains($0) }) else {
            throw .shapeMismatch("kernel, stride or dilation below 1, negative padding, or one beyond 65536")
        }
        return Extent(
            height: try steps(
                input.height, kernel.height, stride.height, padding.top, padding.bottom, dilation.height),
            width: try steps(input.width, kernel.width, stride.width, padding.left, padding.right, dilation.width))
    }

    private func steps(
        _ size: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int, _ dilation: Int
    ) throws(Diagnostic) -> Int {
        let room = size + before + after - (dilation * (kernel - 1) + 1)
        guard room >= 0 || ceilMode && room + stride > 0 else {
            throw .shapeMismatch(
                "a window of \(dilation * (kernel - 1) + 1) does not fit in \(size) pixels with padding \(before) and \(after)"
            )
        }
        var count = (ceilMode ? room + stride - 1 : room) / stride + 1
        if ceilMode, (count - 1) * stride >= size + before { count -= 1 }
        return count
    }

    package var summary: String {
        var parts = [kernel.summary]
        if stride != Extent(1) {
            parts.append("stride " + (stride.height == stride.width ? "\(stride.height)" : stride.summary))
        }
        if padding != .none { parts.append(padding.summary) }
        if dilation != Extent(1) {
            parts.append("dilation " + (dilation.height == dilation.width ? "\(dilation.height)" : dilation.summary))
        }
        if ceilMode { parts.append("ceil mode") }
        return parts.joined(separator: ", ")
    }
}

extension [Int] {
    /// Channels, height and width of an image's shape.
    func asImage() throws(Diagnostic) -> (channels: Int, height: Int, width: Int) {
        guard count == 3 else { throw .shapeMismatch("reads channels × height × width, given \(self)") }
        return (self[0], self[1], self[2])
    }
}
