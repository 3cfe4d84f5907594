import Diagnostics
import Foundation
import Testing

/// A folder for the files of one test, removed with the object.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file and gives its path.
    func write(_ data: Data, _ name: String = "file") throws -> String {
        let url = folder.appending(path: name)
        try data.write(to: url)
        return url.path
    }
}

/// The diagnostic that `body` throws; a test that throws none fails.
func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    do {
        try body()
    } catch let error as Diagnostic {
        return error
    } catch {
        Issue.record("not a diagnostic: \(error)")
        return nil
    }
    Issue.record("nothing was thrown")
    return nil
}

/// Whether a diagnostic points at a file as a whole.
func place(of diagnostic: Diagnostic?) -> String? {
    if case .file(let path)? = diagnostic?.place { path } else { nil }
}
