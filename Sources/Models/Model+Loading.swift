package import Diagnostics
import Foundation
import Networks

extension Model {
    /// Loads an ONNX file.
    ///
    /// - Parameters:
    ///   - name: by default the file's, without its extension.
    ///   - preprocessing: defaults are filled in from the network's input; its `crop` gives the input size where the
    ///     file leaves that open.
    ///   - labels: the path of a labels' file.
    ///   - output: the layer of the class scores; by default what the last softmax reads, else the first output.
    /// - Throws: anything wrong with the files, with the file as its place.
    package static func load(
        name: String? = nil, file path: String, preprocessing: Preprocessing = Preprocessing(), labels: String? = nil,
        output: String? = nil
    ) throws(Diagnostic) -> Model {
        let file = try MappedFile(path: path)
        let imported = try ONNXImport.network(file, imageSize: preprocessing.cropSize, output: output)
        let names = try labels.map { path throws(Diagnostic) in try Labels.load(path) }
        return try Model(
            name: name ?? URL(filePath: path).deletingPathExtension().lastPathComponent, network: imported.network,
            preprocessing: preprocessing, labels: names, labelsPath: labels, output: nil,
            files: [ModelFile(.graph, path)] + imported.externalPaths.map { ModelFile(.weights, $0) }
                + (labels.map { [ModelFile(.labels, $0)] } ?? []))
    }

    /// The same with preprocessing as a card gives it; every mistake is logged, and the result nil if there was one.
    ///
    /// - Parameter range: where the card gives the model, for mistakes that have no place of their own.
    package static func load(
        name: String? = nil, file path: String, input entries: [Setting.Entry], at range: SourceRange? = nil,
        labels: String? = nil, output: String? = nil, log: DiagnosticLog
    ) -> Model? {
        guard let preprocessing = Preprocessing.decode(entries, of: "the model's input", at: range, log: log) else {
            return nil
        }
        return log.attempt(at: range) { () throws(Diagnostic) in
            try load(name: name, file: path, preprocessing: preprocessing, labels: labels, output: output)
        }
    }
}
