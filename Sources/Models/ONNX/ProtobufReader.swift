import Diagnostics

/// Reads the fields of one protobuf message where they lie in a mapped file.
///
/// Wire format: Protocol Buffers, "Encoding". Nothing is copied; a length that leaves its message is an error, and
/// messages are only entered by those who know their fields, so nesting in the file cannot exhaust the stack.
struct ProtobufReader {
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// A text, a message or packed numbers: its place in the file.
        case bytes(Range<Int>)
    }

    struct Field {
        let number: Int
        let value: Value
    }

    let file: MappedFile
    private var position: Int
    private let end: Int

    init(_ file: MappedFile, _ range: Range<Int>) {
        self.file = file
        self.position = range.lowerBound
        self.end = range.upperBound
    }

    /// The next field, or nil at the end of the message.
    mutating func next() throws(Diagnostic) -> Field? {
        guard position < end else { return nil }
        let key = try varint()
        let number = key >> 3
        guard (1...536_870_911).contains(number) else { throw failure("a field has the number \(number)") }
        return Field(number: Int(number), value: try value(wireType: key & 7))
    }

    private mutating func value(wireType: UInt64) throws(Diagnostic) -> Value {
        switch wireType {
        case 0: return .varint(try varint())
        case 1: return .fixed64(try fixed(UInt64.self))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - position) else {
                throw failure("a field of \(length) bytes stands where \(end - position) are left")
            }
            defer { position += Int(length) }
            return .bytes(position..<position + Int(length))
        case 5: return .fixed32(try fixed(UInt32.self))
        default: throw failure("a field has the wire type \(wireType)")
        }
    }

    /// Seven bits a byte, lowest first.
    mutating func varint() throws(Diagnostic) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end, let byte = file.byte(at: position) {
            position += 1
            guard shift < 63 || byte <= 1 else { throw failure("a number has more than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw failure("a number is cut off")
    }

    mutating func fixed<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) throws(Diagnostic) -> Word {
        guard end - position >= MemoryLayout<Word>.size, let word = file.integer(at: position, as: type) else {
            throw failure("a number is cut off")
        }
        position += MemoryLayout<Word>.size
        return word
    }

    var isAtEnd: Bool { position >= end }

    func failure(_ reason: String) -> Diagnostic {
        .damagedONNX("\(reason) (byte \(position))", file.path)
    }
}

extension ProtobufReader {
    func integer(_ field: Field) throws(Diagnostic) -> Int {
        guard case .varint(let value) = field.value else { throw mismatch(field) }
        return Int(Int64(bitPattern: value))
    }

    func float(_ field: Field) throws(Diagnostic) -> Float {
        guard case .fixed32(let bits) = field.value else { throw mismatch(field) }
        return Float(bitPattern: bits)
    }

    func range(_ field: Field) throws(Diagnostic) -> Range<Int> {
        guard case .bytes(let range) = field.value else { throw mismatch(field) }
        return range
    }

    func text(_ field: Field) throws(Diagnostic) -> String {
        guard let text = file.text(in: try range(field)) else { throw failure("a text is not UTF-8") }
        return text
    }

    func message(_ field: Field) throws(Diagnostic) -> ProtobufReader { ProtobufReader(file, try range(field)) }

    /// Calls `body` with every number of a repeated field, packed or not.
    func forEachVarint(
        of field: Field, _ body: (UInt64) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        if case .varint(let value) = field.value { return try body(value) }
        var packed = try message(field)
        while !packed.isAtEnd { try body(try packed.varint()) }
    }

    /// Calls `body` with every 32-bit word of a repeated field, packed or not.
    func forEachFixed32(
        of field: Field, _ body: (UInt32) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        if case .fixed32(let value) = field.value { return try body(value) }
        var packed = try message(field)
        while !packed.isAtEnd { try body(try packed.fixed(UInt32.self)) }
    }

    /// Calls `body` with every 64-bit word of a repeated field, packed or not.
    func forEachFixed64(
        of field: Field, _ body: (UInt64) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        if case .fixed64(let value) = field.value { return try body(value) }
        var packed = try message(field)
        while !packed.isAtEnd { try body(try packed.fixed(UInt64.self)) }
    }

    private func mismatch(_ field: Field) -> Diagnostic {
        failure("field \(field.number) is of another kind than the format says")
    }
}

extension Diagnostic {
    static func damagedONNX(_ reason: String, _ path: String) -> Diagnostic {
        Diagnostic(
            .error, "bad-onnx", "not a sound ONNX file: \(reason)", at: .file(path),
            notes: [.init("fetch or export the file again")])
    }
}
