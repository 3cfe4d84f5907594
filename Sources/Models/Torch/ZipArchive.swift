import Diagnostics

/// The table of contents of a zip file, whose entries are read where they lie.
///
/// Format: PKWARE, APPNOTE 6.3.10, §4.3, with the zip64 extensions. Every place is checked against the file; entries
/// that are compressed or encrypted are listed, and refused when they are asked for.
struct ZipArchive {
    struct Entry {
        let name: String
        fileprivate let method: UInt16
        fileprivate let isEncrypted: Bool
        fileprivate let compressedSize: UInt64
        fileprivate let size: UInt64
        /// Where the entry's own header begins.
        fileprivate let header: UInt64
    }

    let file: MappedFile
    /// In the order of the file.
    let entries: [Entry]
    private let places: [String: Int]

    private static let entryLimit = 1_000_000

    /// Whether a file begins as zip files of one part do.
    static func isZip(_ file: MappedFile) -> Bool { file.integer(at: 0, as: UInt32.self) == 0x0403_4B50 }

    /// Throws `bad-torch-file`.
    init(_ file: MappedFile) throws(Diagnostic) {
        let directory = try Self.directory(of: file)
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        var position = directory.range.lowerBound
        for index in 0..<directory.count {
            let (entry, end) = try Self.entry(at: position, in: directory.range, of: file)
            guard places.updateValue(index, forKey: entry.name) == nil else {
                throw .damagedTorch("'\(entry.name)' is listed twice", file.path)
            }
            entries.append(entry)
            position = end
        }
        self.file = file
        self.entries = entries
        self.places = places
    }

    /// Where the bytes of an entry lie in the file; nil where there is no such entry.
    ///
    /// - Throws: an entry that is compressed or encrypted, or lies outside the file.
    func range(of name: String) throws(Diagnostic) -> Range<Int>? {
        guard let place = places[name] else { return nil }
        let entry = entries[place]
        guard entry.method == 0, !entry.isEncrypted else {
            throw Diagnostic(
                .error, "torch-compressed",
                "'\(name)' is \(entry.isEncrypted ? "encrypted" : "compressed") inside the file", at: .file(file.path),
                notes: [
                    .init("open the file with torch.load and write it again with torch.save, which stores it plain")
                ])
        }
        func failure(_ reason: String) -> Diagnostic { .damagedTorch("'\(name)' \(reason)", file.path) }
        guard entry.size == entry.compressedSize else { throw failure("is stored plain with two different sizes") }
        // The local header: 30 bytes, the name, and extra fields, which may be longer than those of the directory.
        guard let header = Int(exactly: entry.header), header <= file.count - 30,
            file.integer(at: header, as: UInt32.self) == 0x0403_4B50,
            let nameLength = file.integer(at: header + 26, as: UInt16.self),
            let extraLength = file.integer(at: header + 28, as: UInt16.self)
        else { throw failure("has no header of its own at byte \(entry.header)") }
        let start = header + 30 + Int(nameLength) + Int(extraLength)
        guard start <= file.count, let size = Int(exactly: entry.size), size <= file.count - start else {
            throw failure("is said to hold \(entry.size) bytes from byte \(start) of \(file.count)")
        }
        return start..<start + size
    }

    /// The central directory, found from the end of the file.
    private static func directory(of file: MappedFile) throws(Diagnostic) -> (range: Range<Int>, count: Int) {
        // A comment of up to 65,535 bytes may follow the record.
        var end = file.count - 22
        let last = max(0, end - 65_535)
        while end >= last, file.integer(at: end, as: UInt32.self) != 0x0605_4B50 { end -= 1 }
        guard end >= last, let count = file.integer(at: end + 10, as: UInt16.self),
            let size = file.integer(at: end + 12, as: UInt32.self),
            let offset = file.integer(at: end + 16, as: UInt32.self)
        else {
            throw .damagedTorch("the zip directory is missing, as where a download was cut off", file.path)
        }
        var place = (count: UInt64(count), size: UInt64(size), offset: UInt64(offset))
        if count == .max || size == .max || offset == .max { place = try largeDirectory(before: end, of: file) }
        guard place.offset <= UInt64(end), place.size <= UInt64(end) - place.offset, place.count <= place.size / 46,
            place.count <= UInt64(entryLimit)
        else {
            throw .damagedTorch(
                "the zip directory is said to hold \(place.count) entries in \(place.size) bytes at byte \(place.offset)",
                file.path)
        }
        return (Int(place.offset)..<Int(place.offset + place.size), Int(place.count))
    }

    /// The same from the records of zip64.
    private static func largeDirectory(
        before end: Int, of file: MappedFile
    ) throws(Diagnostic) -> (count: UInt64, size: UInt64, offset: UInt64) {
        guard file.integer(at: end - 20, as: UInt32.self) == 0x0706_4B50,
            let written = file.integer(at: end - 12, as: UInt64.self), let record = Int(exactly: written),
            record <= file.count - 56, file.integer(at: record, as: UInt32.self) == 0x0606_4B50,
            let count = file.integer(at: record + 32, as: UInt64.self),
            let size = file.integer(at: record + 40, as: UInt64.self),
            let offset = file.integer(at: record + 48, as: UInt64.self)
        else { throw .damagedTorch("the zip64 directory is missing", file.path) }
        return (count, size, offset)
    }

    private static func entry(
        at position: Int, in range: Range<Int>, of file: MappedFile
    ) throws(Diagnostic) -> (Entry, end: Int) {
        guard range.upperBound - position >= 46, file.integer(at: position, as: UInt32.self) == 0x0201_4B50,
            let flags = file.integer(at: position + 8, as: UInt16.self),
            let method = file.integer(at: position + 10, as: UInt16.self),
            let compressed = file.integer(at: position + 20, as: UInt32.self),
            let size = file.integer(at: position + 24, as: UInt32.self),
            let nameLength = file.integer(at: position + 28, as: UInt16.self),
            let extraLength = file.integer(at: position + 30, as: UInt16.self),
            let commentLength = file.integer(at: position + 32, as: UInt16.self),
            let header = file.integer(at: position + 42, as: UInt32.self)
        else { throw .damagedTorch("the zip directory ends early", file.path) }
        let nameEnd = position + 46 + Int(nameLength)
        let extraEnd = nameEnd + Int(extraLength)
        let end = extraEnd + Int(commentLength)
        guard end <= range.upperBound, let name = file.text(in: position + 46..<nameEnd) else {
            throw .damagedTorch("a name in the zip directory is cut off or not UTF-8", file.path)
        }
        // Numbers that do not fit 32 bits stand in an extra field, in this order.
        var large = try ZipLargeNumbers(file, nameEnd..<extraEnd)
        let fullSize = try large.value(for: size)
        let fullCompressed = try large.value(for: compressed)
        let fullHeader = try large.value(for: header)
        return (
            Entry(
                name: name, method: method, isEncrypted: flags & 1 != 0, compressedSize: fullCompressed,
                size: fullSize, header: fullHeader), end
        )
    }
}

/// The 64-bit numbers of a directory entry's extra field 1.
private struct ZipLargeNumbers {
    private let file: MappedFile
    private var rest: Range<Int>

    init(_ file: MappedFile, _ extra: Range<Int>) throws(Diagnostic) {
        self.file = file
        rest = extra.upperBound..<extra.upperBound
        var position = extra.lowerBound
        while extra.upperBound - position >= 4,
            let kind = file.integer(at: position, as: UInt16.self),
            let size = file.integer(at: position + 2, as: UInt16.self)
        {
            let end = position + 4 + Int(size)
            guard end <= extra.upperBound else {
                throw .damagedTorch("an extra field of the zip directory is cut off", file.path)
            }
            if kind == 1 {
                rest = position + 4..<end
                return
            }
            position = end
        }
    }

    /// The number itself, or where it is all ones the next one of the field.
    mutating func value(for written: UInt32) throws(Diagnostic) -> UInt64 {
        guard written == .max else { return UInt64(written) }
        guard rest.count >= 8, let value = file.integer(at: rest.lowerBound, as: UInt64.self) else {
            throw .damagedTorch("a zip64 number is missing", file.path)
        }
        rest = rest.lowerBound + 8..<rest.upperBound
        return value
    }
}

extension Diagnostic {
    static func damagedTorch(_ reason: String, _ path: String) -> Diagnostic {
        Diagnostic(
            .error, "bad-torch-file", "not a sound PyTorch file: \(reason)", at: .file(path),
            notes: [.init("fetch or save the file again")])
    }
}
