package import Diagnostics
package import Tensors

/// Trains the network of a recipe.
///
/// The result depends on the recipe alone; not on `workers`, to the bit, as long as the processor's matrix kernels are
/// the same.
///
/// - Parameter progress: called on this thread after every portion of work; what it throws ends the training, and
///   nothing of it is kept.
/// - Throws: a recipe that does not hold together; a loss that grew beyond all numbers; what `progress` throws.
package func train(
    _ recipe: TrainingRecipe, workers: Workers, progress: (TrainingProgress) throws(Diagnostic) -> Void
) throws(Diagnostic) -> TrainedNetwork {
    var run = try TrainingRun(recipe, workers: workers)
    while !run.isFinished {
        try progress(try run.advance())
    }
    return run.result
}
