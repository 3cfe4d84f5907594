package import Diagnostics
package import Models
package import Networks
package import Tensors

/// Which output a class is scored by.
package enum Score: String, CaseIterable, SettingValue {
    /// Before softmax.
    case logit
    /// After softmax.
    case probability
}

/// A number said of a run of a network, with its derivative at the nodes it reads.
package struct Objective: Sendable {
    enum Quantity: Sendable {
        /// S_c, before softmax.
        case classScore(Int)
        /// p_c, after softmax.
        case classProbability(Int)
        /// The mean of a channel over its positions.
        case channelMean(Int)
        /// One element of a channel.
        case neuron(channel: Int, row: Int, column: Int)
        /// Anything else that is said of the whole layer.
        case measured(any LayerQuantity)
    }

    /// The node that the number is read from.
    package let node: NodeID
    let quantity: Quantity

    init(node: NodeID, quantity: Quantity) {
        self.node = node
        self.quantity = quantity
    }

    /// A quantity of a layer's values.
    package init(node: NodeID, _ quantity: any LayerQuantity) {
        self.init(node: node, quantity: .measured(quantity))
    }

    /// - Throws: a class or channel that does not exist, or a position outside the layer.
    package init(target: Target, score: Score, model: Model) throws(Diagnostic) {
        switch target {
        case .classIndex(let index):
            let count = model.network.nodes[model.output].shape.reduce(1, *)
            guard (0..<count).contains(index) else {
                throw Diagnostic(
                    .error, "no-such-class",
                    "class \(index) does not exist: '\(model.name)' has \(count), counted from 0")
            }
            node = model.output
            quantity = score == .logit ? .classScore(index) : .classProbability(index)
        case .kernel(let layer, let channel, let position):
            node = try model.network.node(named: layer)
            try model.network.checkChannel(channel, of: layer)
            let shape = model.network.nodes[node].shape
            guard let position else {
                quantity = .channelMean(channel)
                return
            }
            let (height, width) = (shape.count > 1 ? shape[1] : 1, shape.count > 2 ? shape[2] : 1)
            guard (0..<height).contains(position.row), (0..<width).contains(position.column) else {
                throw Diagnostic(
                    .error, "no-such-position",
                    "position [\(position.row), \(position.column)] lies outside layer '\(layer)' of \(height)×\(width)"
                )
            }
            quantity = .neuron(channel: channel, row: position.row, column: position.column)
        }
    }

    /// The value for one image of a run's batch.
    ///
    /// - Parameter activation: the node's value, the batch axis first.
    package func value(_ activation: Tensor, image: Int = 0) -> Double {
        activation.withUnsafeBufferPointer { elements in
            let values = UnsafeBufferPointer(rebasing: elements[Self.range(of: image, in: activation)])
            switch quantity {
            case .classScore(let index): return Double(values[index])
            case .classProbability(let index): return Model.probabilities(fromLogits: Array(values))[index]
            case .channelMean(let channel):
                let range = positions(of: channel, in: activation.shape)
                return values[range].reduce(0) { $0 + Double($1) } / Double(range.count)
            case .neuron(let channel, let row, let column):
                return Double(values[element(channel, row, column, in: activation.shape)])
            case .measured(let quantity): return quantity.value(values, shape: Array(activation.shape.dropFirst()))
            }
        }
    }

    /// The derivative of each image's value with respect to the activation, in its shape.
    func cotangent(_ activation: Tensor) -> Tensor {
        var cotangent = Tensor(shape: activation.shape)
        cotangent.withUnsafeMutableBufferPointer { elements in
            for image in 0..<activation.shape[0] {
                setGradient(
                    UnsafeMutableBufferPointer(rebasing: elements[Self.range(of: image, in: activation)]),
                    at: activation, image: image)
            }
        }
        return cotangent
    }

    /// The derivative of one image's value with respect to its part of the activation.
    func gradient(_ activation: Tensor, image: Int) -> [Float] {
        var gradient = [Float](repeating: 0, count: activation.count / activation.shape[0])
        gradient.withUnsafeMutableBufferPointer { setGradient($0, at: activation, image: image) }
        return gradient
    }

    private func setGradient(_ elements: UnsafeMutableBufferPointer<Float>, at activation: Tensor, image: Int) {
        activation.withUnsafeBufferPointer { all in
            let values = UnsafeBufferPointer(rebasing: all[Self.range(of: image, in: activation)])
            let shape = activation.shape
            switch quantity {
            case .classScore(let index): elements[index] = 1
            case .classProbability(let index):
                let probabilities = Model.probabilities(fromLogits: Array(values))
                for other in elements.indices {
                    let own = other == index ? 1.0 : 0.0
                    elements[other] = Float(probabilities[index] * (own - probabilities[other]))
                }
            case .channelMean(let channel):
                let range = positions(of: channel, in: shape)
                for index in range { elements[index] = 1 / Float(range.count) }
            case .neuron(let channel, let row, let column): elements[element(channel, row, column, in: shape)] = 1
            case .measured(let quantity):
                quantity.setGradient(elements, at: values, shape: Array(shape.dropFirst()))
            }
        }
    }

    private static func range(of image: Int, in activation: Tensor) -> Range<Int> {
        let count = activation.count / activation.shape[0]
        return image * count..<(image + 1) * count
    }

    private func positions(of channel: Int, in shape: [Int]) -> Range<Int> {
        let area = shape.dropFirst(2).reduce(1, *)
        return channel * area..<(channel + 1) * area
    }

    private func element(_ channel: Int, _ row: Int, _ column: Int, in shape: [Int]) -> Int {
        let width = shape.count > 3 ? shape[3] : 1
        return positions(of: channel, in: shape).lowerBound + row * width + column
    }
}
