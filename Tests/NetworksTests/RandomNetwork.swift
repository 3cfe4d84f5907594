import Networks
import Tensors

/// A random network of a few channels with branches, sums, products and concatenations, and the same network in double
/// precision.
struct RandomNetwork {
    private(set) var network: Network
    /// Every node's value for one image.
    let evaluate: @Sendable (DoubleArray) -> [DoubleArray]

    static let inputShape = [2, 5, 4]

    init(seed: UInt64, steps: Int = 14) throws {
        var growth = Growth(seed: seed)
        for _ in 0..<steps { try growth.addRandomStep() }
        try growth.addClassifier()
        let references = growth.references
        network = growth.builder.build(output: growth.references.count)
        evaluate = { image in
            references.reduce(into: [image]) { values, step in
                let inputs = step.inputs.map { values[$0] }
                values.append(step.reference(inputs))
            }
        }
    }

    private struct Step: Sendable {
        let inputs: [NodeID]
        let reference: Reference
    }

    private struct Growth {
        var builder = NetworkBuilder(inputShape: RandomNetwork.inputShape)
        var references: [Step] = []
        var stream: RandomStream

        init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: "network") }

        mutating func addRandomStep() throws {
            let node = recentNode()
            let channels = builder.nodes[node].shape[0]
            switch stream.integer(below: 14) {
            case 0: try add(Rectifier(), [node], LayerReference.elementwise { max($0, 0) })
            case 1: try add(LeakyRectifier(slope: 0.5), [node], LayerReference.elementwise { $0 > 0 ? $0 : $0 / 2 })
            case 2: try add(HardSwish(), [node], LayerReference.elementwise { $0 * min(max($0 + 3, 0), 6) / 6 })
            case 3:
                let (scale, shift) = (tensor([channels]), tensor([channels]))
                try add(
                    ChannelAffine(scale: scale, shift: shift), [node],
                    LayerReference.channelAffine(DoubleArray(scale), DoubleArray(shift)))
            case 4: try add(Sum(), [node, node, node], LayerReference.sum)
            case 5, 6:
                let other = nodeLike(node)
                try add(Sum(), [node, other], LayerReference.sum)
            case 7:
                let gate = try add(
                    HardSigmoid(alpha: 0.25, beta: 0.5), [nodeLike(node)],
                    LayerReference.elementwise { min(max($0 / 4 + 0.5, 0), 1) })
                try add(Product(), [node, gate], LayerReference.product)
            case 8:
                let window = Window.of((3, 3), padding: (1, 1, 1, 1))
                try add(MaxPool(window: window), [node], WindowReference.maxPool(window))
            case 9:
                let joined = try add(
                    Concatenation(), [node, nodeLike(node)], LayerReference.concatenation(axis: 0))
                try addConvolution(joined, outputs: 2, .of((1, 1)))
            case 10, 11: try addConvolution(try addJoinedBranches(node), outputs: 2, .of((1, 1)))
            default: try addConvolution(node, outputs: 2, .of((3, 3), padding: (1, 1, 1, 1)))
            }
        }

        /// Convolutions with their activations, joined, and what may write over them.
        private mutating func addJoinedBranches(_ node: NodeID) throws -> NodeID {
            let window = Window.of((3, 3), padding: (1, 1, 1, 1))
            let branches = try [node, nodeLike(node)].map {
                try add(
                    Rectifier(), [try addConvolution($0, outputs: 2, window)],
                    LayerReference.elementwise { max($0, 0) })
            }
            let joined = try add(Concatenation(), branches, LayerReference.concatenation(axis: 0))
            switch stream.integer(below: 4) {
            case 0:
                let (scale, shift) = (tensor([4]), tensor([4]))
                return try add(
                    ChannelAffine(scale: scale, shift: shift), [joined],
                    LayerReference.channelAffine(DoubleArray(scale), DoubleArray(shift)))
            case 1:
                return try add(HardSwish(), [joined], LayerReference.elementwise { $0 * min(max($0 + 3, 0), 6) / 6 })
            case 2:
                let other = try addConvolution(node, outputs: 4, window)
                let sum = try add(Sum(), [other, joined], LayerReference.sum)
                return try add(Rectifier(), [sum], LayerReference.elementwise { max($0, 0) })
            default: return joined
            }
        }

        mutating func addClassifier() throws {
            let flat = try add(Flatten(), [references.count], LayerReference.reshape([40]))
            let first = try addDense(flat, outputs: 6)
            let sum = try add(Sum(), [try addDense(first, outputs: 6), first], LayerReference.sum)
            try addDense(try add(Rectifier(), [sum], LayerReference.elementwise { max($0, 0) }), outputs: 3)
        }

        @discardableResult
        private mutating func addDense(_ node: NodeID, outputs: Int) throws -> NodeID {
            let weight = tensor([outputs, builder.nodes[node].shape[0]])
            return try add(Dense(weight: weight, bias: nil), [node], LayerReference.dense(DoubleArray(weight), nil))
        }

        @discardableResult
        private mutating func addConvolution(_ node: NodeID, outputs: Int, _ window: Window) throws -> NodeID {
            let channels = builder.nodes[node].shape[0]
            let weight = tensor([outputs, channels, window.kernel.height, window.kernel.width])
            return try add(
                Convolution(weight: weight, bias: nil, window: window, groups: 1), [node],
                WindowReference.convolution(DoubleArray(weight), nil, window, groups: 1))
        }

        @discardableResult
        private mutating func add(
            _ operation: any Operator, _ inputs: [NodeID], _ reference: @escaping Reference
        ) throws -> NodeID {
            references.append(Step(inputs: inputs, reference: reference))
            return try builder.add("node \(references.count)", operation, inputs: inputs)
        }

        /// Mostly the last node, at times an earlier one, which makes a branch.
        private mutating func recentNode() -> NodeID {
            stream.integer(below: 3) == 0 ? nodeLike(references.count) : references.count
        }

        private mutating func nodeLike(_ node: NodeID) -> NodeID {
            let alike = builder.nodes.indices.filter { builder.nodes[$0].shape == builder.nodes[node].shape }
            return alike[stream.integer(below: alike.count)]
        }

        private mutating func tensor(_ shape: [Int]) -> Tensor {
            let spread = Float(shape.dropFirst().reduce(1, *)).squareRoot()
            return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in stream.normal() / spread })
        }
    }
}
