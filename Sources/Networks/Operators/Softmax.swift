package import Diagnostics
import Foundation
import Tensors

/// y = eˣ / Σ eˣ along one axis, the largest x subtracted first.
package struct Softmax: Operator {
    /// Of an image's shape, without the batch axis.
    package let axis: Int

    package init(axis: Int = 0) { self.axis = axis }

    package var kind: String { "softmax" }
    package var summary: String { axis == 0 ? "" : "axis \(axis)" }
    package var gradientReads: GradientReads { .output }
    package func runsInPlace(for inputs: [[Int]]) -> Bool { true }
    package var order: ElementOrder { .channelsLast }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard input.indices.contains(axis) else {
            throw .shapeMismatch("there is no axis \(axis) in \(input) (the batch axis not counted)")
        }
        return input
    }

    package func forward(_ pass: ForwardPass) {
        let source = pass.inputs[0].start
        let target = pass.output.start
        forEachRow(of: pass.output.shape, batch: pass.batch, workers: pass.workers) { first, length, step in
            let (input, output) = (source + first, target + first)
            var largest = input[0]
            for index in 1..<max(1, length) { largest = max(largest, input[index * step]) }
            var sum = 0.0
            for index in 0..<length {
                let power = exp(input[index * step] - largest)
                output[index * step] = power
                sum += Double(power)
            }
            for index in 0..<length { output[index * step] = Float(Double(output[index * step]) / sum) }
        }
    }

    /// ∂L/∂x = y · (g − Σ g · y).
    package func addGradient(_ pass: GradientPass) {
        guard let target = pass.inputGradients[0]?.start, let output = pass.output?.start else { return }
        let cotangent = pass.outputGradient.start
        forEachRow(of: pass.outputGradient.shape, batch: pass.batch, workers: pass.workers) { first, length, step in
            var sum = 0.0
            for index in 0..<length {
                let place = first + index * step
                sum += Double(cotangent[place]) * Double(output[place])
            }
            for index in 0..<length {
                let place = first + index * step
                target[place] += Float(Double(output[place]) * (Double(cotangent[place]) - sum))
            }
        }
    }

    /// Calls `body` with the first element, the length, and the step of every row along the axis.
    private func forEachRow(
        of shape: [Int], batch: Int, workers: Workers, _ body: (_ first: Int, _ length: Int, _ step: Int) -> Void
    ) {
        let length = shape[axis]
        let step = shape.stored[(shape.storedAxis(axis) + 1)...].reduce(1, *)
        let rows = batch * shape.reduce(1, *) / length
        // An exponential costs about as much as eight additions.
        workers.forEachUnit(rows, work: 8 * length) { row in
            body(row / step * (length * step) + row % step, length, step)
        }
    }
}
