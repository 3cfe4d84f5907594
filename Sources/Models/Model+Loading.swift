package import Diagnostics
import Foundation
import Networks

/// Where a model's network and weights come from.
package enum ModelOrigin: Sendable, Hashable {
    /// An ONNX file, or a folder as downloaded from the Hugging Face Hub.
    case path(String)
    /// An architecture by name or alias, and a file with its weights.
    case architecture(String, weights: String)

    /// The file or folder that was named.
    package var path: String {
        switch self {
        case .path(let path): path
        case .architecture(_, let weights): weights
        }
    }

    /// The file by whose digest a person knows the model: the graph, or the weights of an architecture; nil for a
    /// folder without weights.
    package var principalFile: String? { isFolder(path) ? HubFolder.weightsPath(in: path) : path }
}

extension Model {
    /// Loads an ONNX file, or a folder from the Hub.
    ///
    /// - Parameters:
    ///   - name: by default the file's, without its extension.
    ///   - preprocessing: defaults are filled in from the network's input; its `crop` gives the input size where the
    ///     file leaves that open. A folder's own preprocessing is replaced by it where it is given.
    ///   - labels: the path of a labels' file.
    ///   - output: the layer of the class scores; by default what the last softmax reads, else the first output.
    /// - Throws: anything wrong with the files, with the file as its place.
    package static func load(
        name: String? = nil, file path: String, preprocessing: Preprocessing? = nil, labels: String? = nil,
        output: String? = nil
    ) throws(Diagnostic) -> Model {
        try load(name: name, try Source(.path(path)), preprocessing, labels, output)
    }

    /// Loads an architecture with the weights of a file; parameters as above.
    ///
    /// - Parameter preprocessing: by default the architecture's.
    package static func load(
        name: String? = nil, architecture: String, weights path: String, preprocessing: Preprocessing? = nil,
        labels: String? = nil, output: String? = nil
    ) throws(Diagnostic) -> Model {
        try load(name: name, try Source(.architecture(architecture, weights: path)), preprocessing, labels, output)
    }

    /// The same with preprocessing as a card gives it, over the defaults of where the model comes from; every mistake
    /// is logged, and the result nil if there was one.
    ///
    /// - Parameter range: where the card gives the model, for mistakes that have no place of their own.
    package static func load(
        name: String? = nil, _ origin: ModelOrigin, input entries: [Setting.Entry], at range: SourceRange? = nil,
        labels: String? = nil, output: String? = nil, log: DiagnosticLog
    ) -> Model? {
        guard let source = log.attempt(at: range, { () throws(Diagnostic) in try Source(origin) }),
            let preprocessing = Preprocessing.decode(entries, over: source.preprocessing, at: range, log: log)
        else { return nil }
        return log.attempt(at: range) { () throws(Diagnostic) in
            try load(name: name, source, preprocessing, labels, output)
        }
    }

    private static func load(
        name: String?, _ source: Source, _ given: Preprocessing?, _ labels: String?, _ output: String?
    ) throws(Diagnostic) -> Model {
        let preprocessing = given ?? source.preprocessing
        let imported = try source.network(size: preprocessing.cropSize, output: output)
        let names = try labels.map { path throws(Diagnostic) in try Labels.load(path) } ?? source.labels
        return try Model(
            name: name ?? source.name, network: imported.network, preprocessing: preprocessing, labels: names,
            labelsPath: labels ?? source.configuration, output: imported.output,
            architecture: source.architecture?.name,
            files: imported.files + (labels.map { [ModelFile(.labels, $0)] } ?? []))
    }
}

/// What is known of a model before its network is made.
private struct Source {
    /// nil for an ONNX file.
    let architecture: Architecture?
    let preprocessing: Preprocessing
    let labels: Labels?
    /// What a configuration says, nil where there is none.
    let classCount: Int?
    let configuration: String?
    let name: String
    private let path: String

    init(_ origin: ModelOrigin) throws(Diagnostic) {
        switch origin {
        case .architecture(let name, let weights):
            let found = try ArchitectureCatalog.architecture(named: name)
            architecture = found
            preprocessing = found.preprocessing
            (labels, classCount, configuration, path) = (nil, nil, nil, weights)
        case .path(let folder) where isFolder(folder):
            let hub = try HubFolder(path: folder)
            architecture = hub.architecture
            preprocessing = hub.preprocessing
            (labels, classCount) = (hub.labels, hub.classCount)
            (configuration, path) = (hub.configuration, hub.weights)
        case .path(let file):
            architecture = nil
            preprocessing = Preprocessing()
            (labels, classCount, configuration, path) = (nil, nil, nil, file)
        }
        name = URL(filePath: origin.path).deletingPathExtension().lastPathComponent
    }

    func network(
        size: Extent?, output: String?
    ) throws(Diagnostic) -> (network: Network, output: String?, files: [ModelFile]) {
        guard let architecture else { return try graph(size: size, output: output) }
        let network = try architecture.network(weights: WeightsFile(path: path), size: size)
        let scores = network.nodes[network.output].shape[0]
        if let classCount, let configuration, classCount != scores {
            throw Diagnostic(
                .error, "class-count",
                "the configuration says \(classCount) classes, and the weights are for \(scores)",
                at: .file(configuration), notes: [.init("download configuration and weights together")])
        }
        return (
            network, output, [ModelFile(.weights, path)] + (configuration.map { [ModelFile(.configuration, $0)] } ?? [])
        )
    }

    private func graph(
        size: Extent?, output: String?
    ) throws(Diagnostic) -> (network: Network, output: String?, files: [ModelFile]) {
        let file = try MappedFile(path: path)
        guard !WeightsFile.isLikely(file) else { throw try lacksArchitecture() }
        let imported = try ONNXImport.network(file, imageSize: size, output: output)
        return (
            imported.network, nil,
            [ModelFile(.graph, path)] + imported.externalPaths.map { ModelFile(.weights, $0) }
        )
    }

    /// A file of weights was named alone.
    private func lacksArchitecture() throws(Diagnostic) -> Diagnostic {
        let file = try WeightsFile(path: path)
        let fitting = ArchitectureCatalog.all.first { $0.fits(file) }?.name
        let name = fitting ?? "ARCHITECTURE"
        return Diagnostic(
            .error, "missing-architecture", "the file holds weights alone, which do not say what network they are for",
            at: .file(path),
            notes: [
                .init(
                    (fitting.map { "they fit \($0): " } ?? "")
                        + "name it with them: '\(name):\(path)' on the command line, or "
                        + "'model: {architecture: \(name), weights: …}' in a card")
            ])
    }
}

private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
