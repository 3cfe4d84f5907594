import Models
import Networks
import Tensors

/// Networks of which metrics can be worked out by hand, or that are small enough to try much.
enum SmallModel {
    static func random(_ shape: [Int], seed: UInt64, scale: Float = 1) -> Tensor {
        var random = RandomStream(seed: seed, purpose: "test values")
        return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in scale * random.normal() })
    }

    /// Two convolutions and a dense layer.
    static func convolutional(size: Int = 12, isBGR: Bool = false) throws -> Model {
        var builder = NetworkBuilder(inputShape: [3, size, size])
        let window = Window(kernel: Extent(3), padding: Padding(1))
        try builder.add(
            "conv1", Convolution(weight: random([8, 3, 3, 3], seed: 1), bias: random([8], seed: 2), window: window), 0)
        try builder.add("act1", Rectifier(), 1)
        try builder.add(
            "conv2",
            Convolution(weight: random([6, 8, 3, 3], seed: 3, scale: 0.3), bias: random([6], seed: 4), window: window),
            2)
        try builder.add("act2", Rectifier(), 3)
        try builder.add("flat", Flatten(), 4)
        try builder.add(
            "fc", Dense(weight: random([5, 6 * size * size], seed: 5, scale: 0.1), bias: random([5], seed: 6)), 5)
        var preprocessing = Preprocessing()
        preprocessing.mean = isBGR ? [104, 117, 123] : [0.485, 0.456, 0.406]
        preprocessing.std = isBGR ? [50, 55, 60] : [0.229, 0.224, 0.225]
        if isBGR {
            preprocessing.range = 255
            preprocessing.channels = .bgr
        }
        return try Model(name: "convolutional", network: builder.build(output: 6), preprocessing: preprocessing)
    }

    /// The score Σ wₚ · max(x − 5, 0) over the three channels of every pixel p, which is 0 for a pixel of any colour
    /// that a picture can have: replaced by whatever, a pixel no longer counts.
    static func counting(weights: [Float], height: Int, width: Int) throws -> Model {
        var builder = NetworkBuilder(inputShape: [3, height, width])
        try builder.add(
            "shift",
            ChannelAffine(scale: Tensor(shape: [3], repeating: 1), shift: Tensor(shape: [3], repeating: -5)), 0)
        try builder.add("act", Rectifier(), 1)
        try builder.add("flat", Flatten(), 2)
        let row = Tensor(shape: [1, 3 * weights.count], elements: weights + weights + weights)
        try builder.add("fc", Dense(weight: row, bias: nil), 3)
        var preprocessing = Preprocessing()
        preprocessing.mean = [0.5]
        preprocessing.std = [0.25]
        return try Model(name: "counting", network: builder.build(output: 4), preprocessing: preprocessing)
    }

    /// The channels of the image themselves, as feature maps of a 1×1 convolution; the fourth is dead.
    static func channels(size: Int) throws -> Model {
        var builder = NetworkBuilder(inputShape: [3, size, size])
        var weight = Tensor(shape: [4, 3, 1, 1])
        for channel in 0..<3 { weight[channel * 3 + channel] = 1 }
        try builder.add("conv", Convolution(weight: weight, bias: nil, window: Window(kernel: Extent(1))), 0)
        try builder.add("pool", GlobalAveragePool(keepsAxes: false), 1)
        try builder.add("fc", Dense(weight: random([2, 4], seed: 9), bias: nil), 2)
        return try Model(name: "channels", network: builder.build(output: 3))
    }

    /// A network that only says how pictures are shown.
    static func unused(channels: Int, height: Int, width: Int, _ preprocessing: Preprocessing) throws -> Model {
        var builder = NetworkBuilder(inputShape: [channels, height, width])
        try builder.add("flat", Flatten(), 0)
        try builder.add("fc", Dense(weight: Tensor(shape: [1, channels * height * width]), bias: nil), 1)
        return try Model(name: "unused", network: builder.build(output: 2), preprocessing: preprocessing)
    }
}
