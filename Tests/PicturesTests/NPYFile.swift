import Foundation

/// The part of numpy's `.npy` format (version 1.0, C order) that the fixtures use.
struct NPYFile {
    let shape: [Int]
    private let type: String
    private let payload: Data

    struct Unreadable: Error {}

    init(_ data: Data) throws {
        let bytes = [UInt8](data)
        guard bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]), bytes.count > 10 else { throw Unreadable() }
        let headerCount = Int(bytes[8]) | Int(bytes[9]) << 8
        guard bytes.count >= 10 + headerCount else { throw Unreadable() }
        let header = String(decoding: bytes[10..<10 + headerCount], as: UTF8.self)
        guard
            let match = header.firstMatch(
                of: /'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[0-9, ]*)\)/)
        else { throw Unreadable() }
        type = String(match.type)
        shape = match.shape.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        payload = Data(bytes[(10 + headerCount)...])
    }

    func uint8() throws -> [UInt8] {
        guard type == "|u1", payload.count == shape.reduce(1, *) else { throw Unreadable() }
        return [UInt8](payload)
    }

    func float32() throws -> [Float] {
        guard type == "<f4", payload.count == 4 * shape.reduce(1, *) else { throw Unreadable() }
        return payload.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
            }
        }
    }
}
