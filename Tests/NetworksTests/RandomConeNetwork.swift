import Networks
import Tensors

/// A random network of images large enough that patches reach only parts of them: every operator that works on parts,
/// with odd sizes, padding on single sides, strides, dilation, ceil mode, sums and concatenations; with or without a
/// classifier behind it.
struct RandomConeNetwork {
    private(set) var builder: NetworkBuilder
    private var stream: RandomStream
    private var last: NodeID = Network.input

    static func make(seed: UInt64, steps: Int = 12) throws -> Network {
        var stream = RandomStream(seed: seed, purpose: "cone network")
        let shape = [3, 25 + stream.integer(below: 30), 25 + stream.integer(below: 30)]
        var growth = RandomConeNetwork(builder: NetworkBuilder(inputShape: shape), stream: stream)
        try growth.convolve(outputs: 16, Window.of((3, 3), padding: (1, 1, 1, 1)))
        for _ in 0..<steps { try growth.grow() }
        if growth.stream.integer(below: 2) == 0 { try growth.classify() }
        return growth.builder.build(output: growth.last)
    }

    private var shape: [Int] { builder.nodes[last].shape }

    @discardableResult
    private mutating func add(_ operation: any Operator, _ inputs: [NodeID]? = nil) throws -> NodeID {
        last = try builder.add("node \(builder.nodes.count)", operation, inputs: inputs ?? [last])
        return last
    }

    private mutating func tensor(_ shape: [Int], spread: Float = 1) -> Tensor {
        Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in spread * stream.normal() })
    }

    @discardableResult
    private mutating func convolve(outputs: Int, _ window: Window, groups: Int = 1) throws -> NodeID {
        let inputs = shape[0] / groups
        let taps = inputs * window.kernel.height * window.kernel.width
        let weight = tensor(
            [outputs, inputs, window.kernel.height, window.kernel.width], spread: 1.4 / Float(taps).squareRoot())
        return try add(
            Convolution(weight: weight, bias: tensor([outputs], spread: 0.1), window: window, groups: groups))
    }

    /// A window that the image can take, or nil.
    private func fitting(_ window: Window) -> Window? {
        guard let size = try? window.output(for: Extent(height: shape[1], width: shape[2])), size.height > 5,
            size.width > 5
        else { return nil }
        return window
    }

    private mutating func grow() throws {
        let channels = shape[0]
        switch stream.integer(below: 17) {
        case 0, 1, 2:
            let side = stream.integer(below: 3)
            let window = Window.of((3, 3), padding: (side, stream.integer(below: 3), 1, stream.integer(below: 2)))
            if let window = fitting(window) { try convolve(outputs: 16 + 4 * stream.integer(below: 3), window) }
            try add(Rectifier())
        case 3:
            let stride = 1 + stream.integer(below: 2)
            let window = Window.of(
                (5, 3), stride: (stride, 2), padding: (2, 0, 1, 1), dilation: (1, 1 + stream.integer(below: 2)))
            if let window = fitting(window) { try convolve(outputs: 16, window) }
        case 4: try convolve(outputs: 12 + stream.integer(below: 9), Window.of((1, 1)))
        case 5:
            if let window = fitting(Window.of((3, 3), stride: (2, 2), padding: (1, 1, 1, 1))), channels % 4 == 0 {
                try convolve(outputs: channels, window, groups: channels)
                try add(Clip(minimum: 0, maximum: 6))
            }
        case 6:
            if let window = fitting(Window.of((3, 3), padding: (1, 1, 1, 1), dilation: (2, 1))), channels % 4 == 0 {
                try convolve(outputs: 16, window, groups: 4)
            }
        case 7:
            let window = Window.of((3, 3), stride: (2, 2), padding: (0, 1, 0, 1), ceil: stream.integer(below: 2) == 0)
            if let window = fitting(window) { try add(MaxPool(window: window)) }
        case 8:
            try add(MaxPool(window: Window.of((3, 3), padding: (1, 1, 1, 1))))
        case 9:
            let window = Window.of((2, 3), stride: (1, 2), padding: (1, 1, 0, 1), ceil: stream.integer(below: 2) == 0)
            let counts = stream.integer(below: 2) == 0
            if let window = fitting(window) { try add(AveragePool(window: window, countsPadding: counts)) }
        case 10: try add(LocalResponseNormalization(size: 5, alpha: 0.5, beta: 0.75, k: 1))
        case 11: try add(ChannelAffine(scale: tensor([channels]), shift: tensor([channels])))
        case 12:
            let value = stream.normal()
            try add(Pad(padding: Padding(top: 2, left: -1, bottom: 0, right: 3), value: value))
        case 13:
            // A residual sum with its clamp, the shortcut changed or not.
            let start = last
            try convolve(outputs: channels, Window.of((3, 3), padding: (1, 1, 1, 1)))
            let body = last
            if stream.integer(below: 2) == 0 {
                last = start
                try convolve(outputs: channels, Window.of((1, 1)))
            } else {
                last = start
            }
            try add(Sum(), [body, last])
            try add(Rectifier())
        case 14:
            let start = last
            var branches: [NodeID] = []
            for side in [0, 1, 2] {
                last = start
                let window = Window.of((2 * side + 1, 3), padding: (side, 1, side, 1))
                try convolve(outputs: 8, window)
                branches.append(try add(Rectifier()))
            }
            try add(Concatenation(), branches)
        case 15:
            switch stream.integer(below: 4) {
            case 0: try add(ParametricRectifier(slope: tensor([channels])))
            case 1: try add(HardSwish())
            case 2: try add(Softmax(axis: 0))
            default:
                try add(Combination(.product, constant: FixedOperand(tensor([channels, 1, 1]), on: .right)))
            }
        default:
            // What is not known to work on parts, in the middle of a network.
            let start = last
            try add(GlobalAveragePool())
            let gate = try add(Sigmoid())
            if stream.integer(below: 4) == 0 {
                try add(Product(), [start, gate])
            } else {
                last = start
            }
        }
    }

    private mutating func classify() throws {
        try add(Flatten())
        let weight = tensor([7, shape[0]], spread: 1 / Float(shape[0]).squareRoot())
        try add(Dense(weight: weight, bias: tensor([7])))
    }
}
