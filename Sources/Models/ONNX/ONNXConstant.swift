import Tensors

/// A value of a graph that is known when it is loaded: weights, or the integers shapes are computed with.
struct ONNXConstant {
    enum Elements {
        case floats(Tensor)
        case integers([Int])
    }

    let shape: [Int]
    let elements: Elements

    init(_ tensor: Tensor) {
        shape = tensor.shape
        elements = .floats(tensor)
    }

    /// - Precondition: there are as many integers as the shape says.
    init(shape: [Int], integers: [Int]) {
        precondition(integers.count == shape.reduce(1, *))
        self.shape = shape
        self.elements = .integers(integers)
    }

    var count: Int {
        switch elements {
        case .floats(let tensor): tensor.count
        case .integers(let values): values.count
        }
    }

    var floats: Tensor? { if case .floats(let tensor) = elements { tensor } else { nil } }
    var integers: [Int]? { if case .integers(let values) = elements { values } else { nil } }

    /// The one number there is, nil where there are several.
    var singleNumber: Float? {
        guard count == 1 else { return nil }
        return switch elements {
        case .floats(let tensor): tensor[0]
        case .integers(let values): Float(values[0])
        }
    }

    /// The same elements in another shape.
    ///
    /// - Precondition: the counts agree.
    func reshaped(to shape: [Int]) -> ONNXConstant {
        switch elements {
        case .floats(let tensor): ONNXConstant(tensor.reshaped(to: shape))
        case .integers(let values): ONNXConstant(shape: shape, integers: values)
        }
    }

    /// The elements at the given places, in a new shape.
    ///
    /// - Precondition: the places exist, and there are as many as the shape says.
    func gathered(_ places: [Int], shape: [Int]) -> ONNXConstant {
        switch elements {
        case .floats(let tensor): ONNXConstant(Tensor(shape: shape, elements: places.map { tensor[$0] }))
        case .integers(let values): ONNXConstant(shape: shape, integers: places.map { values[$0] })
        }
    }
}
