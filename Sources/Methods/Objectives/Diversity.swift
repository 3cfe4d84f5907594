package import Networks
package import Tensors

/// How alike the pictures of a batch are to a layer, which several starts are to keep small: Olah, Mordvintsev, Schubert,
/// Feature Visualization, 2017, "Diversity", with lucid's constants.
///
/// Σ over ordered pairs i ≠ j of ⟨Ĝᵢ, Ĝⱼ⟩ ∕ N; Ĝ = G ∕ √max(Σ G², 1e-10), G = F Fᵀ over positions, F the layer's channels
/// for one picture. It couples the pictures of a batch.
package struct Diversity: Sendable {
    package let node: NodeID
    /// What the value times this is taken from the mean of the pictures' objectives.
    package let weight: Double

    package init(node: NodeID, weight: Double) {
        self.node = node
        self.weight = weight
    }

    /// The value, and its derivative with respect to the layer's values.
    ///
    /// - Parameter activation: the batch axis, then channels and positions.
    package func evaluate(_ activation: Tensor) -> (value: Double, gradient: Tensor) {
        let (batch, channels) = (activation.shape[0], activation.shape[1])
        let area = activation.count / (batch * channels)
        var value = 0.0
        let gradient = Tensor(shape: activation.shape) { gradient in
            activation.withUnsafeBufferPointer { all in
                guard let start = all.baseAddress, let target = gradient.baseAddress else { return }
                let images = (0..<batch).map { start + $0 * channels * area }
                let grams = images.map { Gram($0, channels: channels, area: area) }
                for image in 0..<batch {
                    // Both orders of each pair depend on the picture.
                    var others = [Float](repeating: 0, count: channels * channels)
                    for other in 0..<batch where other != image {
                        value += dot(grams[image].unit, grams[other].unit) / Double(batch)
                        for index in others.indices { others[index] += 2 * grams[other].unit[index] / Float(batch) }
                    }
                    grams[image].pullBack(
                        others, at: images[image], area: area, into: target + image * channels * area)
                }
            }
        }
        return (value, gradient)
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}

/// F Fᵀ of one picture, scaled to unit length.
private struct Gram {
    let channels: Int
    let unit: [Float]
    private let length: Double
    private let isFloored: Bool

    init(_ values: UnsafePointer<Float>, channels: Int, area: Int) {
        self.channels = channels
        var gram = [Float](repeating: 0, count: channels * channels)
        gram.withUnsafeMutableBufferPointer { gram in
            guard let target = gram.baseAddress else { return }
            BLAS.multiply(
                .init(values, stride: area), .init(values, stride: area, transposed: true), into: target,
                stride: channels, rows: channels, columns: channels, depth: area)
        }
        let squares = gram.reduce(0) { $0 + Double($1) * Double($1) }
        isFloored = squares < 1e-10
        let length = max(squares, 1e-10).squareRoot()
        unit = gram.map { Float(Double($0) / length) }
        self.length = length
    }

    /// The derivative with respect to F of ⟨Ĝ, `cotangent`⟩, the cotangent being symmetric: 2 H F with
    /// H = (cotangent − Ĝ ⟨Ĝ, cotangent⟩) ∕ |G|.
    func pullBack(
        _ cotangent: [Float], at values: UnsafePointer<Float>, area: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let along = isFloored ? 0 : zip(unit, cotangent).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let factor = zip(unit, cotangent).map { Float(2 * (Double($1) - Double($0) * along) / length) }
        factor.withUnsafeBufferPointer { factor in
            guard let start = factor.baseAddress else { return }
            BLAS.multiply(
                .init(start, stride: channels), .init(values, stride: area), into: target, stride: area,
                rows: channels, columns: area, depth: channels)
        }
    }
}
