import Diagnostics
import Tensors

/// A file that torch.save wrote: a dictionary of named tensors, alone or as "state_dict" or "model" of another.
///
/// Formats: the zip archive of PyTorch 1.6 and later, whose storages are read where they lie; and the stream of pickles
/// before that. Nothing in the file is run.
struct TorchFile: Sendable {
    struct Entry: Sendable {
        let name: String
        let tensor: TorchTensor
        /// The bytes of the whole storage.
        let storage: Range<Int>
    }

    let file: MappedFile
    /// Sorted by name.
    let entries: [Entry]
    /// Whether the numbers are stored with their highest byte first.
    let isBigEndian: Bool
    private let places: [String: Int]

    /// Whether a file is one of the two formats.
    static func isTorch(_ file: MappedFile) -> Bool { ZipArchive.isZip(file) || TorchStream.isStream(file) }

    /// Throws `bad-torch-file`, `torch-compressed` and `torch-not-weights`.
    init(_ file: MappedFile) throws(Diagnostic) {
        if TorchStream.isStream(file) {
            var stream = TorchStream(file)
            let root = try stream.load()
            let storages = try stream.storages()
            isBigEndian = false
            entries = try Self.entries(root, stream.unpickler, file) { storages[$0] }
        } else {
            let archive = try ZipArchive(file)
            let folder = try Self.folder(of: archive)
            guard let range = try archive.range(of: folder + "data.pkl") else {
                throw .damagedTorch("it holds no 'data.pkl'", file.path)
            }
            guard range.count <= Unpickler.sizeLimit else {
                throw .damagedTorch("its 'data.pkl' has \(range.count) bytes", file.path)
            }
            let order = try archive.range(of: folder + "byteorder").flatMap { file.text(in: $0) } ?? "little"
            guard order == "little" || order == "big" else {
                throw .damagedTorch("its byte order is neither little nor big", file.path)
            }
            isBigEndian = order == "big"
            var unpickler = Unpickler(file, range)
            let root = try unpickler.load()
            entries = try Self.entries(root, unpickler, file) { key throws(Diagnostic) in
                try archive.range(of: folder + "data/" + key)
            }
        }
        self.file = file
        places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    }

    /// The folder inside the archive that everything lies in.
    private static func folder(of archive: ZipArchive) throws(Diagnostic) -> String {
        let suffix = "/data.pkl"
        let names = archive.entries.map(\.name)
        guard let found = names.first(where: { $0.hasSuffix(suffix) && $0.count { $0 == "/" } == 1 }) else {
            throw .damagedTorch("it is a zip archive, but torch.save did not write it", archive.file.path)
        }
        let folder = found.dropLast(suffix.count - 1)
        guard !names.contains(folder + "constants.pkl") else {
            throw Diagnostic(
                .error, "torch-not-weights", "the file holds a compiled program (TorchScript), not weights alone",
                at: .file(archive.file.path),
                notes: [.init("save the weights alone: torch.save(model.state_dict(), \"weights.pth\")")])
        }
        return String(folder)
    }

    private static func entries(
        _ root: PickleValue, _ unpickler: Unpickler, _ file: MappedFile,
        storage: (String) throws(Diagnostic) -> Range<Int>?
    ) throws(Diagnostic) -> [Entry] {
        var entries: [String: Entry] = [:]
        for (name, value) in try stateDictionary(root, unpickler, file) {
            guard let tensor = unpickler.tensor(value) else {
                throw .damagedTorch("'\(name)' is no tensor", file.path)
            }
            guard let range = try storage(tensor.storage.key) else {
                throw .damagedTorch("the elements of '\(name)' are missing", file.path)
            }
            let type = tensor.storage.type
            guard range.count.isMultiple(of: type.size), range.count / type.size == tensor.storage.count else {
                throw .damagedTorch(
                    "'\(name)' looks into \(tensor.storage.count) elements of \(type.rawValue), which do not fill "
                        + "\(range.count) bytes", file.path)
            }
            entries[name] = Entry(name: name, tensor: tensor, storage: range)
        }
        return entries.values.sorted { $0.name < $1.name }
    }

    /// The dictionary that holds tensors: the whole value, or a member that holds the weights by convention.
    private static func stateDictionary(
        _ root: PickleValue, _ unpickler: Unpickler, _ file: MappedFile
    ) throws(Diagnostic) -> [(name: String, value: PickleValue)] {
        func named(_ value: PickleValue) -> [(name: String, value: PickleValue)]? {
            guard let items = unpickler.items(of: value) else { return nil }
            return items.compactMap { if case .text(let name) = $0.key { (name, $0.value) } else { nil } }
        }
        func holdsTensors(_ items: [(name: String, value: PickleValue)]) -> Bool {
            items.contains { unpickler.tensor($0.value) != nil }
        }
        let items = named(root) ?? []
        if holdsTensors(items) { return items }
        for name in ["state_dict", "model", "model_state_dict"] {
            guard let value = items.last(where: { $0.name == name })?.value, let inner = named(value),
                holdsTensors(inner)
            else { continue }
            return inner
        }
        throw Diagnostic(
            .error, "torch-not-weights", "the file holds no dictionary of tensors", at: .file(file.path),
            notes: [.init("save the weights alone: torch.save(model.state_dict(), \"weights.pth\")")])
    }

    func entry(named name: String) -> Entry? { places[name].map { entries[$0] } }

    /// The tensor as float32: borrowed from the file where it lies there so, else copied.
    func tensor(_ entry: Entry) -> Tensor {
        let (view, type) = (entry.tensor, entry.tensor.storage.type)
        let start = entry.storage.lowerBound + view.offset * type.size
        if view.isContiguous, !isBigEndian {
            return file.tensor(type, shape: view.shape, in: start..<start + view.count * type.size)
        }
        return file.withBytes(in: entry.storage) { bytes in
            let gathered = gather(view, from: bytes)
            return Tensor(shape: view.shape) { target in
                gathered.withUnsafeBytes { type.decode($0, into: target) }
            }
        }
    }

    /// The elements of a view in row-major order, little-endian.
    private func gather(_ view: TorchTensor, from storage: UnsafeRawBufferPointer) -> [UInt8] {
        let size = view.storage.type.size
        var gathered: [UInt8] = []
        gathered.reserveCapacity(view.count * size)
        var position = [Int](repeating: 0, count: view.shape.count)
        var place = view.offset
        for _ in 0..<view.count {
            let element = storage[place * size..<(place + 1) * size]
            if isBigEndian {
                gathered.append(contentsOf: element.reversed())
            } else {
                gathered.append(contentsOf: element)
            }
            // Counts up the position as an odometer does, and moves the place along.
            for axis in position.indices.reversed() {
                position[axis] += 1
                place += view.strides[axis]
                if position[axis] < view.shape[axis] { break }
                place -= position[axis] * view.strides[axis]
                position[axis] = 0
            }
        }
        return gathered
    }
}
