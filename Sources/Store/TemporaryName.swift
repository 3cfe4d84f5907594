import Foundation

/// The name of a file that is being written, `.vitrine-PID-RANDOM.tmp`: it says whose it is, so that what a kill left
/// behind can be told from what a living process is about to rename.
package struct TemporaryName: Sendable {
    package let text: String
    let process: pid_t

    private static let prefix = ".vitrine-"
    private static let suffix = ".tmp"

    /// A new name for this process.
    init() {
        process = getpid()
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        text = "\(Self.prefix)\(process)-\(String(repeating: "0", count: 16 - random.count))\(random)\(Self.suffix)"
    }

    /// Recognises a name this program gave; nil for any other.
    package init?(_ name: String) {
        guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix) else { return nil }
        let parts = name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let process = pid_t(parts[0]), process > 0, String(process) == parts[0],
            parts[1].utf8.count == 16, parts[1].utf8.allSatisfy({ Self.digits.contains($0) })
        else { return nil }
        self.text = name
        self.process = process
    }

    private static let digits = Set("0123456789abcdef".utf8)

    /// Whether the process that gave the name is running, or another that got its number since.
    package var isWriterAlive: Bool {
        guard kill(process, 0) == 0 || errno == EPERM else { return false }
        // One that has ended and waits for its parent to take note still has its number.
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        let state = status[(status.lastIndex(of: ")") ?? status.startIndex)...].dropFirst(2).first
        return state != "Z" && state != "X"
    }
}
