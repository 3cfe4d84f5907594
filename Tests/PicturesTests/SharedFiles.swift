import Foundation

/// The folder of fixtures and photos shared by developers: the environment variable VITRINE_SHARED, else `shared`
/// beside the repository. Tests that need it are skipped where it is absent.
enum SharedFiles {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["VITRINE_SHARED"] { return URL(filePath: path) }
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return repository.deletingLastPathComponent().appending(path: "shared")
    }()

    static func exist(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }

    static func data(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: path))
    }

    static let haveImaging = exist("fixtures/imaging/manifest.json")
    static let havePhotos = exist("data/images")
}
