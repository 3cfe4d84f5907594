import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    mutating func lowerConvolution(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let weight = try requiredWeights(node, 1)
        let bias = try weights(node, 2)
        guard weight.shape.count == 4 else {
            throw node.failure(
                "is a convolution over \(max(0, weight.shape.count - 2)) axes; only height and width are supported")
        }
        let groups = try node.integer("group") ?? 1
        guard (1...65_536).contains(groups) else { throw node.failure("has \(groups) groups") }
        let kernel = Extent(height: weight.shape[2], width: weight.shape[3])
        if let stated = try pair(node, "kernel_shape"), stated != kernel {
            throw node.failure("has a kernel of \(stated.summary), and weights of the shape \(weight.shape)")
        }
        let window = try window(node, kernel: kernel, input: shape(input), ceilMode: false)
        try emit(node, Convolution(weight: weight, bias: bias, window: window, groups: groups), [input])
    }

    mutating func lowerPool(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        try requireSingleOutput(node, "the places of the maxima")
        guard let kernel = try pair(node, "kernel_shape") else { throw node.failure("lacks its kernel_shape") }
        let ceilMode = try node.integer("ceil_mode") ?? 0 != 0
        let window = try window(node, kernel: kernel, input: shape(input), ceilMode: ceilMode)
        if node.operation == "MaxPool" { return try emit(node, MaxPool(window: window), [input]) }
        guard window.dilation == Extent(1) else {
            throw node.failure("is dilated, which is not supported for averages")
        }
        let countsPadding = try node.integer("count_include_pad") ?? 0 != 0
        try emit(node, AveragePool(window: window, countsPadding: countsPadding), [input])
    }

    mutating func lowerGlobalMaxPool(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let shape = shape(input)
        guard shape.count == 3 else { throw node.failure("reads \([1] + shape), no image") }
        try emit(node, MaxPool(window: Window(kernel: Extent(height: shape[1], width: shape[2]))), [input])
    }

    /// Two positive numbers for height and width.
    private func pair(_ node: ONNXNode, _ name: String) throws(Diagnostic) -> Extent? {
        guard let values = try node.integers(name), !values.isEmpty else { return nil }
        guard values.count == 2 else {
            throw node.failure("works on \(values.count) axes ('\(name)'); only height and width are supported")
        }
        guard values.allSatisfy({ (1...65_536).contains($0) }) else { throw node.failure("has the \(name) \(values)") }
        return Extent(height: values[0], width: values[1])
    }

    /// The geometry of a convolution or pool; `auto_pad` is resolved from the input's size.
    private func window(
        _ node: ONNXNode, kernel: Extent, input: [Int], ceilMode: Bool
    ) throws(Diagnostic) -> Window {
        guard input.count == 3 else { throw node.failure("reads \([1] + input), no image") }
        var window = Window(
            kernel: kernel, stride: try pair(node, "strides") ?? Extent(1),
            dilation: try pair(node, "dilations") ?? Extent(1), ceilMode: ceilMode)
        switch try node.text("auto_pad") ?? "NOTSET" {
        case "", "NOTSET": window.padding = try padding(node)
        case "VALID": break
        case "SAME_UPPER", "SAME_LOWER":
            let isUpper = try node.text("auto_pad") == "SAME_UPPER"
            let rows = sameTotal(input[1], kernel.height, window.stride.height, window.dilation.height)
            let columns = sameTotal(input[2], kernel.width, window.stride.width, window.dilation.width)
            // An odd one goes to the end for UPPER, to the beginning for LOWER.
            let (top, left) = isUpper ? (rows / 2, columns / 2) : (rows - rows / 2, columns - columns / 2)
            window.padding = Padding(top: top, left: left, bottom: rows - top, right: columns - left)
            window.ceilMode = false
        case let other: throw node.failure("has the auto_pad '\(other)'")
        }
        return window
    }

    /// The rows or columns to add so that the output has ⌈size ∕ stride⌉.
    private func sameTotal(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
        let steps = (size + stride - 1) / stride
        return max(0, (steps - 1) * stride + (kernel - 1) * dilation + 1 - size)
    }

    /// ONNX lists all beginnings, then all ends.
    private func padding(_ node: ONNXNode) throws(Diagnostic) -> Padding {
        guard let pads = try node.integers("pads"), !pads.isEmpty else { return .none }
        guard pads.count == 4 else {
            throw node.failure("works on \(pads.count / 2) axes ('pads'); only height and width are supported")
        }
        guard pads.allSatisfy({ (0...65_536).contains($0) }) else { throw node.failure("has the pads \(pads)") }
        return Padding(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
    }
}
