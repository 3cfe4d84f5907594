import Tensors

/// Relevance in proportion to what each input gave to the output: R_j = x_j · Σ_k ∂y_k∕∂x_j ∕ (y_k + ε · sign y_k) · R_k,
/// the ε rule for layers without learned weights: sums, average pools, means, and affine maps that stayed.
///
/// For local response normalization the derivative is that at the input, so that its inputs' relevance is no longer all
/// of its output's.
package struct ProportionalRelevance: BackwardRule {
    private let epsilon: Float
    private let absorbsBias: Bool
    private let account: RelevanceAccount?

    /// - Parameter absorbsBias: whether summands that are no inputs take their part.
    package init(epsilon: Float = 1e-6, absorbsBias: Bool = true, account: RelevanceAccount? = nil) {
        self.epsilon = epsilon
        self.absorbsBias = absorbsBias
        self.account = account
    }

    package func reads(of operation: any Operator) -> GradientReads { [.inputs, .output] }

    /// Where things lie in the working memory of one pass: s, what the operator makes of zeros, one input's gradient.
    private struct Places {
        let constant: Int
        let gradient: Int
        let end: Int

        init(inputs: Int, outputs: Int) {
            func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
            constant = rounded(outputs)
            gradient = 2 * constant
            end = gradient + rounded(inputs)
        }

        init(_ shapes: [[Int]], _ output: [Int], batch: Int) {
            let largest = shapes.map { $0.reduce(1, *) }.max() ?? 0
            self.init(inputs: batch * largest, outputs: batch * output.reduce(1, *))
        }
    }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        guard let output = try? operation.outputShape(for: inputs) else { return 0 }
        let own = [false, true].map {
            operation.workspaceCount(for: inputs, batch: batch, isGradient: $0, context: context)
        }
        return Places(inputs, output, batch: batch).end + (own.max() ?? 0)
    }

    package func preparedBytes(for operation: any Operator, inputs: [[Int]], context: PassContext) -> Int {
        operation.preparedBytes(for: inputs, isGradient: true, context: context)
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let room = pass.context.workspace, let output = pass.output else { return }
        let count = pass.batch * pass.outputGradient.count
        let places = Places(pass.inputShapes, pass.outputGradient.shape, batch: pass.batch)
        let context = pass.context.after(places.end)
        let (constant, own) = (room + places.constant, room + places.gradient)
        let shares = RelevanceShares(workers: pass.workers, epsilon: epsilon, account: account)
        shares.noteMass(of: pass.outputGradient.start, count: count)
        let isAffine = operation.role == .affine
        if isAffine {
            own.update(repeating: 0, count: pass.batch * pass.inputs[0].count)
            operation.forward(
                ForwardPass(
                    batch: pass.batch, inputs: [Values(shape: pass.inputs[0].shape, start: own)],
                    output: MutableValues(shape: output.shape, start: constant), auxiliary: nil, context: context))
        }
        if isAffine, !absorbsBias {
            for index in 0..<count { room[index] = output.start[index] - constant[index] }
        } else {
            room.update(from: output.start, count: count)
        }
        shares.settle(pass.outputGradient.start, over: room, count: count, into: room)
        if isAffine, absorbsBias, let account {
            let taken = pass.workers.total(of: count) { range in
                range.reduce(0) { $0 + Double(room[$1]) * Double(constant[$1]) }
            }
            account.add(taken, to: .bias)
        }

        let isLinear = operation.role != .normalizing
        var given = 0.0
        for (input, gradient) in pass.inputGradients.enumerated() {
            guard let gradient else { continue }
            let target = MutableValues(shape: gradient.shape, start: own)
            operation.setGradient(
                pass.replacing(
                    outputGradient: Values(shape: output.shape, start: room),
                    inputGradients: pass.inputGradients.indices.map { $0 == input ? target : nil }, context: context))
            given += shares.add(
                own, times: pass.inputs[input].start, count: pass.batch * gradient.count, to: gradient.start,
                measures: !isLinear && account != nil)
        }
        if !isLinear, let account {
            let shared = pass.workers.total(of: count) { range in
                range.reduce(0) { $0 + Double(room[$1]) * Double(output.start[$1]) }
            }
            account.add(shared - given, to: .nonlinearity)
        }
    }
}
