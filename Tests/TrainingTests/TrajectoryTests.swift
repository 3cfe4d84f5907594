import Tensors
import Testing
import Training

@Suite struct TrajectoryTests {
    /// Losses after 0, 1, 12 and 24 steps of the same training in PyTorch: the initial weights and images exported
    /// from here, the network rebuilt from `torch.nn`, float64, `AdamW` with decay on weights only, half a cosine.
    @Test(arguments: [
        (TrainingRecipe.Head.average, [3.9581977, 3.3872204, 1.7997941, 1.7569189]),
        (.maximum, [7.2731344, 6.237329, 2.0053762, 1.8143257]),
        (.flatten, [4.9455845, 3.4316465, 1.6115008, 1.5342031]),
    ]) func lossesFollowPyTorch(head: TrainingRecipe.Head, expected: [Double]) throws {
        var recipe = TrainingRecipe()
        recipe.size = 21
        recipe.train = 32
        recipe.test = 16
        recipe.batch = 32
        recipe.epochs = 25
        recipe.channels = [6, 8]
        recipe.kernels = [5, 3]
        recipe.dense = 10
        recipe.head = head
        recipe.rate = 0.003
        recipe.weightDecay = 0.1
        // One batch holds all images, so an epoch is a step and their order is of no matter.
        let trained = try train(recipe, workers: Workers(2)) { (_) in }
        for (epoch, loss) in zip([0, 1, 12, 24], expected) {
            #expect(abs(trained.epochs[epoch].loss - loss) < 2e-5)
        }
    }
}
