import Diagnostics
import Foundation
import Models
import Tensors

/// The weights and inputs that Tests/Goldens/architectures.py computes alike.
enum HashedTensors {
    /// Multiples of 2⁻²³ from −1 up to 1: splitmix64 of a counter, keyed by the FNV-1a hash of the name.
    static func uniform(_ name: String, shape: [Int], _ map: (Double) -> Double = { $0 }) -> Tensor {
        let key = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Tensor(shape: shape) { target in
            var counter = key
            for index in target.indices {
                counter &+= 0x9E37_79B9_7F4A_7C15
                var z = counter
                z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
                z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
                z ^= z >> 31
                target[index] = Float(map(Double(z >> 40) * 0x1p-23 - 1))
            }
        }
    }

    /// Weights scaled as He et al. have it; batch normalizations near identity.
    static func weight(_ parameter: NetworkDescription.Parameter) -> Tensor {
        weight(parameter.name, shape: parameter.shape)
    }

    static func weight(_ name: String, shape: [Int]) -> Tensor {
        if name.hasSuffix("running_var") { return uniform(name, shape: shape) { 1 + 0.5 * $0 } }
        if shape.count > 1 {
            let scale = (6 / Double(shape.dropFirst().reduce(1, *))).squareRoot()
            return uniform(name, shape: shape) { $0 * scale }
        }
        if name.hasSuffix(".weight") { return uniform(name, shape: shape) { 1 + 0.25 * $0 } }
        return uniform(name, shape: shape) { 0.25 * $0 }
    }
}

/// What the scripts in Tests/Goldens wrote.
enum Goldens {
    static func json(_ name: String) throws -> JSON {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSON(parsing: Data(contentsOf: tests.appending(path: "Goldens/\(name)")))
    }
}
