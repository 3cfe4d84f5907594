import Diagnostics
import Foundation
import Methods
import Models
import Networks
import Store
import Tensors

/// A method, a model and what they are applied to: everything a job's key says, and how to compute it.
package struct JobBlueprint: Sendable {
    let method: ConfiguredMethod
    let model: LoadedModel
    let image: GalleryImage?
    let target: Target?
    let targetLabel: String?
    /// What else tells the job from its neighbours, such as "seed 2".
    var detail: String?
    /// The layer that an axis set, for readers.
    var layer: String?
    /// What the method's options name.
    let files: [String: FoundFile]
    /// An input that is already preprocessed, in place of an image.
    var tensor: TensorFile?

    init(
        method: ConfiguredMethod, model: LoadedModel, image: GalleryImage?, target: Target?, targetLabel: String?,
        files: [String: FoundFile] = [:], tensor: TensorFile? = nil
    ) {
        self.method = method
        self.model = model
        self.image = method.method.needs.contains(.image) ? image : nil
        self.target = target
        self.targetLabel = targetLabel
        self.files = files
        self.tensor = tensor
    }

    /// What the result depends on, and nothing else.
    ///
    /// - Parameter preparation: the job whose result this one reads.
    func record(reading preparation: Job?) -> JSON {
        var record: [String: JSON] = [
            "schema": .integer(JobRecord.schema),
            "engine": .integer(Engine.revision),
            "method": .object([
                "id": .string(method.method.id), "revision": .integer(method.method.revision),
            ]),
            "options": method.options.naming(files),
            "model": model.identity,
        ]
        record["input"] = inputIdentity
        record["target"] = target?.json
        record["reads"] = preparation.map { .array([.string($0.key.hex)]) }
        return .object(record)
    }

    /// What the input is made of; nil where there is none.
    var inputIdentity: JSON? {
        tensor.map { .object(["tensor": .string($0.digest.hex)]) } ?? image?.identity
    }

    /// - Parameter preparation: what `preparation(asked:)` gave.
    func job(asked: SourceRange?, reading preparation: Job?) throws(Diagnostic) -> Job {
        let own = Double(method.passes) * Double(max(1, model.model.network.multiplyAdds))
        return Job(
            record: record(reading: preparation), title: title, cost: own,
            memory: try method.memoryNeed(model: model.model, target: target),
            reads: preparation.map { [$0.key] } ?? [], asked: asked, batch: preparation == nil ? JobBatch(self) : nil
        ) { context throws(Diagnostic) in
            let prepared = try prepared(by: preparation, context)
            return try output(of: method.run(try request(context, prepared: prepared)))
        }
    }

    func request(_ context: JobContext, prepared: Tensor?) throws(Diagnostic) -> MethodRequest {
        MethodRequest(
            model: model.model, input: try input(), target: target, files: try files.loaded(), prepared: prepared,
            checkpoints: context.checkpoints, workers: context.workers, progress: context.progress)
    }

    /// The job that computes once what this one and others of its kind read; nil where the method has no such thing.
    func preparation(asked: SourceRange?) throws(Diagnostic) -> Job? {
        guard let preparation = try method.preparation(model: model.model, target: target) else { return nil }
        let digests = files.mapValues { JSON.string($0.digest.hex) }
        let record: [String: JSON] = [
            "schema": .integer(JobRecord.schema), "engine": .integer(Engine.revision),
            "preparation": .object(["id": .string(preparation.id), "revision": .integer(preparation.revision)]),
            "options": preparation.options, "files": .object(digests), "model": model.identity,
        ]
        // A pass for each of the files' pictures.
        let pictures = files.values.reduce(0) { $0 + $1.count }
        return Job(
            record: .object(record), title: "\(preparation.id) · \(model.model.name) · \(preparation.subject)",
            cost: Double(pictures) * Double(max(1, model.model.network.multiplyAdds)), memory: preparation.memory,
            asked: asked
        ) { context throws(Diagnostic) in
            let prepared = try preparation.run(
                MethodRequest(
                    model: model.model, input: nil, target: nil, files: try files.loaded(),
                    checkpoints: context.checkpoints, workers: context.workers, progress: context.progress))
            return JobOutput(numbers: [:], files: [Self.preparedFile: NPY.encode(prepared)])
        }
    }

    private static let preparedFile = "prepared.npy"

    /// nil where there is no store to read from: then the method computes it itself.
    private func prepared(by preparation: Job?, _ context: JobContext) throws(Diagnostic) -> Tensor? {
        guard let preparation, context.hasStore else { return nil }
        return try NPY.decode(try context.file(Self.preparedFile, of: preparation.key), name: preparation.title)
    }

    /// The preprocessed input, 1 × C × H × W; nil where the method needs none.
    func input() throws(Diagnostic) -> Tensor? {
        if let tensor { return tensor.value }
        guard let image else { return nil }
        return try model.model.preprocessing.tensor(from: image.raster())
    }

    func output(of result: MethodResult) throws(Diagnostic) -> JobOutput {
        let isFinite = result.map.withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) }
        let areReceiptsFinite = result.receipts.allSatisfy { $0.value.isFinite && $0.tolerance.isFinite }
        guard isFinite, areReceiptsFinite, result.numbers.allSatisfy({ $0.value.isFinite }),
            result.cells.allSatisfy({ $0.value?.isFinite ?? true })
        else {
            throw Diagnostic(
                .error, "not-finite", "\(title) gave values that are not finite, so there is no result",
                notes: [.init("the model's input or a step's rate is beyond what float32 can carry")])
        }
        var files = ["map.npy": NPY.encode(result.map)]
        for (name, tensor) in result.series { files[name + ".npy"] = NPY.encode(tensor) }
        return JobOutput(
            numbers: Dictionary(
                result.numbers.map { ($0.name, JSON.number($0.value)) }, uniquingKeysWith: { _, last in last }),
            files: files,
            receipts: result.receipts.map { Receipt(name: $0.name, value: $0.value, tolerance: $0.tolerance) },
            shape: result.map.shape, sheet: SheetRecord(result), remarks: result.remarks)
    }
}

extension Target {
    var json: JSON {
        switch self {
        case .classIndex(let index): return .object(["class": .integer(index)])
        case .kernel(let layer, let channel, let position):
            var kernel: [String: JSON] = ["layer": .string(layer), "channel": .integer(channel)]
            if let position { kernel["position"] = .array([.integer(position.row), .integer(position.column)]) }
            return .object(kernel)
        }
    }
}

extension JobBlueprint {
    var title: String {
        ([method.method.id, model.model.name] + [targetLabel, layer, image?.label, detail].compactMap { $0 })
            .joined(separator: " · ")
    }

    /// What a reader who does not see the picture is told.
    var alternative: String {
        var text = "\(method.method.title) of \(model.title)"
        if let targetLabel { text += " for \(targetLabel)" }
        if let layer { text += " at layer \(layer)" }
        if let image { text += ", image “\(image.label)”" }
        return text
    }

    /// The shell command that computes the same.
    var command: String {
        var words = ["vitrine", "run", method.method.id, "--model", model.argument]
        if let tensor {
            words += ["--input", tensor.path]
        } else if let image {
            words += ["--image", image.argument]
        }
        switch target {
        case .classIndex(let index): words += ["--class", model.model.labels.argument(for: index)]
        case .kernel(let layer, let channel, _): words += ["--layer", layer, "--kernel", String(channel)]
        case nil: break
        }
        let defaults = Dictionary(
            uniqueKeysWithValues: method.method.optionDescriptions.map { ($0.name, $0.defaultValue) })
        for (name, value) in (method.options.objectValue ?? [:]).sorted(by: { $0.key < $1.key })
        where value != defaults[name] {
            // A path on a page is relative to the page, one on the command line to the working directory.
            words += ["--set", "\(name)=\(files[name]?.shown ?? value.stringValue ?? value.canonicalText)"]
        }
        return (words + ["--output", "out"]).map(shellQuoted).joined(separator: " ")
    }

    private func shellQuoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,%@+".contains($0)) }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
