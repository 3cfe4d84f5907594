import Diagnostics
import Models
import Networks
import Store
import Tensors

/// The class scores of a model for a set of images: a job that others compare.
struct ScoresBlueprint: Sendable {
    let model: LoadedModel
    let images: [GalleryImage]

    /// Images × classes, before softmax.
    static let file = "scores.npy"
    private static let revision = 1

    func job(asked: SourceRange?) -> Job {
        let network = model.model.network
        let count = images.count
        return Job(
            record: .comparison(
                "scores", revision: Self.revision, ["model": model.identity, "images": images.identity]),
            title: "scores · \(model.model.name) · \(count) images",
            cost: Double(count) * Double(max(1, network.multiplyAdds)),
            memory: Execution(network, reads: [model.model.output], for: .forward).memoryNeed, asked: asked
        ) { context throws(Diagnostic) in
            var scores: [Float] = []
            try model.model.forEach(images, reading: model.model.output, context) { scores += $0.elements }
            guard scores.allSatisfy(\.isFinite) else {
                throw Diagnostic(
                    .error, "not-finite", "the scores of '\(model.model.name)' are not finite, so there is no result")
            }
            return JobOutput(
                numbers: [:],
                files: [Self.file: NPY.encode(Tensor(shape: [count, model.model.classCount], elements: scores))])
        }
    }
}

extension Model {
    /// Runs images forward one by one and hands over the value of a node for each, 1 × its shape.
    func forEach(
        _ images: [GalleryImage], reading node: NodeID, _ context: JobContext, _ body: (Tensor) -> Void
    ) throws(Diagnostic) {
        let execution = Execution(network, reads: [node], for: .forward)
        for (number, image) in images.enumerated() {
            try execution.forward(try preprocessing.tensor(from: image.raster()), workers: context.workers)
            body(execution.value(of: node))
            try context.progress(Double(number + 1) / Double(images.count))
        }
    }
}

extension [GalleryImage] {
    /// What the images are made of, in their order, for keys: one digest, as there may be thousands.
    var identity: JSON { .string(Digest(of: .array(map(\.identity))).hex) }
}

extension JSON {
    /// The record of a job that compares, or that collects what is compared.
    static func comparison(_ id: String, revision: Int, _ members: [String: JSON]) -> JSON {
        let own: [String: JSON] = [
            "schema": .integer(JobRecord.schema), "engine": .integer(Engine.revision),
            "comparison": .object(["id": .string(id), "revision": .integer(revision)]),
        ]
        return .object(own.merging(members) { own, _ in own })
    }

    /// The keys of the jobs that one reads.
    static func keys(of jobs: [Job]) -> JSON { .array(jobs.map { .string($0.key.hex) }) }
}
