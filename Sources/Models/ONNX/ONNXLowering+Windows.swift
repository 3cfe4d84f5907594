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
        let kernel = Array(weight.shape[2...])
        if let stated = try node.integers("kernel_shape"), stated != kernel {
            throw node.failure("has a kernel of \(stated.prefix(16)), and weights of the shape \(weight.shape)")
        }
        guard kernel.allSatisfy({ (1...65_536).contains($0) }) else { throw node.failure("has a kernel of \(kernel)") }
        let image = shape(input)
        guard image.count == 3 else { throw node.failure("reads \([1] + image), no image") }
        let window = try ONNXWindow(node, kernel: kernel, extents: image[1...], ceilMode: false).window(0, 1)
        try emit(node, Convolution(weight: weight, bias: bias, window: window, groups: groups), [input])
    }

    /// Pools over height and width, or over other axes that can be seen as these.
    mutating func lowerPool(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        try requireSingleOutput(node, "the places of the maxima")
        let image = shape(input)
        let geometry = try poolWindow(node, extents: image[1...])
        if image.count == 3 { return try emit(node, try pool(node, geometry.window(0, 1)), [input]) }
        let active = geometry.axes.indices.filter { !geometry.axes[$0].isTrivial }
        guard let first = active.first, let last = active.last else { return alias(node, to: input) }
        // The second axis has to be the last, or everything behind it would move with it.
        guard first == last || last == first + 1 && image[(last + 2)...].allSatisfy({ $0 == 1 }) else {
            throw node.failure(
                "works on the axes \(active.map { $0 + 2 }) of \([1] + image); only one, or the last two are supported")
        }
        let view = AxisView(image, axis: first + 1)
        let pool = try pool(node, geometry.window(first, first == last ? nil : last))
        let result: [Int]
        do throws(Diagnostic) {
            result = try pool.outputShape(for: [view.shape])
        } catch {
            throw node.failure("pools \([1] + image): \(error.message)")
        }
        var shape = image
        shape[first + 1] = result[1]
        if first != last { shape[last + 1] = result[2] }
        try emit(node, [Reshape(shape: view.shape), pool, Reshape(shape: shape)], from: input)
    }

    func poolWindow(_ node: ONNXNode, extents: ArraySlice<Int>) throws(Diagnostic) -> ONNXWindow {
        guard try node.integers("kernel_shape") != nil else { throw node.failure("lacks its kernel_shape") }
        let kernel = try ONNXWindow.numbers(node, "kernel_shape", count: extents.count)
        let ceilMode = try node.integer("ceil_mode") ?? 0 != 0
        return try ONNXWindow(node, kernel: kernel, extents: extents, ceilMode: ceilMode)
    }

    private func pool(_ node: ONNXNode, _ window: Window) throws(Diagnostic) -> any Operator {
        if node.operation == "MaxPool" { return MaxPool(window: window) }
        guard window.dilation == Extent(1) else {
            throw node.failure("is dilated, which is not supported for averages")
        }
        return AveragePool(window: window, countsPadding: try node.integer("count_include_pad") ?? 0 != 0)
    }

    mutating func lowerGlobalMaxPool(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        let shape = shape(input)
        guard shape.count == 3 else { throw node.failure("reads \([1] + shape), no image") }
        try emit(node, MaxPool(window: Window(kernel: Extent(height: shape[1], width: shape[2]))), [input])
    }
}

/// An image seen with three axes: all before one of its axes together, this one, and all behind it together. The
/// elements lie as they did.
struct AxisView {
    let shape: [Int]

    init(_ image: [Int], axis: Int) {
        shape = [image[..<axis].reduce(1, *), image[axis], image[(axis + 1)...].reduce(1, *)]
    }
}
