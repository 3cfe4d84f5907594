import Diagnostics
import Networks

extension ONNXImport {
    mutating func lowerLocalResponseNormalization(_ node: ONNXNode) throws(Diagnostic) {
        let input = try activation(node, 0)
        guard let size = try node.integer("size"), (1...65_536).contains(size) else {
            throw node.failure("lacks a sensible size")
        }
        let alpha = try node.float("alpha") ?? 1e-4
        let beta = try node.float("beta") ?? 0.75
        let bias = try node.float("bias") ?? 1
        guard alpha.isFinite, beta.isFinite, bias.isFinite else {
            throw node.failure("has parameters that are not finite")
        }
        try emit(node, LocalResponseNormalization(size: size, alpha: alpha, beta: beta, k: bias), [input])
    }

    /// Makes one layer of a normalization that is written as several nodes; false where their numbers do not fit.
    mutating func lowerWhole(_ pattern: ONNXLocalResponse) throws(Diagnostic) -> Bool {
        guard let name = pattern.quotient.input(0), case .node(let input)? = values[name], shape(input).count == 3,
            let operation = normalization(pattern, [1] + shape(input))
        else { return false }
        try emit(pattern.quotient, operation, [input])
        guard case .node(let layer)? = values[pattern.quotient.outputs[0]] else { return false }
        for part in pattern.parts {
            for name in [names[part], part.outputs[0]] { builder.noteMerged(name, into: layer) }
        }
        return true
    }

    /// The normalization, if every constant is what it needs; errors are reported when the nodes are lowered by
    /// themselves.
    private mutating func normalization(_ pattern: ONNXLocalResponse, _ full: [Int]) -> LocalResponseNormalization? {
        do throws(Diagnostic) {
            guard let alpha = try parameter(pattern.alpha), let k = try parameter(pattern.bias),
                let exponent = pattern.power.input(1), let beta = try parameter(exponent),
                let size = try windowOfMean(pattern.mean, full)
            else { return nil }
            if pattern.square.operation == "Pow" {
                guard let exponent = pattern.square.input(1), try parameter(exponent) == 2 else { return nil }
            }
            return LocalResponseNormalization(size: size, alpha: alpha, beta: beta, k: k)
        } catch {
            return nil
        }
    }

    private mutating func parameter(_ name: String) throws(Diagnostic) -> Float? {
        guard let value = try constant(name)?.singleNumber, value.isFinite else { return nil }
        return value
    }

    /// How many neighbouring channels nodes take the mean of; nil where they do anything else.
    private mutating func windowOfMean(_ nodes: [ONNXNode], _ full: [Int]) throws(Diagnostic) -> Int? {
        var shape = full
        var padding = [(before: Int, after: Int)]()
        var size: Int?
        for node in nodes {
            switch node.operation {
            case "Pad":
                let value = (opset < 11 ? try node.float("value") : try number(node, 2)) ?? 0
                guard try node.text("mode") ?? "constant" == "constant", value == 0 else { return nil }
                padding = try self.padding(node, rank: shape.count)
            case "AveragePool":
                size = try channelWindow(node, shape, padding, channels: full[1])
                guard size != nil else { return nil }
            default: shape = try reshaped(node, shape)
            }
        }
        return shape == full ? size : nil
    }

    /// The extent of a pool's window if the only axis that it and the padding before it work on is that of the channels,
    /// which then has as many elements as before.
    private func channelWindow(
        _ node: ONNXNode, _ shape: [Int], _ padding: [(before: Int, after: Int)], channels: Int
    ) throws(Diagnostic) -> Int? {
        guard shape.count > 2 else { return nil }
        let padding = padding.isEmpty ? shape.map { _ in (before: 0, after: 0) } : padding
        let padded = zip(shape, padding).map { $0 + $1.before + $1.after }
        guard padded.allSatisfy({ $0 > 0 }) else { return nil }
        let geometry = try poolWindow(node, extents: padded[2...])
        let active = geometry.axes.indices.filter { !geometry.axes[$0].isTrivial }
        guard active.count == 1, let axis = active.first.map({ $0 + 2 }) else { return nil }
        let window = geometry.axes[axis - 2]
        let others = padding.indices.filter { $0 != axis }
        guard shape[..<axis].allSatisfy({ $0 == 1 }), shape[axis] == channels,
            others.allSatisfy({ padding[$0].before == 0 && padding[$0].after == 0 }),
            padding[axis].before >= 0, padding[axis].after >= 0, window.stride == 1, window.dilation == 1
        else { return nil }
        let countsPadding = try node.integer("count_include_pad") ?? 0 != 0
        guard countsPadding || window.before == 0 && window.after == 0 else { return nil }
        let (before, after) = (padding[axis].before + window.before, padding[axis].after + window.after)
        // The operator's own window; for an even extent others put the odd channel to the other side.
        return before == (window.kernel - 1) / 2 && before + after == window.kernel - 1 ? window.kernel : nil
    }
}
