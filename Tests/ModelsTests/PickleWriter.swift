import Foundation

/// Writes pickles of torch.save operation by operation, for tests of what they may not say.
struct PickleWriter {
    private(set) var data = Data([0x80, 2])

    mutating func code(_ character: Character) { data.append(character.asciiValue ?? 0) }

    mutating func global(_ module: String, _ name: String) { data += Data("c\(module)\n\(name)\n".utf8) }

    mutating func text(_ text: String) {
        code("X")
        data += withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Data($0) } + Data(text.utf8)
    }

    mutating func integer(_ value: Int) {
        data += Data([0x8A, 8]) + withUnsafeBytes(of: Int64(value).littleEndian) { Data($0) }
    }

    mutating func tuple(_ values: [Int]) {
        code("(")
        for value in values { integer(value) }
        code("t")
    }

    /// A storage of float32 under the key "0".
    mutating func storage(type: String = "FloatStorage", key: String = "0", count: Int) {
        code("(")
        text("storage")
        global("torch", type)
        text(key)
        text("cpu")
        integer(count)
        code("t")
        code("Q")
    }

    /// A dictionary of one tensor, "w".
    static func tensor(
        type: String = "FloatStorage", key: String = "0", count: Int = 6, offset: Int = 0, shape: [Int] = [2, 3],
        strides: [Int] = [3, 1]
    ) -> Data {
        var writer = PickleWriter()
        writer.code("}")
        writer.text("w")
        writer.global("torch._utils", "_rebuild_tensor_v2")
        writer.code("(")
        writer.storage(type: type, key: key, count: count)
        writer.integer(offset)
        writer.tuple(shape)
        writer.tuple(strides)
        writer.data.append(0x89)
        writer.global("collections", "OrderedDict")
        writer.code(")")
        writer.code("R")
        for character in "tRs." { writer.code(character) }
        return writer.data
    }

    /// A pickle of single operations.
    static func raw(_ operations: String) -> Data { Data([0x80, 2]) + Data(operations.utf8) }
}

/// Writes zip archives, sound or not.
struct ZipWriter {
    struct Entry {
        var name: String
        var data: Data
        var method: UInt16 = 0
        var flags: UInt16 = 0
        /// What the directory says, where that differs.
        var size: UInt64?
        /// What the directory says of the place of the entry's own header.
        var header: UInt64?
        /// Whether the directory keeps its numbers in a zip64 field.
        var isLarge = false
    }

    var entries: [Entry]
    /// Whether the directory's place stands in zip64 records.
    var isLarge = false
    /// What the last record says of how many entries there are.
    var count: Int?

    init(_ entries: [Entry]) { self.entries = entries }

    /// An archive as torch.save lays it out.
    static func torch(_ pickle: Data, storage: Data = Data(count: 24), byteOrder: String? = nil) -> ZipWriter {
        ZipWriter(
            [Entry(name: "archive/data.pkl", data: pickle)]
                + (byteOrder.map { [Entry(name: "archive/byteorder", data: Data($0.utf8))] } ?? [])
                + [Entry(name: "archive/data/0", data: storage)])
    }

    var data: Data {
        var file = Data()
        var directory = Data()
        for entry in entries {
            let header = UInt64(file.count)
            let (size, place) = (entry.size ?? UInt64(entry.data.count), entry.header ?? header)
            file +=
                little(0x0403_4B50 as UInt32) + Data(count: 22) + little(UInt16(entry.name.utf8.count)) + Data(count: 2)
            file += Data(entry.name.utf8) + entry.data
            let extra =
                entry.isLarge
                ? little(1 as UInt16) + little(24 as UInt16) + little(size) + little(size) + little(place) : Data()
            let (shortSize, shortPlace) = entry.isLarge ? (.max, .max) : (UInt32(size), UInt32(place))
            directory += little(0x0201_4B50 as UInt32) + Data(count: 4) + little(entry.flags) + little(entry.method)
            directory += Data(count: 8) + little(shortSize) + little(shortSize) + little(UInt16(entry.name.utf8.count))
            directory +=
                little(UInt16(extra.count)) + Data(count: 10) + little(shortPlace) + Data(entry.name.utf8) + extra
        }
        let start = file.count
        file += directory
        let total = count ?? entries.count
        if isLarge {
            let record = file.count
            file += little(0x0606_4B50 as UInt32) + little(44 as UInt64) + Data(count: 20) + little(UInt64(total))
            file += little(UInt64(directory.count)) + little(UInt64(start))
            file += little(0x0706_4B50 as UInt32) + Data(count: 4) + little(UInt64(record)) + little(1 as UInt32)
        }
        file +=
            little(0x0605_4B50 as UInt32) + Data(count: 6) + little(isLarge ? .max : UInt16(truncatingIfNeeded: total))
        return file + little(isLarge ? .max : UInt32(directory.count)) + little(isLarge ? .max : UInt32(start))
            + Data(count: 2)
    }

    private func little(_ value: some FixedWidthInteger) -> Data {
        withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
}
