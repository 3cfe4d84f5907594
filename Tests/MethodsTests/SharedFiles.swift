import Diagnostics
import Foundation
import Tensors

/// The folder of fixtures, photos and models shared by developers: the environment variable VITRINE_SHARED, else
/// `shared` beside the repository. Tests that need it are skipped where it is absent.
enum SharedFiles {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["VITRINE_SHARED"] { return URL(filePath: path) }
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return repository.deletingLastPathComponent().appending(path: "shared")
    }()

    static func path(_ path: String) -> String { folder.appending(path: path).path }

    static func exist(_ path: String) -> Bool { FileManager.default.fileExists(atPath: self.path(path)) }

    static func data(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

    static func json(_ path: String) throws -> JSON { try JSON(parsing: data(path)) }

    static func npy(_ path: String) throws -> Tensor { try NPY.decode(data(path), name: path) }

    /// Little-endian float32 without a header.
    static func floats(_ path: String) throws -> [Float] {
        try data(path).withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { index in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
            }
        }
    }

    static let haveNets = exist("fixtures/nets/tiny_vgg/manifest.json")
    static let haveLucid = exist("fixtures/lucid/manifest.json")
    static let haveImaging = exist("fixtures/imaging/manifest.json")
    static let haveFormats = exist("fixtures/formats/manifest.json")
    static let haveModels = exist("data/models/googlenet/model.onnx")
    static let havePredictions = exist("data/predictions.json") && exist("data/images") && haveModels
    static let haveLabels = exist("data/labels/imagenet_class_index.json")
}

extension JSON {
    /// A list of whole numbers, empty where it is none.
    var integers: [Int] { (arrayValue ?? []).compactMap { $0.integerValue } }

    /// A list of numbers, empty where it is none.
    var numbers: [Double] { (arrayValue ?? []).compactMap { $0.numberValue } }
}
