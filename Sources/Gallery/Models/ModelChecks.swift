import Content
import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Pictures
import Store
import Tensors
import Training

/// What is checked of a model itself: the change by folding, the independence of batches, and the accuracy on pictures
/// with known classes beside the one that its card states.
struct ModelChecks: Sendable {
    let model: LoadedModel
    let checks: Job
    /// Nil where the card names no probe.
    let probe: Job?

    /// Raised when the checks' numbers change.
    private static let revision = 1
    /// Of the largest score: ten times what float32 loses where scales are multiplied into the weights of a network as
    /// deep as ResNet-50 or Inception V3.
    private static let foldingTolerance = 1e-5

    /// - Returns: nil where the probe's pictures cannot be used, which is reported.
    init?(_ model: LoadedModel, files: SuppliedFiles, log: DiagnosticLog) throws(Diagnostic) {
        self.model = model
        let place = model.card.map { card in SourceRange(file: card.file, line: 1, column: 1) }
        checks = try Self.checks(of: model, asked: place)
        guard let probe = model.card?.probe else {
            self.probe = nil
            return
        }
        let range = probe.images.range
        guard let pictures = files.pictures(in: probe.folder, at: range, log: log) else { return nil }
        let classes = pictures.classes(of: model.model.labels)
        if let unknown = classes.firstIndex(of: nil) {
            log.error(
                "unknown-class",
                "'\(pictures.pictures[unknown].path.shown)' is named by no class of the model, as "
                    + "\(classes.count { $0 == nil }) of \(classes.count) pictures of the probe",
                at: range,
                notes: [.init("put pictures in folders named by class, or name them n01440764_tench.JPEG")])
            return nil
        }
        self.probe = try Self.probe(
            of: model, pictures, classes: classes.compactMap { $0 }, asked: range)
    }

    var jobs: [Job] { [checks] + (probe.map { [$0] } ?? []) }

    /// The receipts, in alphabetical order, of those of the two that have been computed.
    func receipts(checks: StoreRecord?, probe: StoreRecord?) -> [Receipt] {
        var receipts = checks.map { JobRecord.receipts(of: $0.body) } ?? []
        if let stated = model.card?.probe, let numbers = probe?.body["numbers"],
            let right = numbers["right"]?.numberValue, let count = numbers["count"]?.numberValue, count > 0
        {
            // Three standard errors of the share of right answers among n, where p are to be expected: √(p(1 − p) ∕ n).
            let p = stated.accuracy
            receipts.append(
                Receipt(
                    name: "probe-accuracy-gap", value: right / count - p,
                    tolerance: 3 * (p * (1 - p) / count).squareRoot()))
        }
        return receipts.sorted { $0.name < $1.name }
    }
}

extension ModelChecks {
    private static func record(_ model: LoadedModel, _ name: String, _ members: [String: JSON]) -> JSON {
        .object([
            "schema": .integer(JobRecord.schema), "engine": .integer(Engine.revision), "model": model.identity,
            name: .object(members.merging(["revision": .integer(revision)]) { own, _ in own }),
        ])
    }

    private static func checks(of model: LoadedModel, asked: SourceRange?) throws(Diagnostic) -> Job {
        let network = model.model.network
        let count = 3
        let single = Execution(network, reads: [model.model.output], for: .forward).memoryNeed
        return Job(
            record: record(model, "checks", ["dataset": .integer(GeneratedDataset.revision)]),
            title: "checks · \(model.model.name)", cost: Double(4 * count * max(1, network.multiplyAdds)),
            memory: 2 * (count + 1) * single, asked: asked
        ) { context throws(Diagnostic) in
            let inputs = try inputs(count, for: model.model)
            var receipts = [
                Receipt(name: "batch-invariance", value: try batchChange(model.model, inputs, context), tolerance: 0)
            ]
            try context.progress(0.5)
            if model.model.unfolded != nil {
                let change = try model.model.foldingChange(Tensor(joining: inputs), workers: context.workers)
                receipts.append(Receipt(name: "folding-change", value: change, tolerance: foldingTolerance))
            }
            guard receipts.allSatisfy(\.value.isFinite) else {
                throw Diagnostic(
                    .error, "not-finite", "the scores of '\(model.model.name)' for plain pictures are not finite",
                    notes: [.init("its weights are damaged, or its preprocessing is not what it was trained with")])
            }
            return JobOutput(numbers: [:], files: [:], receipts: receipts)
        }
    }

    /// Drawn shapes, and uniform noise as the last: pictures that every model can be shown.
    private static func inputs(_ count: Int, for model: Model) throws(Diagnostic) -> [Tensor] {
        let dataset = GeneratedDataset(.shapes)
        var inputs: [Tensor] = []
        for index in 0..<count - 1 {
            let picture = FloatRaster(
                channels: 3, height: dataset.size, width: dataset.size, values: dataset.image(index, of: .test))
            inputs.append(try model.preprocessing.tensor(from: Raster(picture)))
        }
        var random = RandomStream(seed: 0, purpose: "model checks")
        let side = dataset.size
        let samples = (0..<3 * side * side).map { _ in UInt8(truncatingIfNeeded: random.bits()) }
        let noise = Raster(width: side, height: side, channels: 3, samples: samples)
        inputs.append(try model.preprocessing.tensor(from: noise))
        return inputs
    }

    /// The largest difference between a class score of an image alone and within a batch.
    private static func batchChange(
        _ model: Model, _ inputs: [Tensor], _ context: JobContext
    ) throws(Diagnostic) -> Double {
        let together = Execution(model.network, batch: inputs.count, reads: [model.output], for: .forward)
        try together.forward(Tensor(joining: inputs), workers: context.workers)
        let scores = together.value(of: model.output).elements
        let alone = Execution(model.network, reads: [model.output], for: .forward)
        var largest = 0.0
        for (index, input) in inputs.enumerated() {
            try alone.forward(input, workers: context.workers)
            for (place, score) in alone.value(of: model.output).elements.enumerated() {
                let difference = abs(Double(score) - Double(scores[index * model.classCount + place]))
                largest = difference.isNaN ? .nan : max(largest, difference)
            }
        }
        return largest
    }

    private static func probe(
        of model: LoadedModel, _ pictures: PictureFolder, classes: [Int], asked: SourceRange?
    ) throws(Diagnostic) -> Job {
        let images = pictures.images(for: model.model, classes: classes)
        let memory = Execution(model.model.network, reads: [model.model.output], for: .forward).memoryNeed
        return Job(
            record: record(model, "probe", ["images": .string(pictures.digest(classes: classes).hex)]),
            title: "probe · \(model.model.name)",
            cost: Double(max(1, model.model.network.multiplyAdds)) * Double(images.count) / 3,
            memory: memory, asked: asked
        ) { context throws(Diagnostic) in
            var right = 0
            for (index, expected) in classes.enumerated() {
                let found = try model.model.predictedClass(of: try images.input(index), workers: context.workers)
                if found == expected { right += 1 }
                try context.progress(Double(index + 1) / Double(classes.count))
            }
            return JobOutput(numbers: ["right": .integer(right), "count": .integer(classes.count)], files: [:])
        }
    }
}

extension Tensor {
    /// A batch of images, each 1 × C × H × W.
    fileprivate init(joining images: [Tensor]) {
        self.init(
            shape: [images.count] + (images.first?.shape.dropFirst() ?? []), elements: images.flatMap(\.elements))
    }
}
