import Diagnostics
import Networks

extension ONNXModel {
    /// The one input of the graph that is no weight: older files list weights among the inputs.
    func imageInput(_ path: String) throws(Diagnostic) -> ONNXInput {
        let weights = Set(initializers.map(\.name))
        let open = inputs.filter { !weights.contains($0.name) }
        guard open.count == 1, let input = open.first else {
            let list = open.prefix(5).map { "'\($0.name)'" }.joined(separator: ", ")
            throw Diagnostic(
                .error, "onnx-input",
                open.isEmpty ? "the graph has no input" : "the graph has \(open.count) inputs (\(list)), not one image",
                at: .file(path))
        }
        return input
    }
}

extension ONNXInput {
    private static let extents = 1...65_536

    /// Channels, height and width of one image.
    ///
    /// - Parameter size: the height and width where the file leaves them open.
    func imageShape(_ size: Extent?, _ path: String) throws(Diagnostic) -> [Int] {
        guard [0, 1, 10, 11].contains(elementType) else {
            throw failure("does not read floating-point numbers", path, "export the network without its preprocessing")
        }
        guard let shape, shape.count == 4 else {
            throw failure(
                "has the shape \(description), not batch × channels × height × width", path, "export it for images")
        }
        if let batch = shape[0], batch > 1 {
            throw failure("has a batch of \(batch) baked in", path, "export it with a dynamic batch axis, or with 1")
        }
        let extents = [shape[1], shape[2] ?? size?.height, shape[3] ?? size?.width]
        let known = extents.compactMap(\.self).filter(Self.extents.contains)
        guard known.count == 3 else {
            throw failure(
                "has the shape \(description)", path, "export it with fixed extents, or give the size as 'crop'")
        }
        guard known.reduce(1, *) <= 1 << 28 else { throw failure("has the shape \(description), too large", path, nil) }
        return known
    }

    private var description: String {
        shape.map { "[" + $0.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + "]" } ?? "unknown"
    }

    private func failure(_ reason: String, _ path: String, _ wayOut: String?) -> Diagnostic {
        Diagnostic(
            .error, "onnx-input", "the graph's input '\(name)' \(reason)", at: .file(path),
            notes: wayOut.map { [.init($0)] } ?? [])
    }
}
