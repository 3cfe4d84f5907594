package import Diagnostics
package import Tensors

/// Named tensors in a file of any format that weights come in; which one, its first bytes tell.
package struct WeightsFile: Sendable {
    private enum Format: Sendable {
        case safetensors(SafetensorsFile)
        case torch(TorchFile)
    }

    package let path: String
    /// The tensors' shapes by name, without what "module." says before all of them where the network was trained on
    /// several devices.
    package let shapes: [String: [Int]]
    private let format: Format
    private let prefix: String

    private static let parallelPrefix = "module."

    /// Throws what `MappedFile` throws, `unknown-weights-format`, and what is wrong with the file.
    package init(path: String) throws(Diagnostic) {
        let file = try MappedFile(path: path)
        let found: [(name: String, shape: [Int])]
        if TorchFile.isTorch(file) {
            let torch = try TorchFile(file)
            format = .torch(torch)
            found = torch.entries.map { ($0.name, $0.tensor.shape) }
        } else if SafetensorsFile.isLikely(file) || path.hasSuffix(".safetensors") {
            let safetensors = try SafetensorsFile(file)
            format = .safetensors(safetensors)
            found = safetensors.entries.map { ($0.name, $0.shape) }
        } else {
            throw Diagnostic(
                .error, "unknown-weights-format", "the file holds neither safetensors nor what torch.save writes",
                at: .file(path), notes: [.init("save the weights with safetensors.torch.save_file or torch.save")])
        }
        let isParallel = !found.isEmpty && found.allSatisfy { $0.name.hasPrefix(Self.parallelPrefix) }
        let prefix = isParallel ? Self.parallelPrefix : ""
        self.path = path
        self.prefix = prefix
        shapes = Dictionary(
            found.map { (String($0.name.dropFirst(prefix.count)), $0.shape) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a file begins as one of the formats.
    static func isLikely(_ file: MappedFile) -> Bool { TorchFile.isTorch(file) || SafetensorsFile.isLikely(file) }

    /// The tensor of this name as float32, borrowed from the file where it lies there so.
    ///
    /// - Throws: `unknown-tensor`; NaN and infinity.
    package func weights(named name: String) throws(Diagnostic) -> Tensor {
        let stored = prefix + name
        switch format {
        case .safetensors(let file): return try file.weights(named: stored)
        case .torch(let file):
            guard let entry = file.entry(named: stored) else {
                throw Diagnostic(.error, "unknown-tensor", "there is no tensor '\(name)'", at: .file(path))
            }
            return try file.tensor(entry).checkedFinite(name, in: path)
        }
    }
}
