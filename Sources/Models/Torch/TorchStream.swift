import Diagnostics

/// The format of torch.save before PyTorch 1.6: pickles of a magic number, the protocol, the system, the value and the
/// storages' keys, then for every storage its count in eight bytes and its elements, always little-endian.
struct TorchStream {
    private let file: MappedFile
    private(set) var unpickler: Unpickler

    /// The pickle of 0x1950A86A20F9469CFC6C, after the byte of its protocol's number.
    private static let magic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]

    static func isStream(_ file: MappedFile) -> Bool {
        file.byte(at: 0) == 0x80 && magic.enumerated().allSatisfy { file.byte(at: $0 + 2) == $1 }
    }

    /// - Precondition: the file is such a stream.
    init(_ file: MappedFile) {
        self.file = file
        unpickler = Unpickler(file, Self.magic.count + 2..<file.count)
    }

    /// The value that was saved.
    mutating func load() throws(Diagnostic) -> PickleValue {
        guard try unpickler.load() == .integer(1001) else {
            throw .damagedTorch("it is of a protocol that is not known", file.path)
        }
        _ = try unpickler.load()
        return try unpickler.load()
    }

    /// The places of the storages' elements by key; after `load`.
    mutating func storages() throws(Diagnostic) -> [String: Range<Int>] {
        let types = storageTypes()
        let list = try unpickler.load()
        guard let keys = unpickler.elements(of: list) else {
            throw .damagedTorch("the list of its storages is missing", file.path)
        }
        var places: [String: Range<Int>] = [:]
        var position = unpickler.end
        for key in keys {
            guard case .text(let key) = key, let type = types[key] else {
                throw .damagedTorch("it lists a storage that no tensor uses", file.path)
            }
            guard let written = file.integer(at: position, as: Int64.self), let count = Int(exactly: written),
                count >= 0, count <= (file.count - position - 8) / type.size
            else { throw .damagedTorch("storage '\(key)' is cut off", file.path) }
            let start = position + 8
            position = start + count * type.size
            places[key] = start..<position
        }
        return places
    }

    private func storageTypes() -> [String: ElementType] {
        var types: [String: ElementType] = [:]
        for case .storage(let storage) in unpickler.objects { types[storage.key] = storage.type }
        return types
    }
}
