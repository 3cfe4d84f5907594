extension GradientPass {
    /// The same pass for another signal, other input gradients to add to, or other working memory.
    func replacing(
        outputGradient: Values? = nil, inputGradients: [MutableValues?]? = nil, targets: [InputGradient]? = nil,
        context: PassContext? = nil
    ) -> GradientPass {
        GradientPass(
            batch: batch, inputShapes: inputShapes, inputs: inputs, output: output, auxiliary: auxiliary,
            outputGradient: outputGradient ?? self.outputGradient,
            inputGradients: inputGradients ?? self.inputGradients, targets: targets, context: context ?? self.context)
    }
}

extension PassContext {
    /// The same with working memory from an offset on.
    func after(_ offset: Int) -> PassContext {
        PassContext(
            workers: workers, kernels: kernels, isDirect: isDirect, workspace: workspace.map { $0 + offset })
    }
}

extension Operator {
    /// Writes the gradients of inputs whose memory is uninitialised.
    func setGradient(_ pass: GradientPass) {
        if writesGradients {
            addGradient(pass.replacing(targets: pass.inputGradients.map { _ in InputGradient(isFresh: true) }))
        } else {
            for gradient in pass.inputGradients {
                gradient?.start.update(repeating: 0, count: pass.batch * (gradient?.count ?? 0))
            }
            addGradient(pass)
        }
    }
}
