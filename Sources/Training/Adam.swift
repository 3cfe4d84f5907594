import Foundation
package import Tensors

/// Adam (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1), with bias correction and
/// weight decay apart from the gradient (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019).
///
/// m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
/// θ ← θ − α λ θ − α (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
package struct Adam: Sendable {
    package let firstDecay: Double
    package let secondDecay: Double
    package let epsilon: Double
    /// Steps taken so far, t.
    package private(set) var steps = 0
    private var first: [Tensor]
    private var second: [Tensor]

    /// - Parameters:
    ///   - shapes: of the tensors that are to be learned.
    ///   - firstDecay: β₁.
    ///   - secondDecay: β₂.
    ///   - epsilon: ε.
    package init(shapes: [[Int]], firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8) {
        self.firstDecay = firstDecay
        self.secondDecay = secondDecay
        self.epsilon = epsilon
        first = shapes.map { Tensor(shape: $0) }
        second = first
    }

    /// One step against the gradients.
    ///
    /// - Parameters:
    ///   - parameters: tensors of the shapes told at the start, changed in place.
    ///   - gradients: of the same shapes.
    ///   - rate: α of this step.
    ///   - weightDecay: λ for each tensor.
    package mutating func step(
        _ parameters: inout [Tensor], gradients: [Tensor], rate: Double, weightDecay: [Double]
    ) {
        precondition(parameters.map(\.shape) == first.map(\.shape) && gradients.map(\.shape) == first.map(\.shape))
        precondition(weightDecay.count == parameters.count)
        steps += 1
        let firstCorrection = 1 - pow(firstDecay, Double(steps))
        let secondCorrection = 1 - pow(secondDecay, Double(steps))
        for index in parameters.indices {
            Self.update(
                &parameters[index], gradients[index], &first[index], &second[index],
                Factors(
                    firstDecay: Float(firstDecay), firstGain: Float(1 - firstDecay),
                    secondDecay: Float(secondDecay), secondGain: Float(1 - secondDecay),
                    step: Float(rate / firstCorrection), scale: Float(1 / secondCorrection), epsilon: Float(epsilon),
                    keep: Float(1 - rate * weightDecay[index])))
        }
    }

    /// The numbers of one step, each rounded once from double precision.
    private struct Factors {
        let firstDecay: Float
        let firstGain: Float
        let secondDecay: Float
        let secondGain: Float
        let step: Float
        let scale: Float
        let epsilon: Float
        let keep: Float
    }

    private static func update(
        _ parameter: inout Tensor, _ gradient: Tensor, _ first: inout Tensor, _ second: inout Tensor,
        _ factors: Factors
    ) {
        parameter.withUnsafeMutableBufferPointer { parameter in
            first.withUnsafeMutableBufferPointer { first in
                second.withUnsafeMutableBufferPointer { second in
                    gradient.withUnsafeBufferPointer { gradient in
                        for index in gradient.indices {
                            let slope = gradient[index]
                            let mean = factors.firstDecay * first[index] + factors.firstGain * slope
                            let square = factors.secondDecay * second[index] + factors.secondGain * slope * slope
                            first[index] = mean
                            second[index] = square
                            parameter[index] =
                                factors.keep * parameter[index]
                                - factors.step * mean / ((factors.scale * square).squareRoot() + factors.epsilon)
                        }
                    }
                }
            }
        }
    }
}
