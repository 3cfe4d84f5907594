import Diagnostics
import Networks
import Tensors

/// The layers that architectures are made of; each gives the node of its result.
extension NetworkDescription {
    /// Adds a convolution with `NAME.weight` and, unless it is left out, `NAME.bias`.
    mutating func convolution(
        _ name: String, _ input: NodeID, _ outputs: Int, _ window: Window, groups: Int = 1, bias: Bool = true
    ) throws(Diagnostic) -> NodeID {
        let (channels, height, width) = (shape(of: input)[0], shape(of: input)[1], shape(of: input)[2])
        let size = try naming(name) { () throws(Diagnostic) in
            try window.output(for: Extent(height: height, width: width))
        }
        let weight = [outputs, channels / groups, window.kernel.height, window.kernel.width]
        let shape = [outputs, size.height, size.width]
        guard bias else {
            return add(name, [input], learning: ["weight": weight], shape: shape) { tensors in
                Convolution(weight: tensors[0], bias: nil, window: window, groups: groups)
            }
        }
        return add(name, [input], learning: ["weight": weight, "bias": [outputs]], shape: shape) { tensors in
            Convolution(weight: tensors[0], bias: tensors[1], window: window, groups: groups)
        }
    }

    /// Adds a batch normalization with `NAME.weight`, `bias`, `running_mean` and `running_var`.
    mutating func batchNormalization(_ name: String, _ input: NodeID, epsilon: Double = 1e-5) -> NodeID {
        let count = [shape(of: input)[0]]
        return add(
            name, [input],
            learning: ["weight": count, "bias": count, "running_mean": count, "running_var": count],
            shape: shape(of: input)
        ) { tensors throws(Diagnostic) in
            try ChannelAffine.batchNormalization(
                gamma: tensors[0], beta: tensors[1], mean: tensors[2], variance: tensors[3], epsilon: epsilon)
        }
    }

    /// Adds a fully connected layer with `NAME.weight` and `NAME.bias`.
    ///
    /// - Precondition: the input is one row of features.
    mutating func dense(_ name: String, _ input: NodeID, _ outputs: Int) -> NodeID {
        let features = shape(of: input)[0]
        return add(
            name, [input], learning: ["weight": [outputs, features], "bias": [outputs]], shape: [outputs]
        ) { tensors in
            Dense(weight: tensors[0], bias: tensors[1])
        }
    }

    mutating func relu(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        try add(name, [input], Rectifier())
    }

    /// Adds min(max(x, 0), 6).
    mutating func relu6(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        try add(name, [input], Clip(minimum: 0, maximum: 6))
    }

    mutating func maxPool(_ name: String, _ input: NodeID, _ window: Window) throws(Diagnostic) -> NodeID {
        try add(name, [input], MaxPool(window: window))
    }

    /// Adds an average pool whose divisor counts the padding.
    mutating func averagePool(_ name: String, _ input: NodeID, _ window: Window) throws(Diagnostic) -> NodeID {
        try add(name, [input], AveragePool(window: window, countsPadding: true))
    }

    /// Adds the mean over the image, channels × 1 × 1.
    mutating func globalAveragePool(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        try add(name, [input], GlobalAveragePool())
    }

    /// Adds a pool to a fixed size: nothing where the map has it, equal windows where they divide the map.
    mutating func adaptiveAveragePool(_ name: String, _ input: NodeID, to size: Extent) throws(Diagnostic) -> NodeID {
        let (height, width) = (shape(of: input)[1], shape(of: input)[2])
        if Extent(height: height, width: width) == size { return try add(name, [input], Identity()) }
        guard height % size.height == 0, width % size.width == 0 else {
            return try add(name, [input], AdaptiveAveragePool(size: size))
        }
        let side = Extent(height: height / size.height, width: width / size.width)
        return try averagePool(name, input, Window(kernel: side, stride: side))
    }

    mutating func flatten(_ name: String, _ input: NodeID) throws(Diagnostic) -> NodeID {
        try add(name, [input], Flatten())
    }

    mutating func sum(_ name: String, _ inputs: NodeID...) throws(Diagnostic) -> NodeID {
        try add(name, inputs, Sum())
    }

    /// Adds the channels of all inputs behind one another.
    mutating func concatenation(_ name: String, _ inputs: [NodeID]) throws(Diagnostic) -> NodeID {
        try add(name, inputs, Concatenation())
    }
}

extension Window {
    /// A square window.
    static func square(_ side: Int, stride: Int = 1, padding: Int = 0, ceilMode: Bool = false) -> Window {
        Window(kernel: Extent(side), stride: Extent(stride), padding: Padding(padding), ceilMode: ceilMode)
    }

    /// A window of odd sides that is padded so that the image keeps its size.
    static func same(height: Int, width: Int) -> Window {
        Window(
            kernel: Extent(height: height, width: width),
            padding: Padding(top: height / 2, left: width / 2, bottom: height / 2, right: width / 2))
    }
}
