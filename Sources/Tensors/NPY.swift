package import Diagnostics
package import Foundation

/// NumPy's array files, format 1.0 and 2.0.
package enum NPY {
    private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

    /// The tensor as float32, little-endian, C order, version 1.0.
    package static func encode(_ tensor: Tensor) -> Data {
        let extents = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
        let unpadded = magic.count + 4 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var data = Data(magic + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)])
        data.append(contentsOf: header.utf8)
        tensor.withUnsafeBufferPointer { data.append(Data(buffer: $0)) }
        return data
    }

    /// Reads float32, float64, and integers of up to 64 bits, of either byte order, in C or Fortran order.
    ///
    /// - Parameter name: the file, for messages.
    package static func decode(_ data: Data, name: String) throws(Diagnostic) -> Tensor {
        func failure(_ reason: String) -> Diagnostic {
            Diagnostic(.error, "bad-npy", "not a readable .npy file: \(reason)", at: .file(name))
        }
        let bytes = [UInt8](data.prefix(12))
        guard bytes.count >= 10, Array(bytes.prefix(6)) == magic else {
            throw failure("it does not begin with \\x93NUMPY")
        }
        let isLong = bytes[6] >= 2
        guard (1...3).contains(bytes[6]), !isLong || bytes.count == 12 else {
            throw failure("unknown version \(bytes[6])")
        }
        let length =
            isLong
            ? (0..<4).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) } : Int(bytes[8]) | Int(bytes[9]) << 8
        let start = isLong ? 12 : 10
        guard length <= data.count - start else { throw failure("the header is cut off") }
        let header = String(decoding: data.dropFirst(start).prefix(length), as: UTF8.self)
        guard let description = field("descr", in: header), let order = field("fortran_order", in: header),
            let shape = shape(in: header), let count = elementCount(of: shape)
        else { throw failure("the header lacks descr, fortran_order or a sensible shape") }
        guard let element = ElementType(description) else {
            throw failure("elements of type \(description) are not supported; store float32")
        }
        let body = data.dropFirst(start + length)
        guard count <= body.count / element.size, body.count == count * element.size else {
            throw failure("\(body.count) bytes of elements where shape \(shape) needs \(count) of \(element.size)")
        }
        let values = body.withUnsafeBytes { raw in (0..<count).map { element.read(raw, at: $0) } }
        guard order == "True", shape.count > 1 else { return Tensor(shape: shape, elements: values) }
        return Tensor(shape: shape, elements: rowMajor(values, shape: shape))
    }

    private static func field(_ name: String, in header: String) -> String? {
        guard let key = header.range(of: "'\(name)':") else { return nil }
        let rest = header[key.upperBound...].drop { $0 == " " }
        if rest.first == "'" { return rest.dropFirst().prefix { $0 != "'" }.description }
        return rest.prefix { $0.isLetter }.description
    }

    private static func shape(in header: String) -> [Int]? {
        guard let key = header.range(of: "'shape':"), let open = header[key.upperBound...].firstIndex(of: "("),
            let close = header[open...].firstIndex(of: ")")
        else { return nil }
        var extents: [Int] = []
        for part in header[header.index(after: open)..<close].split(separator: ",") {
            let text = part.filter { $0 != " " }
            if text.isEmpty { continue }
            guard let extent = Int(text) else { return nil }
            extents.append(extent)
        }
        return extents
    }

    /// Elements stored with the first axis fastest, put with the last axis fastest.
    private static func rowMajor(_ values: [Float], shape: [Int]) -> [Float] {
        var strides = [1]
        for extent in shape.dropLast() { strides.append(strides[strides.count - 1] * extent) }
        var position = [Int](repeating: 0, count: shape.count)
        return values.indices.map { _ in
            let value = values[zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }]
            var axis = shape.count - 1
            while axis >= 0 {
                position[axis] += 1
                if position[axis] < shape[axis] { break }
                position[axis] = 0
                axis -= 1
            }
            return value
        }
    }

    /// A number's layout, as NumPy's `descr` names it.
    private struct ElementType {
        let kind: Character
        let size: Int
        let isBig: Bool

        init?(_ description: String) {
            guard description.count == 3, let order = description.first, "<>|=".contains(order),
                let size = description.last?.wholeNumberValue
            else { return nil }
            kind = description[description.index(after: description.startIndex)]
            self.size = size
            isBig = order == ">"
            switch (kind, size) {
            case ("f", 4), ("f", 8), ("i", 1), ("i", 2), ("i", 4), ("i", 8), ("u", 1), ("u", 2), ("u", 4), ("b", 1):
                break
            default: return nil
            }
        }

        func read(_ raw: UnsafeRawBufferPointer, at index: Int) -> Float {
            switch (kind, size) {
            case ("f", 4): Float(bitPattern: word(raw, index, UInt32.self))
            case ("f", _): Float(Double(bitPattern: word(raw, index, UInt64.self)))
            case ("i", 1): Float(word(raw, index, Int8.self))
            case ("i", 2): Float(word(raw, index, Int16.self))
            case ("i", 4): Float(word(raw, index, Int32.self))
            case ("i", _): Float(word(raw, index, Int64.self))
            case (_, 2): Float(word(raw, index, UInt16.self))
            case (_, 4): Float(word(raw, index, UInt32.self))
            default: Float(word(raw, index, UInt8.self))
            }
        }

        private func word<Word: FixedWidthInteger>(_ raw: UnsafeRawBufferPointer, _ index: Int, _: Word.Type) -> Word {
            let value = raw.loadUnaligned(fromByteOffset: index * size, as: Word.self)
            return isBig ? Word(bigEndian: value) : Word(littleEndian: value)
        }
    }
}
