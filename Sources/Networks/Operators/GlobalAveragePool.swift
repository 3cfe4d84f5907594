package import Diagnostics

/// The mean of every channel over the image (Lin, Chen and Yan, Network in Network, 2013, §3.2).
package struct GlobalAveragePool: Operator {
    /// Whether the result is `[channels, 1, 1]` rather than `[channels]`.
    package let keepsAxes: Bool

    package init(keepsAxes: Bool = true) { self.keepsAxes = keepsAxes }

    package var kind: String { "global average pool" }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let channels = try inputs.only().asImage().channels
        return keepsAxes ? [channels, 1, 1] : [channels]
    }

    package func forward(_ pass: ForwardPass) {
        let area = pass.inputs[0].shape[1] * pass.inputs[0].shape[2]
        pass.workers.forEachUnit(pass.batch * pass.output.count, work: area) { plane in
            let sum = Reductions.sum(pass.inputs[0].start + plane * area, count: area)
            pass.output.start[plane] = Float(sum / Double(area))
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let area = gradient.shape[1] * gradient.shape[2]
        pass.workers.forEachUnit(pass.batch * pass.outputGradient.count, work: area) { plane in
            let share = pass.outputGradient.start[plane] / Float(area)
            let target = gradient.start + plane * area
            for index in 0..<area { target[index] += share }
        }
    }
}
