package import Diagnostics
import Foundation
package import Networks
package import Tensors

/// The networks that recipes describe: blocks of convolution, ReLU and max pool, then dense layers.
///
/// Nodes are named as torchvision names VGG's: `features.0`, `features.1`, … through all blocks, `avgpool` or
/// `flatten`, then `classifier.0`, …; the last one gives the class scores, without softmax.
package enum SmallNetwork {
    /// What a network does to values of 0 ... `range` before its first layer: (x / range − mean) / deviation.
    package enum Input {
        package static let range = 255.0
        /// Red, green, blue.
        package static let mean = [0.5, 0.5, 0.5]
        package static let standardDeviation = [0.25, 0.25, 0.25]

        /// What the network reads for a value of 0 ... 255.
        static func scaled(_ value: UInt8, channel: Int) -> Float {
            Float((Double(value) / range - mean[channel]) / standardDeviation[channel])
        }
    }

    /// The network before training, with weights drawn from the recipe's seed: normal with deviation √(2 / fan-in)
    /// (He et al., Delving Deep into Rectifiers, 2015), biases 0.
    ///
    /// - Throws: a recipe that does not hold together.
    package static func make(_ recipe: TrainingRecipe) throws(Diagnostic) -> Network {
        try recipe.validate()
        return try assemble(recipe) { (name, shape) throws(Diagnostic) in
            guard name.hasSuffix(".weight") else { return Tensor(shape: shape) }
            var random = RandomStream(seed: UInt64(recipe.seed), purpose: "weights/" + name)
            let deviation = Float((2 / Double(shape.dropFirst().reduce(1, *))).squareRoot())
            return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in deviation * random.normal() })
        }
    }

    /// The network with weights that were stored.
    ///
    /// - Parameter weights: what `TrainedNetwork.weights` held, by name.
    /// - Throws: a recipe that does not hold together; a weight that is missing, of another shape, or of no layer.
    package static func make(_ recipe: TrainingRecipe, weights: [String: Tensor]) throws(Diagnostic) -> Network {
        try recipe.validate()
        var unused = Set(weights.keys)
        let network = try assemble(recipe) { (name, shape) throws(Diagnostic) in
            guard let tensor = weights[name] else {
                throw Diagnostic(.error, "missing-weight", "the weights of the trained network lack '\(name)'")
            }
            guard tensor.shape == shape else {
                throw Diagnostic(
                    .error, "weight-shape",
                    "'\(name)' has the shape \(tensor.shape) where the recipe needs \(shape)")
            }
            unused.remove(name)
            return tensor
        }
        if let stray = unused.min() {
            throw Diagnostic(
                .error, "stray-weight", "the recipe's network has no '\(stray)'",
                notes: [.init("the weights belong to another recipe")])
        }
        return network
    }

    /// The network with all weights 0, for its shapes.
    static func make(untrained recipe: TrainingRecipe) throws(Diagnostic) -> Network {
        try assemble(recipe) { (_, shape) in Tensor(shape: shape) }
    }

    /// All learned tensors, named as in PyTorch: the layer's name, then `weight` or `bias`.
    package static func weights(of network: Network) -> [(name: String, value: Tensor)] {
        network.nodes.flatMap { node in
            (node.operation?.parameters ?? []).map { ("\(node.name).\($0.name)", $0.value) }
        }
    }

    private static func assemble(
        _ recipe: TrainingRecipe, _ weight: (String, [Int]) throws(Diagnostic) -> Tensor
    ) throws(Diagnostic) -> Network {
        var builder = NetworkBuilder(inputShape: recipe.images.imageShape)
        var last = Network.input
        for (block, outputs) in recipe.channels.enumerated() {
            let kernel = recipe.kernels[min(block, recipe.kernels.count - 1)]
            let name = "features.\(3 * block)"
            let convolution = Convolution(
                weight: try weight(name + ".weight", [outputs, builder.nodes[last].shape[0], kernel, kernel]),
                bias: try weight(name + ".bias", [outputs]),
                window: Window(kernel: Extent(kernel), padding: Padding(kernel / 2)))
            let pool = MaxPool(window: Window(kernel: Extent(2), stride: Extent(2)))
            last = try builder.add(name, convolution, last)
            last = try builder.add("features.\(3 * block + 1)", Rectifier(), last)
            last = try builder.add("features.\(3 * block + 2)", pool, last)
        }
        switch recipe.head {
        case .average:
            last = try builder.add("avgpool", GlobalAveragePool(keepsAxes: false), last)
        case .maximum:
            let map = builder.nodes[last].shape
            let pool = MaxPool(window: Window(kernel: Extent(height: map[1], width: map[2])))
            last = try builder.add("maxpool", pool, last)
            last = try builder.add("flatten", Flatten(), last)
        case .flatten:
            last = try builder.add("flatten", Flatten(), last)
        }
        func addDense(_ name: String, outputs: Int) throws(Diagnostic) {
            let dense = Dense(
                weight: try weight(name + ".weight", [outputs, builder.nodes[last].shape[0]]),
                bias: try weight(name + ".bias", [outputs]))
            last = try builder.add(name, dense, last)
        }
        if recipe.dense > 0 {
            try addDense("classifier.0", outputs: recipe.dense)
            last = try builder.add("classifier.1", Rectifier(), last)
        }
        try addDense(recipe.dense > 0 ? "classifier.2" : "classifier.0", outputs: recipe.images.labels.count)
        return builder.build(output: last)
    }
}
