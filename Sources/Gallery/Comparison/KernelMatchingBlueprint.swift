import Diagnostics
import Metrics
import Models
import Store
import Tensors

/// Finds for each kernel of a layer the one of another model that answers most like it.
struct KernelMatchingBlueprint: Sendable {
    let models: [LoadedModel]
    /// Of each model.
    let layers: [String]
    let activations: [Job]
    let threshold: Double
    let shape: KernelGrid
    let imageCount: Int

    private static let revision = 1

    func job(asked: SourceRange?) -> Job {
        // The layers as they are stored, the whole of each standardised, and the halves.
        let values = imageCount * shape.kernels.reduce(0, +) * shape.cells.reduce(1, *)
        let pairs = shape.kernels.reduce(0, +) * (shape.kernels.max() ?? 1)
        return Job(
            record: .comparison(
                "kernel-matching", revision: Self.revision,
                ["reads": .keys(of: activations), "threshold": .number(threshold)]),
            title: "kernel matching · \(models[0].model.name), \(layers[0]) and \(models[1].model.name), \(layers[1])",
            cost: Double(values) * Double(shape.kernels.max() ?? 1), memory: 12 * values + 24 * pairs,
            reads: activations.map(\.key), asked: asked
        ) { context throws(Diagnostic) in
            var values: [Tensor] = []
            for (job, kernels) in zip(activations, shape.kernels) {
                let own = try NPY.decode(try context.file(ActivationsBlueprint.file, of: job.key), name: job.title)
                guard own.shape.count == 4, own.shape[1] == kernels, own.count > 0 else {
                    throw Diagnostic(.error, "damaged-record", "the stored result of \(job.title) has another shape")
                }
                values.append(own)
            }
            let comparison = LayerComparison(values[0], values[1], threshold: threshold)
            try context.progress(0.9)
            return JobOutput(numbers: comparison.numbers, files: [:])
        }
    }
}

extension LayerComparison {
    /// As the record holds them; `init(_: JSON)` reads them.
    fileprivate var numbers: [String: JSON] {
        [
            "first": first.json, "second": second.json,
            "floor-first": .array(floors[0].map(JSON.number)), "floor-second": .array(floors[1].map(JSON.number)),
            "stable": stable.map(JSON.number) ?? .null,
        ]
    }
}

extension KernelMatching {
    fileprivate var json: JSON {
        .object([
            "best": .array(matches.map { $0.best.map(JSON.integer) ?? .null }),
            "correlation": .array(matches.map { .number($0.correlation) }),
            "label": .array(matches.map { .string($0.label.rawValue) }),
        ])
    }

    /// nil where the record holds something else.
    init?(_ json: JSON?) {
        guard let best = json?["best"]?.arrayValue, let correlation = json?["correlation"]?.arrayValue,
            let label = json?["label"]?.arrayValue, best.count == correlation.count, best.count == label.count
        else { return nil }
        var matches: [Match] = []
        for kernel in best.indices {
            guard let value = correlation[kernel].numberValue,
                let label = label[kernel].stringValue.flatMap(Label.init(rawValue:))
            else { return nil }
            matches.append(
                Match(kernel: kernel, best: best[kernel].integerValue, correlation: value, label: label))
        }
        self.init(matches: matches)
    }
}
