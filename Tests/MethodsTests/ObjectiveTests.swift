import Foundation
import Methods
import Models
import Networks
import Tensors
import Testing

@Suite struct ObjectiveTests {
    private static let shape = [6, 3, 4]

    private func random(_ shape: [Int], _ seed: UInt64) -> Tensor {
        var stream = RandomStream(seed: seed, purpose: "test")
        return Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in stream.normal() })
    }

    private static let vector: [Float] = [1, -0.5, 0.25, 2, 0, -1]

    static let quantities: [(name: String, quantity: any LayerQuantity)] = [
        ("mean square", MeanSquare()), ("direction", Direction(vector)),
        ("direction, power 1", Direction(vector, power: 1)), ("direction, power 4", Direction(vector, power: 4)),
        ("direction at a place", Direction(vector, power: 2, position: .init(row: 1, column: 3))),
    ]

    @Test(arguments: quantities.indices)
    func derivativeAgreesWithDifferences(_ index: Int) {
        let quantity = Self.quantities[index].quantity
        for seed in 1...3 as ClosedRange<UInt64> {
            var values = random(Self.shape, seed)
            // A place that points along the vector, where the cosine counts.
            for channel in 0..<6 { values[channel * 12 + 7] += 2 * Self.vector[channel] }
            func value(_ tensor: Tensor) -> Double {
                tensor.withUnsafeBufferPointer { quantity.value($0, shape: Self.shape) }
            }
            var gradient = Tensor(shape: Self.shape)
            gradient.withUnsafeMutableBufferPointer { target in
                values.withUnsafeBufferPointer { quantity.setGradient(target, at: $0, shape: Self.shape) }
            }
            for element in 0..<values.count {
                var (up, down) = (values, values)
                up[element] += 1 / 128
                down[element] -= 1 / 128
                let expected = (value(up) - value(down)) / Double(up[element] - down[element])
                #expect(abs(Double(gradient[element]) - expected) < 2e-3 * max(1, abs(expected)), "\(element)")
            }
        }
    }

    /// Lucid's `_dot_cossim` written out in Double.
    @Test(arguments: [0, 1, 2.5])
    func directionIsLucids(power: Double) {
        let values = random(Self.shape, 5)
        var sum = 0.0
        for place in 0..<12 {
            let own = (0..<6).map { Double(values[$0 * 12 + place]) }
            let dot = zip(own, Self.vector).reduce(0) { $0 + $1.0 * Double($1.1) }
            let lengths = (
                own.reduce(0) { $0 + $1 * $1 }.squareRoot(),
                Self.vector.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
            )
            let cosine = dot / (1e-4 + lengths.0) / (1e-4 + lengths.1)
            sum += power == 0 ? dot : dot * pow(max(0.1, cosine), power)
        }
        let value = values.withUnsafeBufferPointer {
            Direction(Self.vector, power: power).value($0, shape: Self.shape)
        }
        #expect(abs(value - sum / 12) < 1e-6)
    }

    /// Lucid's `diversity` written out in Double.
    private func diversity(_ activation: Tensor) -> Double {
        let (batch, channels) = (activation.shape[0], activation.shape[1])
        let area = activation.count / batch / channels
        let grams = (0..<batch).map { image -> [Double] in
            let start = image * channels * area
            var gram = [Double]()
            for first in 0..<channels {
                for second in 0..<channels {
                    gram.append(
                        (0..<area).reduce(0) {
                            $0 + Double(activation[start + first * area + $1])
                                * Double(activation[start + second * area + $1])
                        })
                }
            }
            let length = max(gram.reduce(0) { $0 + $1 * $1 }, 1e-10).squareRoot()
            return gram.map { $0 / length }
        }
        var sum = 0.0
        for first in 0..<batch {
            for second in 0..<batch where second != first {
                sum += zip(grams[first], grams[second]).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return sum / Double(batch)
    }

    @Test func diversityIsLucidsWithItsDerivative() {
        let activation = random([3, 4, 2, 3], 6)
        let (value, gradient) = Diversity(node: 0, weight: 1).evaluate(activation)
        #expect(abs(value - diversity(activation)) < 1e-5)
        for element in 0..<activation.count {
            var (up, down) = (activation, activation)
            up[element] += 1 / 128
            down[element] -= 1 / 128
            let expected = (diversity(up) - diversity(down)) * 64
            #expect(abs(Double(gradient[element]) - expected) < 1e-3, "\(element)")
        }
    }

    /// A silent layer has no direction to be driven in.
    @Test func diversityOfNothingIsNothing() {
        let (value, gradient) = Diversity(node: 0, weight: 1).evaluate(Tensor(shape: [2, 3, 2, 2]))
        #expect(value == 0 && gradient.elements.allSatisfy { $0 == 0 })
    }

    /// Terms over two nodes, of one image of two.
    @Test func objectivesAdd() throws {
        let model = try SmallModel.smooth()
        let act = try model.network.node(named: "act")
        let kernel = Target.kernel(layer: "act", channel: 1, position: nil)
        let goal = Goal([
            .init(try Objective(target: .classIndex(2), score: .probability, model: model), weight: 2),
            .init(try Objective(target: kernel, score: .logit, model: model), weight: -0.5),
            .init(Objective(node: act, MeanSquare()), weight: 3),
        ])
        #expect(goal.nodes == [act, model.output])
        let activations = [act: random([2, 4, 8, 8], 1), model.output: random([2, 5], 2)]
        var cotangents = activations.mapValues { Tensor(shape: $0.shape) }
        goal.addCotangents(at: activations, image: 1, to: &cotangents)
        for (node, activation) in activations {
            for element in 0..<activation.count {
                var (up, down) = (activations, activations)
                up[node]?[element] += 1 / 128
                down[node]?[element] -= 1 / 128
                let expected = (goal.value(up, image: 1) - goal.value(down, image: 1)) * 64
                #expect(abs(Double(cotangents[node]?[element] ?? .nan) - expected) < 1e-3)
            }
        }
    }
}
