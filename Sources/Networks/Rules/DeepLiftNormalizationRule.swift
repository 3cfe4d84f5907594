import Tensors

/// DeepLIFT for local response normalization, which mixes channels, so that the rescale rule says nothing of it: two
/// ways to have what it hands on add up, beside its plain gradient, which does not.
package struct DeepLiftNormalizationRule: BackwardRule {
    package enum Share: Sendable {
        /// The mean derivative on the straight way from the reference r to x, which for an activation is what the
        /// rescale rule takes: m = ∫₀¹ J(r + α (x − r))ᵀ g dα. The integral is a Gauss–Legendre sum of eight points.
        case norm
        /// Every channel keeps its own change: m = g · Δy ∕ Δx; where it does not differ from the reference, g · y ∕ x.
        /// Where a channel hardly differs but its neighbours do, that is very large.
        case pass
    }

    package let share: Share

    package init(_ share: Share) { self.share = share }

    /// Distances of the points from the middle of [0, 1], on both sides of it, and their weights (Abramowitz and Stegun
    /// 1964, table 25.4, halved).
    private static let points: [(distance: Float, weight: Float)] = [
        (0.091_717_32, 0.181_341_89), (0.262_766_20, 0.156_853_32), (0.398_333_24, 0.111_190_52),
        (0.480_144_93, 0.050_614_27),
    ]

    package func reads(of operation: any Operator) -> GradientReads { share == .norm ? .inputs : [.inputs, .output] }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        share == .norm ? 2 * batch * inputs[0].reduce(1, *) : 0
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        switch share {
        case .norm: average(pass, through: operation)
        case .pass: keepChanges(pass)
        }
    }

    private func average(_ pass: GradientPass, through operation: any Operator) {
        guard let input = pass.inputs.first, let memory = pass.context.workspace else { return }
        let count = pass.batch * input.count
        let (blend, scaled) = (memory, memory + count)
        let (x, signal) = (input.start, pass.outputGradient.start)
        let blended = Values(shape: input.shape, start: blend)
        let part = Values(shape: pass.outputGradient.shape, start: scaled)
        for (distance, weight) in Self.points {
            for position in [0.5 - distance, 0.5 + distance] {
                pass.workers.forEachRange(of: count) { range in
                    for index in range {
                        let reference = x[index + count]
                        blend[index] = reference + position * (x[index] - reference)
                        scaled[index] = weight * signal[index]
                    }
                }
                operation.addGradient(
                    GradientPass(
                        batch: pass.batch, inputShapes: pass.inputShapes, inputs: [blended], output: nil,
                        auxiliary: nil, outputGradient: part, inputGradients: pass.inputGradients,
                        context: pass.context))
            }
        }
    }

    private func keepChanges(_ pass: GradientPass) {
        guard let input = pass.inputs.first, let output = pass.output, let target = pass.inputGradients[0] else {
            return
        }
        let count = pass.batch * output.count
        let signal = pass.outputGradient.start
        pass.workers.forEachRange(of: count) { range in
            for index in range {
                let (x, y) = (input.start[index], output.start[index])
                let (change, difference) = (y - output.start[index + count], x - input.start[index + count])
                let multiplier = difference != 0 ? change / difference : x != 0 ? y / x : 0
                target.start[index] += signal[index] * multiplier
            }
        }
    }
}
