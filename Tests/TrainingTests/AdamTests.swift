import Foundation
import Tensors
import Testing
import Training

@Suite struct AdamTests {
    /// Algorithm 1 of the paper for one number, in Double, with decoupled weight decay.
    private struct NaiveAdam {
        var theta: Double
        var m = 0.0
        var v = 0.0
        var t = 0

        mutating func step(_ g: Double, alpha: Double, decay: Double) {
            t += 1
            m = 0.9 * m + (1 - 0.9) * g
            v = 0.999 * v + (1 - 0.999) * g * g
            let corrected = (m / (1 - pow(0.9, Double(t))), v / (1 - pow(0.999, Double(t))))
            theta -= alpha * decay * theta
            theta -= alpha * corrected.0 / (corrected.1.squareRoot() + 1e-8)
        }
    }

    @Test(arguments: [0.0, 0.1]) func followsTheNaiveAlgorithmFor50Steps(decay: Double) {
        let shapes = [[3, 5], [7], [2, 3, 1, 2]]
        var random = RandomStream(seed: 3, purpose: "adam")
        var parameters = shapes.map { shape in
            Tensor(shape: shape, elements: (0..<shape.reduce(1, *)).map { _ in random.normal() })
        }
        var naive = parameters.map { $0.elements.map { NaiveAdam(theta: Double($0)) } }
        var adam = Adam(shapes: shapes)
        for step in 0..<50 {
            let rate = 0.02 / Double(1 + step / 10)
            let gradients = shapes.map { shape in
                // Magnitudes from 1e-4 to 1e2.
                Tensor(
                    shape: shape,
                    elements: (0..<shape.reduce(1, *)).map { random.normal() * Float(pow(10, Double($0 % 7) - 4)) })
            }
            let decays = [decay, 0, decay]
            adam.step(&parameters, gradients: gradients, rate: rate, weightDecay: decays)
            for index in naive.indices {
                for place in naive[index].indices {
                    naive[index][place].step(Double(gradients[index][place]), alpha: rate, decay: decays[index])
                }
            }
        }
        #expect(adam.steps == 50)
        for (parameter, reference) in zip(parameters, naive) {
            for (value, expected) in zip(parameter.elements, reference) {
                #expect(abs(Double(value) - expected.theta) < 3e-6)
            }
        }
    }

    /// Numbers of `torch.optim.AdamW` in float64, rate 0.05, weight decay 0.1.
    @Test func agreesWithPyTorch() {
        let gradients: [[Float]] = [[0.1, -2, 0, 1e-3], [0.3, 1, -0.5, 1e-3], [-0.2, 0.5, 4, -1e-3]]
        let expected: [[Double]] = [
            [0.945000005, -0.44750000025, 0.24875, 2.9350005],
            [0.894385951078, -0.43194564835, 0.284713090126, 2.87032599749],
            [0.877018831665, -0.426716476992, 0.255160856706, 2.8428748675],
        ]
        var parameters = [Tensor(shape: [4], elements: [1, -0.5, 0.25, 3] as [Float])]
        var adam = Adam(shapes: [[4]])
        for (gradient, values) in zip(gradients, expected) {
            adam.step(
                &parameters, gradients: [Tensor(shape: [4], elements: gradient)], rate: 0.05, weightDecay: [0.1])
            for (value, expected) in zip(parameters[0].elements, values) {
                #expect(abs(Double(value) - expected) < 1e-6)
            }
        }
    }

    @Test(arguments: [
        (LearningRateSchedule.constant, [1, 1, 1, 1]),
        (.cosine, [1, 0.75, 0.5, 0.25]),
        (.steps, [1, 0.1, 0.1, 0.01]),
    ]) func ratesFall(schedule: LearningRateSchedule, expected: [Double]) {
        // A third, a half and two thirds of the way, where half a cosine is 3/4, 1/2 and 1/4.
        for (step, factor) in zip([0, 2, 3, 4], expected) {
            #expect(abs(schedule.factor(step: step, of: 6) - factor) < 1e-12)
        }
    }
}
