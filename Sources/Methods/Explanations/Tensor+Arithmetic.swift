import Tensors

extension Tensor {
    /// The sum of all elements, in Double.
    var sum: Double { withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) } } }

    /// Element by element.
    func multiplied(by other: Tensor) -> Tensor {
        precondition(shape == other.shape, "\(shape) and \(other.shape)")
        return Tensor(shape: shape) { target in
            withUnsafeBufferPointer { left in
                other.withUnsafeBufferPointer { right in
                    for index in target.indices { target[index] = left[index] * right[index] }
                }
            }
        }
    }
}
