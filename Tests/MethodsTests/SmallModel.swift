import Models
import Networks
import Tensors

/// Networks small enough for finite differences.
enum SmallModel {
    static func random(_ shape: [Int], _ random: inout RandomStream, scale: Float = 0.5) -> Tensor {
        Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in scale * random.normal() })
    }

    /// Convolution, sigmoid, pool, dense: smooth everywhere, so that differences converge.
    static func smooth(seed: UInt64 = 1, size: Int = 8) throws -> Model {
        var source = RandomStream(seed: seed, purpose: "test weights")
        var builder = NetworkBuilder(inputShape: [3, size, size])
        let window = Window(kernel: Extent(3), padding: Padding(1))
        try builder.add(
            "conv", Convolution(weight: random([4, 3, 3, 3], &source), bias: random([4], &source), window: window), 0)
        try builder.add("act", Sigmoid(), 1)
        try builder.add(
            "pool", AveragePool(window: Window(kernel: Extent(2), stride: Extent(2)), countsPadding: true), 2)
        try builder.add("flat", Flatten(), 3)
        try builder.add(
            "fc", Dense(weight: random([5, 4 * size * size / 4], &source), bias: random([5], &source)), 4)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        return try Model(name: "smooth", network: builder.build(output: 5), preprocessing: preprocessing)
    }

    /// Convolution, ReLU, max pool, convolution, ReLU, dense: what the backward rules speak of.
    static func rectified(size: Int = 8) throws -> Model {
        var source = RandomStream(seed: 1, purpose: "test weights")
        var builder = NetworkBuilder(inputShape: [3, size, size])
        let window = Window(kernel: Extent(3), padding: Padding(1))
        try builder.add(
            "conv1", Convolution(weight: random([6, 3, 3, 3], &source), bias: random([6], &source), window: window), 0)
        try builder.add("relu1", Rectifier(), 1)
        try builder.add("pool", MaxPool(window: Window(kernel: Extent(2), stride: Extent(2))), 2)
        try builder.add(
            "conv2", Convolution(weight: random([4, 6, 3, 3], &source), bias: random([4], &source), window: window), 3)
        try builder.add("relu2", Rectifier(), 4)
        try builder.add("flat", Flatten(), 5)
        try builder.add("fc", Dense(weight: random([5, size * size], &source), bias: random([5], &source)), 6)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        return try Model(name: "rectified", network: builder.build(output: 7), preprocessing: preprocessing)
    }

    /// A score that is a fixed linear function of the input.
    static func linear(weights: [Float], size: Int) throws -> Model {
        var builder = NetworkBuilder(inputShape: [3, size, size])
        try builder.add("flat", Flatten(), 0)
        try builder.add("fc", Dense(weight: Tensor(shape: [1, weights.count], elements: weights), bias: nil), 1)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        return try Model(name: "linear", network: builder.build(output: 2), preprocessing: preprocessing)
    }

    /// The values of a node for an input.
    static func values(_ model: Model, _ node: String, _ input: Tensor) throws -> [Float] {
        let id = try model.network.node(named: node)
        let execution = Execution(model.network, reads: [id], for: .forward)
        try execution.forward(input, workers: .one)
        return execution.value(of: id).elements
    }
}
