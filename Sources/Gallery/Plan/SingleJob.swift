import Content
package import Diagnostics
package import Foundation
import Methods
import Models
package import Pictures
package import Store
package import Tensors

/// A preprocessed input from a `.npy` file.
package struct TensorFile: Sendable {
    /// 1 × C × H × W in the model's input space.
    package let value: Tensor
    /// Of the file's bytes.
    package let digest: Digest
    /// As the command line gave it.
    package let path: String

    package init(value: Tensor, digest: Digest, path: String) {
        self.value = value
        self.digest = digest
        self.path = path
    }
}

/// One job named piece by piece, as on the command line.
package struct SingleJob: Sendable {
    private let blueprint: JobBlueprint

    /// What the job is of.
    package enum Input: Sendable {
        case image(GalleryImage)
        case tensor(TensorFile)
        case none
    }

    /// - Parameters:
    ///   - classText: a class by name, index or WordNet identifier.
    ///   - kernel: a layer and a channel of it.
    ///   - folder: where the paths begin that options name.
    ///   - options: settings of the method.
    /// - Returns: nil where an option is wrong, which is in the log.
    package init?(
        method id: String, model: LoadedModel, input: Input, classText: String?, kernel: (layer: String, channel: Int)?,
        options: [Setting.Entry], folder: String = FileManager.default.currentDirectoryPath, log: DiagnosticLog
    ) throws(Diagnostic) {
        let method = try MethodCatalog.method(named: id)
        guard let configured = ConfiguredMethod(method, options: options, at: nil, log: log) else { return nil }
        try Self.checkUse(of: method, input: input, hasTarget: classText != nil || kernel != nil)
        var target: (Target, String)?
        if let kernel {
            target = (
                .kernel(layer: kernel.layer, channel: kernel.channel, position: nil),
                "\(kernel.layer)/\(kernel.channel)"
            )
        } else if let classText {
            let index = try model.model.labels.index(of: classText)
            target = (.classIndex(index), model.model.labels[index])
        }
        var image: GalleryImage?
        var tensor: TensorFile?
        switch input {
        case .image(let given): image = given
        case .tensor(let file): tensor = file
        case .none: break
        }
        let files = try SuppliedFiles(log: log).find(
            configured.files, writtenIn: options, from: folder, for: model, image: image, log: log)
        guard let files else { return nil }
        blueprint = JobBlueprint(
            method: configured, model: model, image: image, target: target?.0, targetLabel: target?.1, files: files,
            tensor: tensor)
    }

    /// What a method cannot use is refused, as it is on a page.
    private static func checkUse(
        of method: any Method.Type, input: Input, hasTarget: Bool
    ) throws(Diagnostic) {
        func refuse(_ what: String) -> Diagnostic {
            Diagnostic(.error, "unused-input", "'\(method.id)' takes no \(what); leave it out")
        }
        if hasTarget, !method.needs.contains(.target) { throw refuse("class or kernel") }
        if case .none = input { return }
        if !method.needs.contains(.image) { throw refuse("image or input") }
    }

    /// A finished job: its record as published, its files, and a picture of its result where it has one.
    package struct Outcome: Sendable {
        package let record: JSON
        package let files: [String: Data]
        package let figure: Raster?
        /// What is said of the input, and of each picture made of it, with a label where there are several.
        package let verdicts: [(label: String, predictions: [Prediction])]
        package let numbers: [(name: String, value: Double)]
        package let receipts: [Receipt]
        /// What the figure was made by, for its text chunks.
        package let provenance: [DecodedImage.Text]
    }

    package func run(_ context: JobContext) throws(Diagnostic) -> Outcome {
        // The one job computes what else a job of its own prepares.
        let job = try blueprint.job(asked: nil, reading: blueprint.preparation(asked: nil))
        let output = try job.run(context)
        let body = JobRecord.body(of: job, output, seconds: 0)
        let map = try NPY.decode(output.files["map.npy"] ?? Data(), name: "map.npy")
        let model = blueprint.model.model
        var figure: Raster?
        var verdicts: [(label: String, predictions: [Prediction])] = []
        switch blueprint.method.output {
        case .attribution(let isSigned): figure = Self.drawing(FloatRaster(map), isSigned: isSigned)
        case .picture:
            let raster = model.preprocessing.raster(from: map)
            figure = JobRecord.isShownInverted(body) ? raster.inverted : raster
        case .scores:
            let top = blueprint.method.options["top"]?.integerValue ?? 5
            for (row, cell) in (output.sheet?.cells ?? [ResultCell("")]).enumerated() {
                let scores = map.elements.dropFirst(row * model.classCount).prefix(model.classCount)
                verdicts.append((cell.label, model.predictions(fromLogits: Array(scores), top: top)))
                guard let picture = output.files[cell.label + ".npy"] else { continue }
                figure = model.preprocessing.raster(from: try NPY.decode(picture, name: cell.label))
            }
        case .pictures:
            figure = try Self.sheet(
                (0..<map.shape[0]).map { model.preprocessing.raster(from: map.image($0)) },
                columns: output.sheet?.columns)
        case .maps(let isSigned):
            let maps = (0..<map.shape[0]).map { FloatRaster(map.image($0)) }
            let hasSign = isSigned && output.sheet?.hasNegativeValues ?? false
            figure = try Self.sheet(Self.drawings(maps, isSigned: hasSign), columns: output.sheet?.columns)
        }
        return Outcome(
            record: JobRecord.published(body), files: output.files, figure: figure, verdicts: verdicts,
            numbers: JobRecord.numbers(of: body), receipts: JobRecord.receipts(of: body),
            provenance: [
                .init(keyword: "Vitrine key", value: job.key.hex),
                .init(keyword: "Vitrine command", value: blueprint.command),
            ])
    }

    /// A map over its own range: magnitudes on the sequential colours, signed sums on the diverging ones.
    private static func drawing(_ map: FloatRaster, isSigned: Bool) -> Raster {
        drawings([map.attributionPlane(isSigned: isSigned)], isSigned: isSigned)[0]
    }

    /// Maps of one channel over the range of all of them.
    private static func drawings(_ maps: [FloatRaster], isSigned: Bool) -> [Raster] {
        let style: Normalisation = isSigned ? .symmetric : .fromZero
        let range = style.range(of: maps, percentile: Presentation().percentile)
        return maps.map { picture(of: $0, with: isSigned ? .diverging : .sequential, range: range) }
    }

    /// Pixels of a side up to which pictures of a sheet are enlarged by whole factors.
    private static let smallCell = 64

    /// Several pictures in rows, small ones enlarged; without a number of columns, about as many rows as columns.
    private static func sheet(_ pictures: [Raster], columns: Int?) throws(Diagnostic) -> Raster {
        var cells: [Raster] = []
        for picture in pictures { cells.append(try picture.enlarged(within: smallCell)) }
        return try contactSheet(of: cells, columns: columns ?? Int(Double(cells.count).squareRoot().rounded(.up)))
    }
}

extension FloatRaster {
    /// The first image of a batch, 1 × C × H × W.
    init(_ tensor: Tensor) {
        self.init(
            channels: tensor.shape[1], height: tensor.shape[2], width: tensor.shape[3], values: tensor.elements)
    }
}
