import Foundation
import Models
import Networks
import Tensors
import Testing

/// The noise mask of Liao 2018 in Double, its derivatives by central differences, its optimiser TensorFlow 1's Adam: slow
/// loops that share nothing with the method but the noise it drew.
struct NoiseMaskReference {
    /// C × H × W in the model's input space.
    let image: [Double]
    let pixels: Int
    let features: ([Double]) -> [Double]
    let beta: Double
    let betaZero: Double

    init(image: [Double], pixels: Int, scaleNoise: [Double], beta: Double, features: @escaping ([Double]) -> [Double]) {
        self.image = image
        self.pixels = pixels
        self.features = features
        self.beta = beta
        betaZero = 1 / Self.meanSquare(features(image), features(scaleNoise))
    }

    static func meanSquare(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)
    }

    static func mask(_ variables: [Double]) -> [Double] { variables.map { 1 / (1 + exp(-$0)) } }

    func blend(_ variables: [Double], _ noise: [Double]) -> [Double] {
        let mask = Self.mask(variables)
        return image.indices.map { image[$0] * mask[$0 % pixels] + noise[$0] * (1 - mask[$0 % pixels]) }
    }

    /// Equation 4 with the normalisation of β₀.
    func loss(_ variables: [Double], _ noise: [Double]) -> Double {
        betaZero * Self.meanSquare(features(image), features(blend(variables, noise)))
    }

    /// Equation 5.
    func objective(_ variables: [Double], _ noise: [Double]) -> Double {
        Self.mask(variables).reduce(0, +) / Double(pixels) + beta * loss(variables, noise)
    }

    func derivative(_ variables: [Double], _ noise: [Double]) -> [Double] {
        variables.indices.map { index in
            let step = 1e-4
            var (up, down) = (variables, variables)
            up[index] += step
            down[index] -= step
            return (objective(up, noise) - objective(down, noise)) / (2 * step)
        }
    }

    /// The mask after every noise has served for one step, and the loss before each step.
    func descend(start: Double, rate: Double, noises: [[Double]]) -> (mask: [Double], losses: [Double]) {
        var variables = [Double](repeating: log(start / (1 - start)), count: pixels)
        var m = [Double](repeating: 0, count: pixels)
        var v = m
        var losses: [Double] = []
        for (step, noise) in noises.enumerated() {
            losses.append(loss(variables, noise))
            let t = Double(step + 1)
            let rate = rate * (1 - pow(0.999, t)).squareRoot() / (1 - pow(0.9, t))
            for (index, slope) in derivative(variables, noise).enumerated() {
                m[index] = 0.9 * m[index] + 0.1 * slope
                v[index] = 0.999 * v[index] + 0.001 * slope * slope
                variables[index] -= rate * m[index] / (v[index].squareRoot() + 1e-8)
            }
        }
        return (Self.mask(variables), losses)
    }
}

/// `SmallModel.smooth` in Double, written from what its layers are called.
struct SmoothReference {
    private let convolution: Convolution
    private let dense: Dense
    private let size: Int

    init(_ model: Model) throws {
        size = model.network.inputShape[1]
        convolution = try #require(model.network.nodes[1].operation as? Convolution)
        dense = try #require(model.network.nodes[5].operation as? Dense)
    }

    /// The values of the layer `act`, `pool` or `fc`.
    func values(_ layer: String, _ image: [Double]) -> [Double] {
        let active = convolved(image).map { 1 / (1 + exp(-$0)) }
        if layer == "act" { return active }
        let half = size / 2
        var pooled: [Double] = []
        for channel in 0..<4 {
            for y in 0..<half {
                for x in 0..<half {
                    let corner = channel * size * size + 2 * y * size + 2 * x
                    pooled.append(
                        (active[corner] + active[corner + 1] + active[corner + size] + active[corner + size + 1]) / 4)
                }
            }
        }
        if layer == "pool" { return pooled }
        let weight = dense.weight.elements.map { Double($0) }
        return (0..<5).map { row in
            pooled.indices.reduce(Double(dense.bias?[row] ?? 0)) { $0 + weight[row * pooled.count + $1] * pooled[$1] }
        }
    }

    private func convolved(_ image: [Double]) -> [Double] {
        let weight = convolution.weight.elements.map { Double($0) }
        var result: [Double] = []
        for kernel in 0..<4 {
            for y in 0..<size {
                for x in 0..<size {
                    var sum = Double(convolution.bias?[kernel] ?? 0)
                    for channel in 0..<3 {
                        for i in 0..<3 where (0..<size).contains(y + i - 1) {
                            for j in 0..<3 where (0..<size).contains(x + j - 1) {
                                sum +=
                                    weight[((kernel * 3 + channel) * 3 + i) * 3 + j]
                                    * image[(channel * size + y + i - 1) * size + x + j - 1]
                            }
                        }
                    }
                    result.append(sum)
                }
            }
        }
        return result
    }
}
