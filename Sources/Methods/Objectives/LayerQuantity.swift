/// A number said of a layer's values for one image, with its derivative: what `Objective` has no word of its own for.
package protocol LayerQuantity: Sendable {
    /// - Parameters:
    ///   - values: of one image, in row-major order.
    ///   - shape: of one image, without the batch axis.
    func value(_ values: UnsafeBufferPointer<Float>, shape: [Int]) -> Double
    /// Writes the derivative with respect to every value; `gradient` is zero before.
    func setGradient(
        _ gradient: UnsafeMutableBufferPointer<Float>, at values: UnsafeBufferPointer<Float>, shape: [Int])
}

/// The mean of the squares of all values: what DeepDream makes large (Mordvintsev, Olah, Tyka 2015).
package struct MeanSquare: LayerQuantity {
    package init() {}

    package func value(_ values: UnsafeBufferPointer<Float>, shape: [Int]) -> Double {
        values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)
    }

    package func setGradient(
        _ gradient: UnsafeMutableBufferPointer<Float>, at values: UnsafeBufferPointer<Float>, shape: [Int]
    ) {
        let factor = 2 / Float(values.count)
        for index in values.indices { gradient[index] = factor * values[index] }
    }
}
