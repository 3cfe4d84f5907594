import Diagnostics

/// Reads the bytes of a pickle, from the front.
struct PickleReader {
    let file: MappedFile
    private(set) var position: Int
    private let end: Int

    init(_ file: MappedFile, _ range: Range<Int>) {
        self.file = file
        position = range.lowerBound
        end = range.upperBound
    }

    mutating func integer<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) throws(Diagnostic) -> Word {
        guard end - position >= MemoryLayout<Word>.size, let word = file.integer(at: position, as: type) else {
            throw failure("it is cut off")
        }
        position += MemoryLayout<Word>.size
        return word
    }

    mutating func byte() throws(Diagnostic) -> Int { Int(try integer(UInt8.self)) }

    mutating func bytes(_ count: UInt64) throws(Diagnostic) -> Range<Int> {
        guard count <= UInt64(end - position) else {
            throw failure("\(count) bytes are announced and \(end - position) are left")
        }
        defer { position += Int(count) }
        return position..<position + Int(count)
    }

    mutating func text(_ count: UInt64) throws(Diagnostic) -> String {
        guard let text = file.text(in: try bytes(count)) else { throw failure("a text is not UTF-8") }
        return text
    }

    /// The text up to the end of a line, which is passed.
    mutating func line() throws(Diagnostic) -> String {
        let start = position
        while try byte() != 0x0A {}
        guard let text = file.text(in: start..<position - 1) else { throw failure("a name is not UTF-8") }
        return text
    }

    /// A little-endian number in two's complement of any length.
    mutating func long(_ count: UInt64) throws(Diagnostic) -> Int {
        let range = try bytes(count)
        guard range.count <= 8 else { throw failure("a number has \(range.count) bytes") }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for place in range {
            value |= UInt64(file.byte(at: place) ?? 0) << shift
            shift += 8
        }
        guard shift > 0 else { return 0 }
        return Int(Int64(bitPattern: value << (64 - shift)) >> (64 - shift))
    }

    func failure(_ reason: String) -> Diagnostic {
        .damagedTorch("its pickle cannot be read: \(reason) (byte \(position))", file.path)
    }
}
