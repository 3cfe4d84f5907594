package import Content
package import Diagnostics

/// A model as its page shows it.
package struct ModelResult: Sendable {
    package let card: ModelCard
    package let inputShape: [Int]
    package let classCount: Int
    package let labels: [String]
    package let parameterCount: Int
    package let layers: [LayerSummary]
    /// What the model was loaded from: "weights/googlenet.onnx" and its SHA-256.
    package let files: [FileDigest]
    /// Preprocessing, as in the record.
    package let preprocessing: JSON
    /// For a model that the build trained: curves and final accuracies.
    package let training: TrainingSummary?
    /// What was checked of the model itself: the change by folding, batches, the accuracy its card states.
    package let receipts: [Receipt]

    package struct LayerSummary: Sendable {
        package let name: String
        package let kind: String
        package let summary: String
        /// Without the batch axis.
        package let shape: [Int]
        package let parameterCount: Int
        package let multiplyAdds: Int
        /// "212×212 every 32": height × width in pixels of the input, and how far apart those of neighbouring units are.
        package let receptiveField: String

        package init(
            name: String, kind: String, summary: String, shape: [Int], parameterCount: Int, multiplyAdds: Int,
            receptiveField: String
        ) {
            self.name = name
            self.kind = kind
            self.summary = summary
            self.shape = shape
            self.parameterCount = parameterCount
            self.multiplyAdds = multiplyAdds
            self.receptiveField = receptiveField
        }
    }

    package struct FileDigest: Sendable {
        package let path: String
        package let sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    package struct TrainingSummary: Sendable {
        /// After each epoch.
        package let loss: [Double]
        package let trainAccuracy: [Double]
        package let testAccuracy: [Double]
        package let recipe: JSON

        package init(loss: [Double], trainAccuracy: [Double], testAccuracy: [Double], recipe: JSON) {
            self.loss = loss
            self.trainAccuracy = trainAccuracy
            self.testAccuracy = testAccuracy
            self.recipe = recipe
        }
    }

    package init(
        card: ModelCard, inputShape: [Int], classCount: Int, labels: [String], parameterCount: Int,
        layers: [LayerSummary], files: [FileDigest], preprocessing: JSON, training: TrainingSummary?,
        receipts: [Receipt] = []
    ) {
        self.card = card
        self.inputShape = inputShape
        self.classCount = classCount
        self.labels = labels
        self.parameterCount = parameterCount
        self.layers = layers
        self.files = files
        self.preprocessing = preprocessing
        self.training = training
        self.receipts = receipts
    }
}
