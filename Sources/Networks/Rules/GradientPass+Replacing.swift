extension GradientPass {
    /// The same pass for another signal, other input gradients to add to, or other working memory.
    func replacing(
        outputGradient: Values? = nil, inputGradients: [MutableValues?]? = nil, context: PassContext? = nil
    ) -> GradientPass {
        GradientPass(
            batch: batch, inputShapes: inputShapes, inputs: inputs, output: output, auxiliary: auxiliary,
            outputGradient: outputGradient ?? self.outputGradient,
            inputGradients: inputGradients ?? self.inputGradients, context: context ?? self.context)
    }
}
