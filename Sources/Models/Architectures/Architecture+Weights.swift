package import Diagnostics
package import Networks
import Tensors

extension Architecture {
    /// The network with the weights of a file, by torchvision's or timm's names.
    ///
    /// How many classes there are, the classifier's weights tell. Auxiliary heads and counters of training steps are
    /// passed over.
    ///
    /// - Parameter size: of the input; by default `inputSide` both ways.
    /// - Throws: `weights-mismatch` with the tensors that are missing, surplus or of another shape; an input size the
    ///   network cannot have.
    package func network(weights file: WeightsFile, size: Extent? = nil) throws(Diagnostic) -> Network {
        let selection = selection(of: file)
        let description = try description(size: size, classes: selection.classCount)
        if var mismatch = mismatch(description, selection, file) {
            if let other = ArchitectureCatalog.all.first(where: { $0.fits(file) }) {
                mismatch.notes = [.init("they fit \(other.name)")]
            }
            throw mismatch
        }
        if let limit = timmSideLimit, let size, max(size.height, size.width) > limit, selection.hasTimmNames {
            throw Diagnostic(
                .error, "input-size",
                "the weights have timm's names, and its \(name) differs from torchvision's beyond \(limit) pixels",
                at: .file(file.path), notes: [.init("use a smaller input, or weights with torchvision's names")])
        }
        return try description.network { parameter throws(Diagnostic) in
            guard let source = selection.sources[parameter.name] else {
                preconditionFailure("'\(parameter.name)' was found missing before")
            }
            return try file.weights(named: source.name).reshaped(to: parameter.shape)
        }
    }

    /// Whether a file holds exactly what the architecture expects.
    package func fits(_ file: WeightsFile) -> Bool {
        let selection = selection(of: file)
        guard let description = try? description(classes: selection.classCount) else { return false }
        return mismatch(description, selection, file) == nil
    }

    /// A tensor of a file.
    private struct Source {
        let name: String
        /// Whether timm calls the module otherwise than torchvision.
        let isTimm: Bool
    }

    /// What an architecture takes from a file.
    private struct Selection {
        /// By torchvision's names.
        var sources: [String: Source] = [:]
        /// Tensors that have the place of others.
        var duplicates: [String] = []
        var classCount = 1000

        var hasTimmNames: Bool { sources.values.contains(where: \.isTimm) }
    }

    private func selection(of file: WeightsFile) -> Selection {
        var selection = Selection()
        for name in file.shapes.keys.sorted() where !isUnused(name) {
            let parts = name.split(separator: ".")
            let module = timmModules[parts.dropLast().joined(separator: ".")]
            let ours = module.map { "\($0).\(parts[parts.count - 1])" }
            let place = ours ?? name
            if selection.sources[place] == nil {
                selection.sources[place] = Source(name: name, isTimm: ours != nil)
            } else {
                selection.duplicates.append(name)
            }
        }
        if let scores = selection.sources[classifier + ".weight"], let count = file.shapes[scores.name]?.first,
            (1...1_000_000).contains(count)
        {
            selection.classCount = count
        }
        return selection
    }

    private func isUnused(_ name: String) -> Bool {
        name.hasSuffix(".num_batches_tracked") || auxiliaryModules.contains { name.hasPrefix($0 + ".") }
    }

    /// What is missing, surplus or of another shape; nil where all fits.
    private func mismatch(
        _ description: NetworkDescription, _ selection: Selection, _ file: WeightsFile
    ) -> Diagnostic? {
        let (parameters, sources) = (description.parameters, selection.sources)
        let expected = Set(parameters.map(\.name))
        let missing = parameters.map(\.name).filter { sources[$0] == nil }
        let surplus = (sources.filter { !expected.contains($0.key) }.map(\.value.name) + selection.duplicates).sorted()
        let misshapen = parameters.compactMap { parameter -> String? in
            guard let source = sources[parameter.name], let shape = file.shapes[source.name],
                !Self.isSame(parameter.shape, shape, isTimm: source.isTimm)
            else { return nil }
            return "'\(source.name)' is \(shape) instead of \(parameter.shape)"
        }
        let complaints = [
            Self.listed(missing.map { "'\($0)'" }, "missing"), Self.listed(surplus.map { "'\($0)'" }, "surplus"),
            Self.listed(misshapen, "of another shape"),
        ].compactMap(\.self)
        guard !complaints.isEmpty else { return nil }
        return Diagnostic(
            .error, "weights-mismatch", "the weights do not fit \(name): " + complaints.joined(separator: "; "),
            at: .file(file.path), notes: [.init("use the architecture that the weights were trained with")])
    }

    /// timm keeps dense layers as convolutions over the whole map; the elements are the same in the same order.
    private static func isSame(_ expected: [Int], _ found: [Int], isTimm: Bool) -> Bool {
        if expected == found { return true }
        guard isTimm, expected.count == 2, found.count == 4, found[0] == expected[0] else { return false }
        return elementCount(of: found) == elementCount(of: expected)
    }

    private static func listed(_ items: [String], _ complaint: String) -> String? {
        guard !items.isEmpty else { return nil }
        let shown = items.prefix(5).joined(separator: ", ") + (items.count > 5 ? ", …" : "")
        return "\(items.count) \(items.count == 1 ? "tensor is" : "tensors are") \(complaint) (\(shown))"
    }
}
