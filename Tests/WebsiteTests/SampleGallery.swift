import Content
import Diagnostics
import Foundation
import Gallery
import Pictures
import Store
import Synchronization
import Website

/// A gallery in a temporary folder that goes with the value.
final class SampleGallery {
    let folder: String
    let log = DiagnosticLog()

    init(_ files: [String: String]) throws {
        folder = NSTemporaryDirectory() + "website-\(UUID().uuidString)"
        for (path, text) in files { try write(Data(text.utf8), to: path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ data: Data, to path: String) throws {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func source() throws -> GallerySource {
        guard let source = GallerySource.load(folder: folder, log: log) else { throw Missing() }
        return source
    }

    struct Missing: Error {}

    /// The messages so far, with paths from the gallery's folder.
    var messages: [String] {
        log.all.map { $0.rendered(as: .text).replacingOccurrences(of: folder + "/", with: "") }
    }

    /// The first line of each message.
    var headlines: [String] { messages.map { String($0.prefix { $0 != "\n" }) } }

    func render(
        exhibits: [ExhibitResult] = [], models: [ModelResult] = [], methods: [MethodSummary] = [],
        metrics: [MetricSummary] = [],
        store: ResultStore? = nil, options: Website.Options = .init()
    ) throws -> Website {
        let results = GalleryResults(
            source: try source(),
            exhibits: Dictionary(uniqueKeysWithValues: exhibits.map { ($0.reference, $0) }), models: models,
            methods: methods, metrics: metrics, engine: EngineSummary(version: "1.2.3", revision: 4))
        guard let theme = Theme(overriddenBy: folder + "/Templates", log: log) else { throw Missing() }
        return Website.render(results, theme: theme, store: store, options: options, log: log)
    }
}

extension Website {
    func text(_ path: String) -> String { files[path].map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// What a page says between the tags of its main part.
    func main(_ path: String) -> String {
        let text = text(path)
        guard let start = text.range(of: "<main"), let end = text.range(of: "</main>") else { return "" }
        return String(text[start.lowerBound..<end.upperBound])
    }
}

/// Counts how often pixels were asked for.
final class LoadCount: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increase() { count.withLock { $0 += 1 } }
}

extension FigureImage {
    /// A slope of values, `scale` at the lower right corner, in three channels.
    static func slope(
        _ name: String, side: Int = 8, scale: Float = 1, channels: Int = 3, counting count: LoadCount = LoadCount()
    ) -> FigureImage {
        FigureImage(identity: Digest(of: Data(name.utf8)), width: side, height: side) { () throws(Diagnostic) in
            count.increase()
            let last = Float(2 * (side - 1))
            let plane = (0..<side * side).map { Float($0 / side + $0 % side) / last * scale }
            return FloatRaster(
                channels: channels, height: side, width: side, values: (0..<channels).flatMap { _ in plane })
        }
    }
}

extension Figure {
    static func sample(
        _ id: String, _ content: FigureResult.Content?, method: String = "gradient", model: String = "lenet",
        coordinates: [Coordinate] = [], alternative: String = "a picture", receipts: [Receipt] = [],
        command: String = "vitrine run gradient", kernel: KernelReference? = nil, isDead: Bool = false
    ) -> Figure {
        let key = Digest(of: Data(id.utf8))
        let state = content.map { content in
            State.done(
                FigureResult(
                    content: content, alternative: alternative,
                    numbers: (isDead ? [Number(name: "dead", value: 1)] : [])
                        + [Number(name: "logit", value: 17.25), Number(name: "probability", value: 0.98)],
                    headline: ["probability"], receipts: receipts,
                    record: .object([
                        "job": .object([
                            "method": .string(method), "options": .object(["class": .integer(3)]), "seed": .integer(7),
                            "model": .object(["weights": .string("abc123")]),
                        ])
                    ]), key: key, command: command))
        }
        return Figure(
            id: id, coordinates: coordinates, method: method, model: model, kernel: kernel, state: state ?? .missing)
    }
}

extension ExhibitResult {
    /// One grid; as many rows as there are lists.
    static func sample(
        page: String = "page", id: String = "maps", title: String = "Gradient", caption: String? = nil,
        credit: String? = nil, presentation: Presentation = Presentation(), arrangement: Arrangement = .figures,
        rowAxis: String? = nil,
        rows: [String] = [""], columnAxis: String? = nil, columns: [String] = [""], cells: [[Figure?]],
        tables: [TableResult] = [], plots: [PlotResult] = [], scatters: [ScatterResult] = []
    ) -> ExhibitResult {
        ExhibitResult(
            reference: ExhibitReference(page: page, exhibit: id), title: title, caption: caption, credit: credit,
            presentation: presentation, arrangement: arrangement, methods: ["gradient"], models: ["lenet"],
            metrics: Set(tables.flatMap { $0.columns.compactMap(\.metric) }).sorted(),
            grids: [
                FigureGrid(
                    title: nil, rowAxis: rowAxis, rows: rows, columnAxis: columnAxis, columns: columns, cells: cells)
            ], tables: tables, plots: plots, scatters: scatters)
    }
}

extension ModelResult {
    static func sample(
        _ card: ModelCard, training: TrainingSummary? = nil, receipts: [Receipt] = [], layers: [LayerSummary] = []
    ) -> ModelResult {
        ModelResult(
            card: card, inputShape: [1, 28, 28], classCount: 10, labels: (0..<10).map(String.init),
            parameterCount: 1_199_882,
            layers: [
                LayerSummary(
                    name: "features.0", kind: "convolution", summary: "3 × 3, 32 channels", shape: [32, 26, 26],
                    parameterCount: 320, multiplyAdds: 194_688, receptiveField: "3×3 every 1"),
                LayerSummary(
                    name: "features.1", kind: "relu", summary: "", shape: [32, 26, 26], parameterCount: 0,
                    multiplyAdds: 0, receptiveField: "3×3 every 1"),
            ] + layers, files: [FileDigest(path: "weights/lenet.onnx", sha256: String(repeating: "ab", count: 32))],
            preprocessing: .object(["range": .integer(1), "mean": .array([.number(0.5)])]), training: training,
            receipts: receipts)
    }
}

extension MethodSummary {
    static let gradient = MethodSummary(
        id: "gradient", title: "Gradient", summary: "How a class score changes with each pixel.",
        discussion: "The derivative of the score.\n\nRead it as *sensitivity*.", reference: "Simonyan et al. 2013",
        options: SampleOptions.descriptions, revision: 1)
}

extension MetricSummary {
    static let size = MetricSummary(
        id: "png-size", title: "PNG size", summary: "How small a map can be packed.",
        discussion: "Bytes.\n\nRead it as *noise*.", reference: "Liao 2018", options: SampleOptions.descriptions,
        revision: 2, columns: [.size], curves: ["packed"])
}

private struct SampleOptions: Settings {
    var score = "logit"
    static var fields: [SettingField<SampleOptions>] { [SettingField("score", \.score, "what is explained")] }
}

/// A gallery of a front page, two pages and a model, with one exhibit.
let smallGallery = [
    "Content/site.yaml": "title: Small gallery\ndescription: Two pages.\nfooter: Made *here*.\n",
    "Content/index.md": "# Small gallery\n\nStart with [the page](page.md#maps).\n",
    "Content/page.md": """
    ---
    title: A page
    description: With one exhibit.
    date: 2026-11-20
    ---
    Before.

    ## What it shows

    ```exhibit
    id: maps
    method: gradient
    models: [lenet]
    caption: Where it *looks*.
    ```

    After, see [the model](models/lenet.md) and [above](#what-it-shows).

    """,
    "Content/second.md": "# Second page\n\nNothing but text.\n",
    "Content/models/lenet.md": """
    ---
    title: LeNet
    model: {file: lenet.onnx}
    license: MIT
    source: https://example.org/lenet
    ---
    A small network.

    """,
    "Content/models/lenet.onnx": "no model",
]
