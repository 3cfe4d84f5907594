import Tensors

/// Numbers in double precision with a shape, for the references: plain loops from the definitions, no code shared with
/// what they check.
struct DoubleArray: Sendable {
    let shape: [Int]
    var elements: [Double]

    init(_ shape: [Int], _ elements: [Double]) {
        self.shape = shape
        self.elements = elements
    }

    init(_ tensor: Tensor) { self.init(tensor.shape, tensor.elements.map(Double.init)) }

    /// An array with every element worked out from its position.
    init(_ shape: [Int], _ element: ([Int]) -> Double) {
        var elements: [Double] = []
        var position = [Int](repeating: 0, count: shape.count)
        for _ in 0..<shape.reduce(1, *) {
            elements.append(element(position))
            for axis in position.indices.reversed() {
                position[axis] += 1
                if position[axis] < shape[axis] { break }
                position[axis] = 0
            }
        }
        self.init(shape, elements)
    }

    subscript(_ position: [Int]) -> Double { elements[place(position)] }

    subscript(_ c: Int, _ y: Int, _ x: Int) -> Double { elements[(c * shape[1] + y) * shape[2] + x] }

    private func place(_ position: [Int]) -> Int {
        var place = 0
        for (axis, index) in position.enumerated() { place = place * shape[axis] + index }
        return place
    }

    func map(_ function: (Double) -> Double) -> DoubleArray { DoubleArray(shape, elements.map(function)) }
}

typealias Reference = @Sendable ([DoubleArray]) -> DoubleArray
