import Diagnostics
import Foundation
import Methods
import Metrics
import Models
import Networks
import Store
import Tensors

/// A metric and the figure it judges: everything the job's key says, and how to compute it.
struct MetricBlueprint: Sendable {
    let metric: ConfiguredMetric
    let files: [String: FoundFile]
    let figure: JobBlueprint
    /// The job whose map is judged.
    let explained: Job
    /// The class or kernel that the exhibit is about, also where the method looks at none; nil for the predicted class.
    let target: Target?

    /// The name of a result's curves in its numbers: they are not numbers that a figure lists.
    static let curvesKey = "curves"

    /// The file of a map in a result.
    static func file(_ map: String) -> String { map + ".npy" }

    /// The name of a map's height and width in a result's numbers.
    static func shapeKey(_ map: String) -> String { map + "-shape" }

    /// What the result depends on, and nothing else.
    var record: JSON {
        var record: [String: JSON] = [
            "schema": .integer(JobRecord.schema), "engine": .integer(Engine.revision),
            "metric": .object([
                "id": .string(metric.metric.id), "revision": .integer(metric.metric.revision),
            ]),
            "options": metric.options.naming(files), "reads": .array([.string(explained.key.hex)]),
            "model": figure.model.identity,
        ]
        record["input"] = figure.inputIdentity
        record["target"] = target?.json
        return .object(record)
    }

    func job(asked: SourceRange?) throws(Diagnostic) -> Job {
        let network = figure.model.model.network
        let passes = metric.passes(inputShape: network.inputShape)
        // What runs no network still reads, sorts and writes.
        let own = max(Double(passes) * Double(network.multiplyAdds), 1e7)
        let memory = try metric.memoryNeed(model: figure.model.model, target: target)
        return Job(
            record: record, title: "\(metric.metric.id) · \(figure.title)",
            cost: own + Double(metric.explanations) * explained.cost,
            memory: metric.explanations > 0 ? memory + explained.memory : memory, reads: [explained.key], asked: asked
        ) { context throws(Diagnostic) in output(of: try evaluate(context)) }
    }

    private func evaluate(_ context: JobContext) throws(Diagnostic) -> MetricResult {
        let method = figure.method
        let map = try NPY.decode(try context.file("map.npy", of: explained.key), name: explained.title)
        let given = try figure.input()
        switch metric.metric.subject {
        case .picture: break
        case .explanation:
            guard given != nil else {
                throw Diagnostic(.error, "no-image", "'\(metric.metric.id)' judges what is said of an image")
            }
            // A map that is the same everywhere says nothing, and would pass for the least noisy of all.
            let isConstant = map.withUnsafeBufferPointer { values in values.allSatisfy { $0 == values.first } }
            if isConstant { return MetricResult(numbers: [:]) }
        }
        let input = given ?? map
        let explainedFiles = try figure.files.loaded()
        return try metric.evaluate(
            MetricRequest(
                model: figure.model.model, input: input, map: map,
                output: method.output, target: target, methodOptions: method.options, files: try files.loaded(),
                workers: context.workers,
                explain: { (model: Model, target: Target, workers: Workers) throws(Diagnostic) in
                    try method.run(
                        MethodRequest(
                            model: model, input: input, target: target, files: explainedFiles, workers: workers)
                    ).map
                }, progress: context.progress))
    }

    private func output(of result: MetricResult) -> JobOutput {
        var numbers = result.details.mapValues(JSON.number)
        numbers.merge(result.numbers.mapValues(JSON.number)) { _, number in number }
        if !result.curves.isEmpty {
            numbers[Self.curvesKey] = .object(result.curves.mapValues { .array($0.map(JSON.number)) })
        }
        // The shapes are needed before the files are read.
        numbers.merge(
            result.maps.map { (Self.shapeKey($0.key), .array($0.value.shape.suffix(2).map(JSON.integer))) }
        ) { _, shape in shape }
        return JobOutput(
            numbers: numbers,
            files: Dictionary(uniqueKeysWithValues: result.maps.map { (Self.file($0.key), NPY.encode($0.value)) }))
    }
}

extension [String: FoundFile] {
    /// The contents by option, as methods and metrics take them.
    func loaded() throws(Diagnostic) -> [String: SuppliedFile] {
        var contents: [String: SuppliedFile] = [:]
        for (option, file) in self { contents[option] = try file.load() }
        return contents
    }
}
