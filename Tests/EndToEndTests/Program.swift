import Foundation

/// The program under test, as a user would start it.
enum Program {
    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    #if DEBUG
        private static let configuration = "debug"
    #else
        private static let configuration = "release"
    #endif

    static let path = root.appendingPathComponent(".build/\(configuration)/vitrine").path

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs the program and waits for it.
    static func run(
        _ arguments: [String], in folder: String, with variables: [String: String] = [:]
    ) throws -> Outcome {
        let process = try start(arguments, in: folder, with: variables)
        return process.wait()
    }

    /// - Parameter variables: of the environment, besides the tests' own.
    static func start(
        _ arguments: [String], in folder: String, with variables: [String: String] = [:]
    ) throws -> Running {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var environment = ProcessInfo.processInfo.environment
        environment["NO_COLOR"] = "1"
        environment.merge(variables) { $1 }
        process.environment = environment
        return try Running(process)
    }

    /// A program that has been started; its output is gathered in files, so that no pipe can fill up.
    final class Running {
        let process: Process
        private let folder: URL
        private let output: FileHandle
        private let errors: FileHandle

        fileprivate init(_ process: Process) throws {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "vitrine-run-" + UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            func open(_ name: String) throws -> FileHandle {
                let file = folder.appendingPathComponent(name)
                _ = FileManager.default.createFile(atPath: file.path, contents: nil)
                return try FileHandle(forUpdating: file)
            }
            self.process = process
            self.folder = folder
            output = try open("stdout")
            errors = try open("stderr")
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            process.standardError = errors
            try process.run()
        }

        func wait() -> Outcome {
            process.waitUntilExit()
            defer { try? FileManager.default.removeItem(at: folder) }
            func text(_ handle: FileHandle) -> String {
                try? handle.seek(toOffset: 0)
                return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
            }
            let status =
                process.terminationReason == .uncaughtSignal
                ? 128 + process.terminationStatus : process.terminationStatus
            return Outcome(status: status, output: text(output), errors: text(errors))
        }
    }
}

/// A folder that goes when the test is over.
final class Scratch {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("vitrine-test-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    func write(_ data: Data, to name: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) }

    /// Every file below a folder with its bytes.
    func files(below folder: String) throws -> [String: Data] {
        let base = path + "/" + folder
        var files: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: base)?.allObjects as? [String] ?? [] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: base + "/" + name, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            files[name] = try Data(contentsOf: URL(fileURLWithPath: base + "/" + name))
        }
        return files
    }
}
