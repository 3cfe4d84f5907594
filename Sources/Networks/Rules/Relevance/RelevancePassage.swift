import Tensors

/// Relevance that passes an activation unchanged: R_in = R_out.
package struct RelevancePassage: BackwardRule {
    package init() {}

    package func reads(of operation: any Operator) -> GradientReads { [] }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let gradient = pass.inputGradients[0] else { return }
        pass.workers.forEachRange(of: pass.batch * gradient.count) { range in
            for index in range { gradient.start[index] += pass.outputGradient.start[index] }
        }
    }
}

/// Relevance that goes back by the operator's gradient, with what gets lost on the way put into an account.
package struct MeasuredGradient: BackwardRule {
    private let sink: RelevanceAccount.Sink
    private let account: RelevanceAccount

    /// - Parameter sink: what a loss is due to.
    package init(losingTo sink: RelevanceAccount.Sink, account: RelevanceAccount) {
        self.sink = sink
        self.account = account
    }

    package func reads(of operation: any Operator) -> GradientReads { operation.gradientReads }

    private func room(_ shape: [Int], _ batch: Int) -> Int { (batch * shape.reduce(1, *) + 15) / 16 * 16 }

    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        room(inputs[0], batch)
            + operation.workspaceCount(for: inputs, batch: batch, isGradient: true, context: context)
    }

    package func preparedBytes(for operation: any Operator, inputs: [[Int]], context: PassContext) -> Int {
        operation.preparedBytes(for: inputs, isGradient: true, context: context)
    }

    package func propagate(_ pass: GradientPass, through operation: any Operator) {
        guard let gradient = pass.inputGradients[0], let own = pass.context.workspace else { return }
        let target = MutableValues(shape: gradient.shape, start: own)
        operation.setGradient(
            pass.replacing(
                inputGradients: [target], context: pass.context.after(room(gradient.shape, pass.batch))))
        let count = pass.batch * gradient.count
        pass.workers.forEachRange(of: count) { range in
            for index in range { gradient.start[index] += own[index] }
        }
        let relevance = pass.outputGradient
        account.add(
            pass.workers.total(of: pass.batch * relevance.count) { $0.reduce(0) { $0 + Double(relevance.start[$1]) } }
                - pass.workers.total(of: count) { $0.reduce(0) { $0 + Double(own[$1]) } },
            to: sink)
    }
}
