import Diagnostics
import Foundation
import Tensors

/// The folder of fixtures shared by developers: the environment variable VITRINE_SHARED, else `shared` beside the
/// repository. Tests that need it are skipped where it is absent.
enum SharedFiles {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["VITRINE_SHARED"] { return URL(filePath: path) }
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return repository.deletingLastPathComponent().appending(path: "shared")
    }()

    static let haveImaging = FileManager.default.fileExists(
        atPath: folder.appending(path: "fixtures/imaging/manifest.json").path)

    static func imaging(_ name: String) throws -> Tensor {
        try NPY.decode(try Data(contentsOf: folder.appending(path: "fixtures/imaging/\(name)")), name: name)
    }

    /// The manifest's entry of this name.
    static func entry(_ name: String) throws -> JSON? {
        let data = try Data(contentsOf: folder.appending(path: "fixtures/imaging/manifest.json"))
        return try JSON(parsing: data)["entries"]?.arrayValue?.first { $0["name"]?.stringValue == name }
    }
}
