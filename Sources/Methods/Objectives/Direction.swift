import Foundation

/// How far a layer goes in a direction, and how straight: v · v₀ · max(0.1, cos(v, v₀))ᵖ, the mean over positions, or at
/// one of them.
///
/// v holds the channels at a position; cos = v · v₀ ∕ ((ε + |v|)(ε + |v₀|)), ε = 1e-4, as lucid's `direction` and
/// `direction_neuron` have it (Olah et al., The Building Blocks of Interpretability, 2018; Carter et al., Activation
/// Atlas, 2019). With p = 0 it is the plain dot product.
package struct Direction: LayerQuantity {
    /// v₀, one value for each channel.
    package let vector: [Float]
    /// p.
    package let power: Double
    /// Where; nil for all positions.
    package let position: Target.Position?

    private static let epsilon = 1e-4
    private static let floor = 0.1

    /// - Precondition: `vector` has a value for each channel of the layer, which holds `position`.
    package init(_ vector: [Float], power: Double = 0, position: Target.Position? = nil) {
        self.vector = vector
        self.power = power
        self.position = position
    }

    package func value(_ values: UnsafeBufferPointer<Float>, shape: [Int]) -> Double {
        let places = places(in: shape)
        let area = values.count / vector.count
        var sum = 0.0
        for place in places {
            let (dot, length) = measure(values, at: place, area)
            sum += power == 0 ? dot : dot * pow(max(Self.floor, cosine(dot, length)), power)
        }
        return sum / Double(places.count)
    }

    package func setGradient(
        _ gradient: UnsafeMutableBufferPointer<Float>, at values: UnsafeBufferPointer<Float>, shape: [Int]
    ) {
        let places = places(in: shape)
        let area = values.count / vector.count
        let share = 1 / Double(places.count)
        for place in places {
            let (dot, length) = measure(values, at: place, area)
            var (alongVector, alongValues) = (share, 0.0)
            if power != 0 {
                let cosine = cosine(dot, length)
                let weight = pow(max(Self.floor, cosine), power)
                alongVector *= weight
                if cosine > Self.floor {
                    // d cos ∕ dv = v₀ cos ∕ (v · v₀) − v cos ∕ (|v| (ε + |v|)).
                    let slope = share * power * weight
                    alongVector += slope
                    if length > 0 { alongValues = -slope * dot / (length * (Self.epsilon + length)) }
                }
            }
            for channel in vector.indices {
                let index = channel * area + place
                gradient[index] = Float(alongVector * Double(vector[channel]) + alongValues * Double(values[index]))
            }
        }
    }

    /// v · v₀ and |v|.
    private func measure(
        _ values: UnsafeBufferPointer<Float>, at place: Int, _ area: Int
    ) -> (dot: Double, length: Double) {
        var (dot, squares) = (0.0, 0.0)
        for channel in vector.indices {
            let value = Double(values[channel * area + place])
            dot += value * Double(vector[channel])
            squares += value * value
        }
        return (dot, squares.squareRoot())
    }

    private func cosine(_ dot: Double, _ length: Double) -> Double {
        let own = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return dot / ((Self.epsilon + length) * (Self.epsilon + own))
    }

    private func places(in shape: [Int]) -> Range<Int> {
        guard let position else { return 0..<shape.dropFirst().reduce(1, *) }
        let place = position.row * (shape.count > 2 ? shape[2] : 1) + position.column
        return place..<place + 1
    }
}
