/// What takes the place of an operator's gradient in a backward pass: guided backpropagation, the multipliers of
/// DeepLIFT and the relevance of LRP are such rules, each on the nodes it is given for.
///
/// A node with a rule is run by itself, nothing fused to it; what the rule reads of the forward pass lives until the
/// backward pass comes by. Values and gradients are those of the operator, in its order, and lie dense in memory.
package protocol BackwardRule: Sendable {
    /// What the rule reads of the forward pass.
    func reads(of operation: any Operator) -> GradientReads

    /// Elements of working memory that the rule takes, whatever of the operator it calls included.
    ///
    /// - Parameters:
    ///   - inputs: shapes of one image's inputs.
    ///   - batch: images that the backward pass goes back through.
    func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int

    /// Bytes of weights that the rule makes of the operator's, or has the operator make for its gradient.
    func preparedBytes(for operation: any Operator, inputs: [[Int]], context: PassContext) -> Int

    /// Adds what the output's signal gives to every input gradient that is asked for.
    ///
    /// No input gradient is fresh, and none has a gate: they are finished by whoever calls. `pass.batch` are the images
    /// that are gone back through; where the forward batch was larger, inputs and output go on behind them.
    func propagate(_ pass: GradientPass, through operation: any Operator)
}

extension BackwardRule {
    package func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
        0
    }

    package func preparedBytes(for operation: any Operator, inputs: [[Int]], context: PassContext) -> Int { 0 }
}
