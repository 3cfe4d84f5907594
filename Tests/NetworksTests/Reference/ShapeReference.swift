import Networks
import Tensors

/// Operators of any rank, by position.
enum ShapeReference {
    /// Two operands whose axes of extent 1 repeat.
    static func combination(_ function: @escaping @Sendable (Double, Double) -> Double) -> Reference {
        { inputs in
            let shape = zip(inputs[0].shape, inputs[1].shape).map { max($0, $1) }
            return DoubleArray(shape) { position in
                let operands = inputs.map { input in input[zip(position, input.shape).map { $1 == 1 ? 0 : $0 }] }
                return function(operands[0], operands[1])
            }
        }
    }

    static func transpose(_ order: [Int]) -> Reference {
        { inputs in
            DoubleArray(order.map { inputs[0].shape[$0] }) { position in
                var source = position
                for (axis, from) in order.enumerated() { source[from] = position[axis] }
                return inputs[0][source]
            }
        }
    }

    static func slice(_ indices: [[Int]?], shape: [Int]?) -> Reference {
        { inputs in
            let taken = zip(inputs[0].shape, indices).map { $1 ?? Array(0..<$0) }
            let result = DoubleArray(taken.map(\.count)) { position in
                inputs[0][zip(taken, position).map { $0[$1] }]
            }
            return DoubleArray(shape ?? result.shape, result.elements)
        }
    }

    static func reduction(_ function: Reduction.Function, axes: Set<Int>, keepsAxes: Bool) -> Reference {
        { inputs in
            let input = inputs[0]
            let kept = input.shape.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }
            let result = DoubleArray(kept) { position in
                var elements: [Double] = []
                _ = DoubleArray(input.shape) { source in
                    let isOwn = source.indices.allSatisfy { axes.contains($0) || source[$0] == position[$0] }
                    if isOwn { elements.append(input[source]) }
                    return 0
                }
                let sum = elements.reduce(0, +)
                return switch function {
                case .sum: sum
                case .mean: sum / Double(elements.count)
                case .maximum: elements.reduce(-.infinity) { max($0, $1) }
                case .minimum: elements.reduce(.infinity) { min($0, $1) }
                }
            }
            let rest = input.shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
            return DoubleArray(keepsAxes ? kept : rest, result.elements)
        }
    }

    static let matrixProduct: Reference = { inputs in
        let (left, right) = (inputs[0], inputs[1])
        let rank = left.shape.count
        var shape = zip(left.shape, right.shape).map { max($0, $1) }
        (shape[rank - 2], shape[rank - 1]) = (left.shape[rank - 2], right.shape[rank - 1])
        return DoubleArray(shape) { position in
            let leading = position.dropLast(2)
            let first = zip(leading, left.shape).map { $1 == 1 ? 0 : $0 }
            let second = zip(leading, right.shape).map { $1 == 1 ? 0 : $0 }
            return (0..<left.shape[rank - 1]).reduce(0) { sum, index in
                sum + left[first + [position[rank - 2], index]] * right[second + [index, position[rank - 1]]]
            }
        }
    }

    static func parametricRectifier(_ slope: DoubleArray) -> Reference {
        { inputs in
            DoubleArray(inputs[0].shape) { position in
                let element = inputs[0][position]
                return element > 0 ? element : slope.elements[position[0]] * element
            }
        }
    }
}

extension FixedOperand {
    /// A reference of two operands with one of them fixed.
    func fixing(_ reference: @escaping Reference) -> Reference {
        let constant = DoubleArray(value)
        return { inputs in reference(side == .left ? [constant, inputs[0]] : [inputs[0], constant]) }
    }
}
