import Diagnostics
package import Foundation
package import Tensors

extension SafetensorsFile {
    /// A file of float32 tensors, sorted by name; the same tensors and metadata always give the same bytes.
    ///
    /// - Precondition: no name occurs twice, and none is `__metadata__`.
    package static func encode(
        _ tensors: [(name: String, value: Tensor)], metadata: [String: String] = [:]
    ) -> Data {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        precondition(Set(sorted.map(\.name)).count == sorted.count && !sorted.contains { $0.name == "__metadata__" })
        var members: [String] = []
        if !metadata.isEmpty {
            members.append("\"__metadata__\":" + JSON.object(metadata.mapValues(JSON.string)).canonicalText)
        }
        var offset = 0
        for (name, value) in sorted {
            let end = offset + value.count * MemoryLayout<Float>.size
            let extents = value.shape.map(String.init).joined(separator: ",")
            members.append(
                JSON.string(name).canonicalText
                    + ":{\"dtype\":\"F32\",\"shape\":[\(extents)],\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var header = "{" + members.joined(separator: ",") + "}"
        // Elements that begin at a multiple of 8 can be read where they lie.
        header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        var data = Data(capacity: 8 + header.utf8.count + offset)
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: header.utf8)
        for (_, value) in sorted {
            value.withUnsafeBufferPointer { elements in
                if 1.littleEndian == 1 {
                    data.append(contentsOf: UnsafeRawBufferPointer(elements))
                } else {
                    for element in elements {
                        withUnsafeBytes(of: element.bitPattern.littleEndian) { data.append(contentsOf: $0) }
                    }
                }
            }
        }
        return data
    }
}
