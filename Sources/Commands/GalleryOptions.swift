import ArgumentParser
import Content
import Diagnostics
import Foundation
import Gallery
import Store
import Tensors

/// Options that say which gallery, and what it may use.
struct GalleryOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The gallery's folder, which holds Content/.", valueName: "folder"))
    var source = "."

    @Option(help: ArgumentHelp("Where results are kept (default: .cache/vitrine in the gallery).", valueName: "folder"))
    var cache: String?

    @Option(
        help: ArgumentHelp("A folder outside the gallery that its pages may read; repeatable.", valueName: "folder"))
    var allowFolder: [String] = []

    @Flag(help: "Build pages marked as drafts too.")
    var drafts = false

    var storePath: String { cache ?? (source == "." ? "" : source + "/") + ".cache/vitrine" }

    /// Reads the gallery; nil where nothing can be read at all.
    func load(log: DiagnosticLog) -> GallerySource? {
        GallerySource.load(folder: source, granted: allowFolder, drafts: drafts, log: log)
    }

    func openStore(creating: Bool = true) throws(Diagnostic) -> ResultStore {
        try ResultStore(directory: storePath, creating: creating)
    }

    /// Calls `body` with the store for looking things up: where there is none yet, with an empty one that leaves no
    /// trace, so that a command that only looks makes no folder.
    func lookUp<Result>(
        _ body: (ResultStore) throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> Result {
        do {
            return try body(try openStore(creating: false))
        } catch  where error.id == "no-store" {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vitrine-" + UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: folder) }
            return try body(try ResultStore(directory: folder.path))
        }
    }
}

/// How many threads a command may use.
struct ThreadOptions: ParsableArguments {
    @Option(
        name: [.customShort("j"), .customLong("threads")],
        help: ArgumentHelp("Threads (default: as many as the processor has).", valueName: "count"))
    var threads: Int?

    var count: Int { threads ?? Processor.threadCount }

    var workers: Workers { Workers(count) }

    func validate() throws {
        if let threads, !(1...1024).contains(threads) { throw ValidationError("-j takes a number from 1 to 1024") }
    }
}

/// How much of the machine a build may use.
struct ResourceOptions: ParsableArguments {
    @OptionGroup var threads: ThreadOptions

    @Option(
        help: ArgumentHelp(
            "Most memory for jobs that run together, such as 2G or 500M (default: what the machine has).",
            valueName: "size"))
    var memory: ByteCount?

    var resources: Resources {
        Resources(threads: threads.count, memory: memory?.bytes ?? Processor.memory)
    }
}

/// A number of bytes as people write it: 500M, 2G.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let shift = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Double(shift == nil ? argument : String(argument.dropLast())), number > 0,
            number < 1e6 || shift == nil,
            number * Double(1 << (shift ?? 0)) < 9e15
        else { return nil }
        bytes = Int(number * Double(1 << (shift ?? 0)))
    }
}
