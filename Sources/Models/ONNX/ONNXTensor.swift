import Diagnostics
import Tensors

/// A tensor of an ONNX file (TensorProto): what it says of itself, and where its elements lie.
struct ONNXTensor {
    private(set) var name = ""
    private(set) var shape: [Int] = []
    private(set) var dataType = 0
    /// The elements as raw little-endian bytes in the model's file.
    private(set) var raw: Range<Int>?
    private(set) var isExternal = false
    /// Where external elements lie: "location", "offset", "length".
    private(set) var externalEntries: [String: String] = [:]
    private let message: ProtobufReader

    static let axisLimit = 32

    init(_ message: ProtobufReader) throws(Diagnostic) {
        self.message = message
        var reader = message
        var extents: [Int] = []
        while let field = try reader.next() {
            switch field.number {
            case 1:
                try reader.forEachVarint(of: field) { value throws(Diagnostic) in
                    guard extents.count < Self.axisLimit else {
                        throw reader.failure("a tensor has more than \(Self.axisLimit) axes")
                    }
                    extents.append(Int(Int64(bitPattern: value)))
                }
            case 2: dataType = try reader.integer(field)
            case 8: name = try reader.text(field)
            case 9: raw = try reader.range(field)
            case 13: try readExternalEntry(reader.message(field))
            case 14: isExternal = try reader.integer(field) == 1
            default: continue
            }
        }
        shape = extents
    }

    private mutating func readExternalEntry(_ message: ProtobufReader) throws(Diagnostic) {
        var reader = message
        var (key, value) = ("", "")
        while let field = try reader.next() {
            switch field.number {
            case 1: key = try reader.text(field)
            case 2: value = try reader.text(field)
            default: continue
            }
        }
        externalEntries[key] = value
    }

    /// The type of the elements, or nil where it is none that can be read.
    var elementType: ElementType? {
        switch dataType {
        case 1: .float32
        case 2: .uint8
        case 3: .int8
        case 5: .int16
        case 6: .int32
        case 7: .int64
        case 9: .bool
        case 10: .float16
        case 11: .float64
        case 16: .bfloat16
        default: nil
        }
    }

    /// The name of a type that cannot be read, for messages.
    var dataTypeName: String {
        let names = [4: "UINT16", 8: "STRING", 12: "UINT32", 13: "UINT64", 14: "COMPLEX64", 15: "COMPLEX128"]
        return names[dataType] ?? elementType?.rawValue ?? "number \(dataType)"
    }
}

extension ONNXTensor {
    /// Elements that are stored as typed numbers instead of raw bytes, as float32.
    func typedFloats(count: Int, type: ElementType) throws(Diagnostic) -> Tensor {
        try checkTypedCount(count, type: type)
        var values = Tensor(shape: shape)
        var index = 0
        try forEachTyped(type) { bits throws(Diagnostic) in
            values[index] =
                switch type {
                case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
                case .float64: Float(Double(bitPattern: bits))
                case .float16: float(fromHalf: UInt16(truncatingIfNeeded: bits))
                case .bfloat16: float(fromBrainHalf: UInt16(truncatingIfNeeded: bits))
                default: Float(Int64(bitPattern: bits))
                }
            index += 1
        }
        return values
    }

    /// Elements of an integer type that are stored as typed numbers instead of raw bytes.
    func typedIntegers(count: Int, type: ElementType) throws(Diagnostic) -> [Int] {
        try checkTypedCount(count, type: type)
        var values: [Int] = []
        values.reserveCapacity(count)
        try forEachTyped(type) { bits in values.append(Int(Int64(bitPattern: bits))) }
        return values
    }

    /// Counts before memory is taken.
    private func checkTypedCount(_ count: Int, type: ElementType) throws(Diagnostic) {
        var found = 0
        try forEachTyped(type) { _ in found += 1 }
        guard found == count else {
            throw .damagedONNX("tensor '\(name)' of shape \(shape) holds \(found) elements", message.file.path)
        }
    }

    /// float_data, int32_data, int64_data or double_data, whichever the type is kept in.
    private func forEachTyped(_ type: ElementType, _ body: (UInt64) throws(Diagnostic) -> Void) throws(Diagnostic) {
        var reader = message
        while let field = try reader.next() {
            switch (type, field.number) {
            case (.float32, 4):
                try reader.forEachFixed32(of: field) { bits throws(Diagnostic) in try body(UInt64(bits)) }
            case (.float64, 10): try reader.forEachFixed64(of: field, body)
            case (.int64, 7): try reader.forEachVarint(of: field, body)
            case (.float32, _), (.float64, _), (.int64, _): continue
            case (_, 5): try reader.forEachVarint(of: field, body)
            default: continue
            }
        }
    }
}
