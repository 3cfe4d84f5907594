package import Tensors

/// One of the two operands of an operator, where it is a constant rather than a layer's output.
package struct FixedOperand: Sendable {
    package enum Side: Int, Sendable {
        case left, right
    }

    /// Its shape is one that an image's operand could have, without the batch axis.
    package let value: Tensor
    package let side: Side

    package init(_ value: Tensor, on side: Side) {
        self.value = value
        self.side = side
    }
}

/// An operand's elements: those of a layer, image by image, or the same for every image.
struct OperandValues {
    let shape: [Int]
    let start: UnsafePointer<Float>
    /// Elements from one image to the next.
    let stride: Int

    func image(_ index: Int) -> UnsafePointer<Float> { start + index * stride }
}

extension Optional where Wrapped == FixedOperand {
    /// The shapes of the left and the right operand, or nil where there are not as many inputs as it takes.
    func operandShapes(_ inputs: [[Int]]) -> (left: [Int], right: [Int])? {
        guard let fixed = self else { return inputs.count == 2 ? (inputs[0], inputs[1]) : nil }
        guard inputs.count == 1 else { return nil }
        return fixed.side == .left ? (fixed.value.shape, inputs[0]) : (inputs[0], fixed.value.shape)
    }

    /// The input that is the given operand, or nil where that is the constant.
    func input(for side: FixedOperand.Side) -> Int? {
        guard let fixed = self else { return side.rawValue }
        return fixed.side == side ? nil : 0
    }

    /// Calls `body` with the left and the right operand.
    ///
    /// - Parameter inputs: empty in a gradient that reads no inputs; the operands are then nil.
    func withOperands(_ inputs: [Values], _ body: (_ left: OperandValues?, _ right: OperandValues?) -> Void) {
        let layers = inputs.map { OperandValues(shape: $0.shape, start: $0.start, stride: $0.count) }
        guard let fixed = self else {
            return layers.count == 2 ? body(layers[0], layers[1]) : body(nil, nil)
        }
        fixed.value.withUnsafeBufferPointer { elements in
            let constant = elements.baseAddress.map {
                OperandValues(shape: fixed.value.shape, start: $0, stride: 0)
            }
            if fixed.side == .left { body(constant, layers.first) } else { body(layers.first, constant) }
        }
    }
}
