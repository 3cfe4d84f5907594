import Foundation

/// The machine's processor.
package enum Processor {
    /// Its name as the system reports it, such as "AMD EPYC"; "unknown" where it does not.
    package static let name: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").dropFirst().first.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown"
    }()

    /// Bytes of memory the machine has.
    package static var memory: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }

    /// Threads the system can run at once.
    package static var threadCount: Int { ProcessInfo.processInfo.activeProcessorCount }
}
