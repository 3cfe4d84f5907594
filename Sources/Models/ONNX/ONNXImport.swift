package import Diagnostics
package import Networks
import Tensors

/// Makes a network of an ONNX graph.
///
/// Shapes are per image: the batch axis, dynamic or 1, is taken for 1 while the graph is read and left out of what is
/// built. Nodes that only constants enter are worked out at once. Operator sets 9 to 21.
package struct ONNXImport {
    enum Value {
        case node(NodeID)
        case constant(ONNXConstant)
        case stored(ONNXTensor)
        /// The logarithm of a softmax over a node, left out of the network since it ends there.
        case logarithm(of: NodeID)
        /// Not made, since something before it is not supported.
        case missing
    }

    package struct Result: Sendable {
        package let network: Network
        /// Files of external data, sorted.
        package let externalPaths: [String]
    }

    let path: String
    let opset: Int
    var storage: ONNXStorage
    var builder: NetworkBuilder
    var values: [String: Value] = [:]
    /// Dense weights that were turned or scaled, by the value's name and what was done, since layers may share them.
    var preparedWeights: [String: Tensor] = [:]
    var names: ONNXNames
    /// Names of nodes that change nothing, by the node they read.
    var aliases: [NodeID: [String]] = [:]
    private let model: ONNXModel
    private var unsupported: [(operation: String, node: String)] = []
    private var firstError: Diagnostic?
    var computedElements = 0
    var parameterElements = 0
    /// How many branches the node that is being lowered lies in.
    var branchDepth = 0

    static let opsets = 9...21

    /// Reads the graph and builds its network.
    ///
    /// - Parameters:
    ///   - imageSize: the height and width of the input where the file leaves them open.
    ///   - output: the name of the layer that holds the class scores; by default what the last softmax reads, else the
    ///     graph's first output.
    package static func network(
        _ file: MappedFile, imageSize: Extent? = nil, output: String? = nil
    ) throws(Diagnostic) -> Result {
        do {
            var graph = try ONNXImport(file, imageSize: imageSize)
            try graph.lowerAll()
            for (node, names) in graph.aliases { graph.builder.addAliases(names, to: node) }
            return Result(network: try graph.finished(output: output), externalPaths: graph.storage.externalPaths)
        } catch {
            guard error.place == nil else { throw error }
            throw Diagnostic(error.severity, error.id, error.message, at: .file(file.path), notes: error.notes)
        }
    }

    private init(_ file: MappedFile, imageSize: Extent?) throws(Diagnostic) {
        model = try ONNXModel(file)
        path = file.path
        storage = ONNXStorage(file)
        guard let opset = model.opset else { throw .damagedONNX("it names no operator set", file.path) }
        guard Self.opsets.contains(opset) else {
            throw Diagnostic(
                .error, "onnx-opset", "the graph uses operator set \(opset); supported are 9 to 21",
                notes: [.init("export it with another opset_version, or convert it with onnx.version_converter")])
        }
        self.opset = opset
        guard !model.hasSparseInitializers else {
            throw Diagnostic(
                .error, "onnx-unsupported", "the graph has sparse weights, which are not supported",
                notes: [.init("export dense weights")])
        }
        let input = try model.imageInput(file.path)
        builder = NetworkBuilder(inputName: input.name, inputShape: try input.imageShape(imageSize, file.path))
        names = ONNXNames(model.nodes, inputName: input.name)
        values[input.name] = .node(Network.input)
        for initializer in model.initializers { values[initializer.name] = .stored(initializer) }
    }

    private mutating func lowerAll() throws(Diagnostic) {
        for index in try model.sortedNodes(path) { lowerOrNote(model.nodes[index]) }
        if !unsupported.isEmpty { throw unsupportedOperators() }
        if let firstError { throw firstError }
    }

    /// Lowers a node, or notes why that is not possible; so that all unsupported operators are named at once.
    mutating func lowerOrNote(_ node: ONNXNode) {
        do {
            guard try !lower(node) else { return }
            if !unsupported.contains(where: { $0.operation == node.qualifiedOperation }) {
                unsupported.append((node.qualifiedOperation, node.displayName))
            }
        } catch {
            firstError = firstError ?? error
        }
        markMissing(node)
    }

    private mutating func markMissing(_ node: ONNXNode) {
        for output in node.outputs where !output.isEmpty { values[output] = .missing }
    }

    private func unsupportedOperators() -> Diagnostic {
        let list = unsupported.map { "\($0.operation)\(Self.family($0.operation)) at '\($0.node)'" }
        return Diagnostic(
            .error, "onnx-unsupported",
            "the graph uses operators that are not supported: " + list.joined(separator: ", "),
            notes: [
                .init("export the plain inference graph of the network, in float32 and without pre- or postprocessing")
            ])
    }

    private static func family(_ operation: String) -> String {
        if ["If", "Loop", "Scan"].contains(operation) { return " (control flow)" }
        let isQuantized =
            operation.contains("Quantize") || operation.hasPrefix("QLinear") || operation.hasSuffix("Integer")
        return isQuantized ? " (quantised)" : ""
    }

    private func finished(output: String?) throws(Diagnostic) -> Network {
        var scores = try scoreNode()
        if let output { scores = try builder.build(output: scores).node(named: output) }
        let results = model.outputs.compactMap { if case .node(let id)? = values[$0] { id } else { nil } }
        return try builder.build(output: scores).recognisingLocalResponse(keeping: Set(results))
    }

    /// What the last softmax reads, if an output is one; else the first output.
    private func scoreNode() throws(Diagnostic) -> NodeID {
        var first: NodeID?
        for output in model.outputs {
            switch values[output] {
            case .logarithm(let node)?: return node
            case .node(let node)?:
                first = first ?? node
                let last = beforeReshaping(node)
                if builder.nodes[last].operation is Softmax { return builder.nodes[last].inputs[0] }
            default: continue
            }
        }
        guard let first else { throw .damagedONNX("no output depends on the input", path) }
        return first
    }

    private func beforeReshaping(_ node: NodeID) -> NodeID {
        var node = node
        while let operation = builder.nodes[node].operation, operation is Flatten || operation is Reshape {
            node = builder.nodes[node].inputs[0]
        }
        return node
    }
}
