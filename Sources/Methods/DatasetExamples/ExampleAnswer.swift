import Diagnostics
import Models
import Networks
import Tensors

/// What an image is ranked by: one number for each channel of a layer, or for each class.
struct ExampleAnswer {
    enum Quantity: Equatable {
        /// The largest value of a channel, and where it is.
        case maximum
        /// The mean of a channel over its positions.
        case mean
        case neuron(row: Int, column: Int)
        /// p_c, after softmax.
        case probability
    }

    let node: NodeID
    let quantity: Quantity
    /// The channel or class that is asked for.
    let channel: Int

    /// - Throws: a class, layer, channel or position that does not exist.
    init(_ target: Target?, _ options: DatasetExamples.Options, _ model: Model) throws(Diagnostic) {
        guard let target else {
            throw Diagnostic(
                .error, "no-target", "'\(DatasetExamples.id)' needs a class or a kernel to find images for",
                notes: [.init("add 'classes:' or 'kernels:' to the exhibit, or --class or --kernel to the command")])
        }
        let placed = try target.at(options.position)
        node = try Objective(target: placed, score: options.score, model: model).node
        switch placed {
        case .classIndex(let index):
            channel = index
            quantity = options.score == .probability ? .probability : .maximum
        case .kernel(_, let kernel, let position?):
            channel = kernel
            quantity = .neuron(row: position.row, column: position.column)
        case .kernel(_, let kernel, nil):
            channel = kernel
            quantity = options.measure == .maximum ? .maximum : .mean
        }
    }

    /// As it enters a key.
    var options: [String: JSON] {
        switch quantity {
        case .maximum: ["value": .string("maximum")]
        case .mean: ["value": .string("mean")]
        case .neuron(let row, let column):
            ["value": .string("neuron"), "position": .array([.integer(row), .integer(column)])]
        case .probability: ["value": .string("probability")]
        }
    }

    /// The answers of all channels to one image of a run.
    ///
    /// - Parameter activation: the node's value, the batch axis first.
    func answers(in activation: Tensor, image: Int) -> [(value: Float, row: Int, column: Int)] {
        let shape = activation.shape
        let width = shape.count > 3 ? shape[3] : 1
        let area = shape.dropFirst(2).reduce(1, *)
        return activation.withUnsafeBufferPointer { elements in
            let values = elements[image * shape[1] * area..<(image + 1) * shape[1] * area]
            if quantity == .probability {
                return Model.probabilities(fromLogits: Array(values)).map { (Float($0), 0, 0) }
            }
            return (0..<shape[1]).map { channel in
                let first = values.startIndex + channel * area
                let map = values[first..<first + area]
                switch quantity {
                case .mean: return (Float(map.reduce(0) { $0 + Double($1) } / Double(area)), 0, 0)
                case .neuron(let row, let column): return (map[first + row * width + column], row, column)
                case .maximum, .probability:
                    var place = first
                    for index in map.indices where map[index] > map[place] { place = index }
                    return (map[place], (place - first) / width, (place - first) % width)
                }
            }
        }
    }
}
