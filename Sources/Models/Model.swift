package import Diagnostics
import Foundation
package import Networks
package import Tensors

/// A network with what it takes to use it: preprocessing, labels, and which layer holds the class scores.
package struct Model: Sendable {
    package let name: String
    /// Batch normalization folded into the layers before it, where that is exact.
    package private(set) var network: Network
    /// The network before folding, nil where nothing was folded; to measure what folding changes.
    package private(set) var unfolded: Network?
    package let preprocessing: ImagePreparation
    package private(set) var labels: Labels
    /// The class scores before softmax.
    package let output: NodeID
    /// The name of the architecture its network was made by; nil for a graph from a file.
    package let architecture: String?
    /// What the model was loaded from, for hashing; empty for one made in memory.
    package private(set) var files: [ModelFile]

    /// - Parameters:
    ///   - preprocessing: defaults are filled in from the network's input.
    ///   - labels: nil for "class 0", "class 1", ….
    ///   - output: the layer of the class scores; by default the network's output.
    /// - Throws: preprocessing or labels that do not fit, an unknown layer, or what folding throws.
    package init(
        name: String, network: Network, preprocessing: Preprocessing = Preprocessing(), labels: Labels? = nil,
        output: String? = nil
    ) throws(Diagnostic) {
        try self.init(
            name: name, network: network, preprocessing: preprocessing, labels: labels, labelsPath: nil, output: output,
            architecture: nil, files: [])
    }

    init(
        name: String, network: Network, preprocessing: Preprocessing, labels: Labels?, labelsPath: String?,
        output: String?, architecture: String?, files: [ModelFile]
    ) throws(Diagnostic) {
        let folded = try network.foldingBatchNormalization()
        self.name = name
        let changes = folded.nodes.count != network.nodes.count
        let result = changes ? folded : network
        self.network = result
        self.unfolded = changes ? network : nil
        self.preprocessing = try ImagePreparation(preprocessing, inputShape: network.inputShape)
        self.output = try output.map { name throws(Diagnostic) in try result.node(named: name) } ?? result.output
        let classes = result.nodes[self.output].shape.reduce(1, *)
        self.labels = try labels?.checked(against: classes, path: labelsPath) ?? Labels(count: classes)
        self.architecture = architecture
        self.files = files
    }

    /// The same model with these names for its classes.
    ///
    /// - Throws: `label-count`.
    package func labelled(_ names: [String]) throws(Diagnostic) -> Model {
        var model = self
        model.labels = try Labels(names: names).checked(against: classCount, path: nil)
        return model
    }

    /// The same model with other operations: of no file, and not folded.
    ///
    /// - Parameter transform: must leave every shape as it is.
    package func mappingOperations(_ transform: (NodeID, any Operator) -> any Operator) -> Model {
        var model = self
        model.network = network.mappingOperations(transform)
        model.unfolded = nil
        model.files = []
        return model
    }

    package var classCount: Int { labels.count }

    package var parameterCount: Int { network.parameterCount }

    /// exp(zᵢ) ∕ Σ exp(zⱼ), in double precision.
    package static func probabilities(fromLogits logits: [Float]) -> [Double] {
        let largest = Double(logits.max() ?? 0)
        let powers = logits.map { exp(Double($0) - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// The class of the largest score.
    ///
    /// - Parameter input: 1 × C × H × W in the model's input space.
    package func predictedClass(of input: Tensor, workers: Workers) throws(Diagnostic) -> Int {
        let scores = try Self.scores(network, output, input, workers)
        return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }

    /// The largest change of a class score by folding, relative to the largest score; 0 where nothing was folded.
    ///
    /// - Parameter input: N × C × H × W.
    package func foldingChange(_ input: Tensor, workers: Workers) throws(Diagnostic) -> Double {
        guard let unfolded else { return 0 }
        let original = try unfolded.node(named: network.nodes[output].name)
        let before = try Self.scores(unfolded, original, input, workers)
        let after = try Self.scores(network, output, input, workers)
        let scale = before.reduce(0) { max($0, Double(abs($1))) }
        let change = zip(before, after).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
        return scale > 0 ? change / scale : change
    }

    private static func scores(
        _ network: Network, _ node: NodeID, _ input: Tensor, _ workers: Workers
    ) throws(Diagnostic) -> [Float] {
        let execution = Execution(network, batch: input.shape[0], reads: [node], for: .forward)
        try execution.forward(input, workers: workers)
        return execution.value(of: node).elements
    }
}

/// A file that a model was loaded from.
package struct ModelFile: Sendable, Hashable {
    package enum Content: String, Sendable {
        /// The graph, with weights where they are not elsewhere.
        case graph
        case weights
        /// What says how the weights are to be used.
        case configuration
        case labels
    }

    package let content: Content
    package let path: String

    package init(_ content: Content, _ path: String) {
        self.content = content
        self.path = path
    }
}
