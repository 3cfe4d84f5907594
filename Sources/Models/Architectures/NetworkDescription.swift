package import Diagnostics
package import Networks
package import Tensors

/// A network's layers, written down before their weights are there.
///
/// An architecture writes itself down once; the tensors it expects and the network they make both follow from that.
package struct NetworkDescription: Sendable {
    /// A learned tensor: its name in a file of weights, and its shape.
    package struct Parameter: Sendable, Hashable {
        package let name: String
        package let shape: [Int]
    }

    private struct Layer: Sendable {
        let name: String
        var aliases: [String] = []
        let inputs: [NodeID]
        let parameters: [Parameter]
        /// Makes the operator from the values of `parameters`.
        let operation: @Sendable ([Tensor]) throws(Diagnostic) -> any Operator
    }

    private let inputShape: [Int]
    /// The shape of every node, without the batch axis; the first is the input's.
    private var shapes: [[Int]]
    /// Layer i is node i + 1.
    private var layers: [Layer] = []

    /// - Parameter inputShape: channels, height, width.
    init(inputShape: [Int]) {
        self.inputShape = inputShape
        shapes = [inputShape]
    }

    /// All learned tensors, in the order of the layers.
    package var parameters: [Parameter] { layers.flatMap(\.parameters) }

    /// How many numbers are learned by gradients, which running statistics are not; as torchvision counts.
    package var parameterCount: Int {
        parameters.filter { !$0.name.contains(".running_") }.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// The shape of one image's output of a node, without the batch axis.
    func shape(of node: NodeID) -> [Int] { shapes[node] }

    /// The network; its result is the last layer.
    ///
    /// - Parameter weights: gives a tensor of the shape that is asked for.
    package func network(
        weights: (Parameter) throws(Diagnostic) -> Tensor
    ) throws(Diagnostic) -> Network {
        var builder = NetworkBuilder(inputShape: inputShape)
        var last = Network.input
        for layer in layers {
            var values: [Tensor] = []
            for parameter in layer.parameters { values.append(try weights(parameter)) }
            last = try builder.add(
                layer.name, try layer.operation(values), inputs: layer.inputs, aliases: layer.aliases)
        }
        return builder.build(output: last)
    }
}

extension NetworkDescription {
    /// Adds a layer with learned tensors.
    ///
    /// - Parameters:
    ///   - parameters: the ends of their names, after the layer's name and a dot, and their shapes.
    ///   - shape: of the output.
    mutating func add(
        _ name: String, _ inputs: [NodeID], learning parameters: KeyValuePairs<String, [Int]>, shape: [Int],
        _ operation: @escaping @Sendable ([Tensor]) throws(Diagnostic) -> any Operator
    ) -> NodeID {
        layers.append(
            Layer(
                name: name, inputs: inputs,
                parameters: parameters.map { Parameter(name: "\(name).\($0.key)", shape: $0.value) },
                operation: operation))
        shapes.append(shape)
        return shapes.count - 1
    }

    /// Adds a layer that learns nothing.
    ///
    /// - Throws: inputs that do not fit, with the layer's name.
    mutating func add(_ name: String, _ inputs: [NodeID], _ operation: any Operator) throws(Diagnostic) -> NodeID {
        let shape = try naming(name) { () throws(Diagnostic) in
            try operation.outputShape(for: inputs.map { shapes[$0] })
        }
        return add(name, inputs, learning: [:], shape: shape) { _ in operation }
    }

    /// Gives a node the name of the module whose result it is, as a further name.
    mutating func name(_ alias: String, _ node: NodeID) {
        layers[node - 1].aliases.append(alias)
    }

    /// Puts the name of a layer before what is said against its input.
    func naming<Result>(
        _ layer: String, _ body: () throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> Result {
        do {
            return try body()
        } catch {
            throw Diagnostic(
                error.severity, error.id, "layer '\(layer)': \(error.message)", at: error.place,
                notes: error.notes + [.init("the input of \(inputShape[1])×\(inputShape[2]) pixels may be too small")])
        }
    }
}
