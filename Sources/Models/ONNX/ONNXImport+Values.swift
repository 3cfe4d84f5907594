import Diagnostics
import Networks
import Tensors

extension ONNXImport {
    /// The value of this name if it is known at load time; decoded when first asked for.
    mutating func constant(_ name: String) throws(Diagnostic) -> ONNXConstant? {
        switch values[name] {
        case .constant(let constant)?: return constant
        case .stored(let tensor)?:
            let constant = try storage.constant(tensor)
            values[name] = .constant(constant)
            return constant
        default: return nil
        }
    }

    /// The layer an input reads.
    func activation(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> NodeID {
        guard let name = node.input(position) else { throw node.failure("lacks input \(position)") }
        switch values[name] {
        case .node(let id)?: return id
        case nil: throw node.failure("reads '\(name)', which nothing gives before it")
        default: throw node.failure("reads the constant '\(name)' where only a layer's output is supported")
        }
    }

    func shape(_ node: NodeID) -> [Int] { builder.nodes[node].shape }

    /// Weights an input gives, nil where it is left out.
    mutating func weights(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> Tensor? {
        guard let name = node.input(position) else { return nil }
        guard let constant = try constant(name) else {
            throw node.failure("takes its weights '\(name)' from a layer; only constants are supported")
        }
        guard let weights = constant.floats else { throw node.failure("has integers as weights '\(name)'") }
        return try weights.checkedFinite(name, in: path)
    }

    mutating func requiredWeights(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> Tensor {
        guard let weights = try weights(node, position) else { throw node.failure("lacks input \(position)") }
        return weights
    }

    /// Integers an input gives, nil where it is left out.
    mutating func integers(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> [Int]? {
        guard let name = node.input(position) else { return nil }
        guard let constant = try constant(name) else {
            throw node.failure(
                "computes '\(name)' from the image; only what is known when the graph is loaded is supported")
        }
        guard let integers = constant.integers else { throw node.failure("wants integers as '\(name)'") }
        return integers
    }

    /// A single number an input gives, nil where it is left out; infinity is allowed.
    mutating func number(_ node: ONNXNode, _ position: Int) throws(Diagnostic) -> Float? {
        guard let name = node.input(position) else { return nil }
        guard let constant = try constant(name), let value = constant.floats, value.count == 1 else {
            throw node.failure("wants one constant number as '\(name)'")
        }
        guard !value[0].isNaN else { throw node.failure("is given NaN as '\(name)'") }
        return value[0]
    }

    /// Axes, from the input they moved to in an operator set, or the attribute of before.
    mutating func axes(_ node: ONNXNode, inputSince: Int) throws(Diagnostic) -> [Int]? {
        opset >= inputSince ? try integers(node, 1) : try node.integers("axes")
    }

    /// Refuses a node whose further outputs somebody may read.
    func requireSingleOutput(_ node: ONNXNode, _ second: String) throws(Diagnostic) {
        for position in node.outputs.indices.dropFirst() where node.hasOutput(position) {
            throw node.failure("gives \(second) besides its result, which is not supported")
        }
    }
}
