package import Diagnostics
package import Networks
package import Tensors

/// What a training gave.
package struct TrainedNetwork: Sendable {
    /// What one pass over the training images gave.
    package struct Epoch: Sendable, Equatable {
        /// The mean cross-entropy of the training images, each as the network saw it at its step.
        package let loss: Double
        /// The share of training images that were classified rightly, likewise at their steps.
        package let trainAccuracy: Double
        /// The share of test images that are classified rightly after the epoch.
        package let testAccuracy: Double

        package init(loss: Double, trainAccuracy: Double, testAccuracy: Double) {
            self.loss = loss
            self.trainAccuracy = trainAccuracy
            self.testAccuracy = testAccuracy
        }

        package var json: JSON {
            .object([
                "loss": .number(loss), "trainAccuracy": .number(trainAccuracy),
                "testAccuracy": .number(testAccuracy),
            ])
        }
    }

    package let recipe: TrainingRecipe
    package let network: Network
    package let epochs: [Epoch]

    /// Class names, in the order of the network's scores.
    package var labels: [String] { recipe.images.labels }

    /// All learned tensors by name, in the order of the layers; `SmallNetwork.make(_:weights:)` reads them.
    package var weights: [(name: String, value: Tensor)] { SmallNetwork.weights(of: network) }
}
