import Diagnostics

extension ONNXNode {
    /// A complaint about the node, by operator and name.
    ///
    /// The import adds the file.
    func failure(_ reason: String, notes: [Diagnostic.Note] = []) -> Diagnostic {
        Diagnostic(.error, "onnx-node", "\(qualifiedOperation) '\(displayName)' \(reason)", notes: notes)
    }

    func integer(_ name: String) throws(Diagnostic) -> Int? {
        guard let attribute = attributes[name] else { return nil }
        guard case .integer(let value) = attribute.content else { throw mismatch(name, "an integer") }
        return value
    }

    func float(_ name: String) throws(Diagnostic) -> Float? {
        guard let attribute = attributes[name] else { return nil }
        guard case .float(let value) = attribute.content else { throw mismatch(name, "a number") }
        return value
    }

    func text(_ name: String) throws(Diagnostic) -> String? {
        guard let attribute = attributes[name] else { return nil }
        guard case .text(let value) = attribute.content else { throw mismatch(name, "a text") }
        return value
    }

    func integers(_ name: String) throws(Diagnostic) -> [Int]? {
        guard let attribute = attributes[name] else { return nil }
        guard case .integers(let values) = attribute.content else { throw mismatch(name, "a list of integers") }
        return values
    }

    private func mismatch(_ name: String, _ expected: String) -> Diagnostic {
        failure("has an attribute '\(name)' that is not \(expected)")
    }
}
