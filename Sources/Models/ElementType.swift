package import Diagnostics
package import Tensors

/// How a number is stored in a file of weights; little-endian unless its file says otherwise.
package enum ElementType: String, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes of one element.
    package var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    package var isFloatingPoint: Bool {
        switch self {
        case .float64, .float32, .float16, .bfloat16: true
        default: false
        }
    }

    /// Writes little-endian elements as float32, rounded to nearest.
    ///
    /// - Precondition: there are as many as the target holds.
    func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        precondition(source.count == target.count * size)
        switch self {
        case .float64: convert(source, to: target) { Float(Double(bitPattern: $0)) }
        case .float32: convert(source, to: target) { Float(bitPattern: $0) }
        case .float16: convert(source, to: target, float(fromHalf:))
        case .bfloat16: convert(source, to: target, float(fromBrainHalf:))
        case .int64: convert(source, to: target) { (word: Int64) in Float(word) }
        case .int32: convert(source, to: target) { (word: Int32) in Float(word) }
        case .int16: convert(source, to: target) { (word: Int16) in Float(word) }
        case .int8: convert(source, to: target) { (word: Int8) in Float(word) }
        case .uint8: convert(source, to: target) { (word: UInt8) in Float(word) }
        case .bool: convert(source, to: target) { (word: UInt8) in word == 0 ? 0 : 1 }
        }
    }
}

extension MappedFile {
    /// The elements of a range as float32: borrowed from the file where they are stored so and aligned, else converted.
    ///
    /// - Precondition: the range lies inside the file and holds as many elements as the shape says.
    func tensor(_ type: ElementType, shape: [Int], in range: Range<Int>) -> Tensor {
        if type == .float32, let elements = floats(in: range) {
            return Tensor(shape: shape, borrowing: elements, from: self)
        }
        return Tensor(shape: shape) { target in withBytes(in: range) { type.decode($0, into: target) } }
    }

    /// The elements of a range of an integer type.
    ///
    /// - Precondition: the range lies inside the file; the type is no floating-point type.
    func integers(_ type: ElementType, in range: Range<Int>) -> [Int] {
        precondition(!type.isFloatingPoint)
        return withBytes(in: range) { source in
            (0..<range.count / type.size).map { index in
                let offset = index * type.size
                return switch type {
                case .int64: Int(Int64(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
                case .int32: Int(Int32(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
                case .int16: Int(Int16(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
                case .int8: Int(Int8(bitPattern: source[offset]))
                case .bool: source[offset] == 0 ? 0 : 1
                default: Int(source[offset])
                }
            }
        }
    }
}

@inline(__always)
private func convert<Word: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Float>, _ value: (Word) -> Float
) {
    for index in target.indices {
        let offset = index * MemoryLayout<Word>.size
        target[index] = value(Word(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Word.self)))
    }
}

/// IEEE 754 binary16, exactly.
func float(fromHalf bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
        let magnitude = Float(fraction) * 0x1p-24
        return sign == 0 ? magnitude : -magnitude
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
}

/// The upper half of a binary32.
func float(fromBrainHalf bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

extension Tensor {
    /// The place of the first NaN or infinity, if there is one.
    package var firstNonFinite: Int? {
        withUnsafeBufferPointer { elements in
            // The largest exponent, since a loop that may end early is not vectorised.
            var largest: UInt32 = 0
            for element in elements { largest = max(largest, element.bitPattern & 0x7F80_0000) }
            return largest == 0x7F80_0000 ? elements.firstIndex { !$0.isFinite } : nil
        }
    }

    /// The tensor, unless it holds NaN or infinity.
    ///
    /// - Parameter name: the tensor's name in its file, for the message.
    package func checkedFinite(_ name: String, in path: String) throws(Diagnostic) -> Tensor {
        guard let index = firstNonFinite else { return self }
        throw Diagnostic(
            .error, "weights-not-finite", "weights '\(name)' hold \(self[index]) at element \(index)",
            at: .file(path), notes: [.init("the training diverged or the file is damaged; use another checkpoint")])
    }
}
