import Diagnostics
import Foundation
import Tensors

/// Turns the tensors of an ONNX file into numbers, from the file itself or from files beside it.
struct ONNXStorage {
    let file: MappedFile
    private var externalFiles: [String: MappedFile] = [:]

    init(_ file: MappedFile) { self.file = file }

    /// The files of external data that have been read, sorted.
    var externalPaths: [String] { externalFiles.values.map(\.path).sorted() }

    /// Bytes of all files that have been read.
    var byteCount: Int { externalFiles.values.reduce(file.count) { $0 + $1.count } }

    mutating func constant(_ tensor: ONNXTensor) throws(Diagnostic) -> ONNXConstant {
        guard let type = tensor.elementType else {
            throw failure(
                tensor, "has elements of type \(tensor.dataTypeName), which cannot be read; export as float32")
        }
        guard tensor.shape.allSatisfy({ $0 >= 0 }) else {
            throw failure(tensor, "has a negative extent: \(tensor.shape)")
        }
        guard let count = ONNXShapes.count(of: tensor.shape) else {
            throw failure(tensor, "has the shape \(tensor.shape)")
        }
        if tensor.isExternal {
            let (source, range) = try external(tensor, bytes: count * type.size)
            return constant(source, range, type, tensor.shape)
        }
        if let raw = tensor.raw {
            guard raw.count == count * type.size else {
                throw failure(
                    tensor, "of shape \(tensor.shape) needs \(count * type.size) bytes and holds \(raw.count)")
            }
            return constant(file, raw, type, tensor.shape)
        }
        if type.isFloatingPoint { return ONNXConstant(try tensor.typedFloats(count: count, type: type)) }
        return ONNXConstant(shape: tensor.shape, integers: try tensor.typedIntegers(count: count, type: type))
    }

    private func constant(
        _ source: MappedFile, _ range: Range<Int>, _ type: ElementType, _ shape: [Int]
    ) -> ONNXConstant {
        type.isFloatingPoint
            ? ONNXConstant(source.tensor(type, shape: shape, in: range))
            : ONNXConstant(shape: shape, integers: source.integers(type, in: range))
    }

    /// The file and range of a tensor whose elements lie outside the model's file.
    private mutating func external(
        _ tensor: ONNXTensor, bytes: Int
    ) throws(Diagnostic) -> (MappedFile, Range<Int>) {
        guard let location = tensor.externalEntries["location"], !location.isEmpty else {
            throw failure(tensor, "is said to lie in another file, which is not named")
        }
        let source = try externalFile(location, of: tensor)
        let offset = try number("offset", of: tensor) ?? 0
        let length = try number("length", of: tensor) ?? bytes
        guard length == bytes else {
            throw failure(
                tensor, "of shape \(tensor.shape) needs \(bytes) bytes, and \(length) are given in '\(location)'")
        }
        guard offset <= source.count, length <= source.count - offset else {
            throw failure(tensor, "is said to lie at byte \(offset) of '\(location)', which has \(source.count) bytes")
        }
        return (source, offset..<offset + length)
    }

    private func number(_ key: String, of tensor: ONNXTensor) throws(Diagnostic) -> Int? {
        guard let text = tensor.externalEntries[key] else { return nil }
        guard let value = Int(text), value >= 0 else { throw failure(tensor, "has the \(key) '\(text)'") }
        return value
    }

    /// The location must be relative and stay inside the model's folder, also after links are followed.
    private mutating func externalFile(_ location: String, of tensor: ONNXTensor) throws(Diagnostic) -> MappedFile {
        if let known = externalFiles[location] { return known }
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        guard !location.hasPrefix("/"), !parts.contains(".."), !location.utf8.contains(0), !location.contains("\\")
        else {
            throw leads(out: location, of: tensor)
        }
        let folder = URL(filePath: file.path).deletingLastPathComponent()
        let path = folder.appending(path: location).path
        if let real = realPath(path), let realFolder = realPath(folder.path) {
            let prefix = realFolder.hasSuffix("/") ? realFolder : realFolder + "/"
            guard real.hasPrefix(prefix) else { throw leads(out: location, of: tensor) }
        }
        let opened: MappedFile
        do {
            opened = try MappedFile(path: path)
        } catch {
            throw Diagnostic(
                .error, error.id, "the model's external data: \(error.message)", at: .file(path),
                notes: [.init("'\(file.path)' keeps tensor '\(tensor.name)' there; copy both files together")])
        }
        externalFiles[location] = opened
        return opened
    }

    private func leads(out location: String, of tensor: ONNXTensor) -> Diagnostic {
        Diagnostic(
            .error, "path-leads-out",
            "tensor '\(tensor.name)' is said to lie in '\(location)', outside the model's folder", at: .file(file.path),
            notes: [.init("put the data beside the model and export it with a relative location")])
    }

    private func failure(_ tensor: ONNXTensor, _ reason: String) -> Diagnostic {
        .damagedONNX("tensor '\(tensor.name)' \(reason)", file.path)
    }
}

/// The path with all links followed, or nil where it leads nowhere.
private func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}
