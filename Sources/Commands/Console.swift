import Diagnostics
import Foundation
import Gallery

/// Where messages and results go: results on standard output, all else on standard error.
struct Console: Sendable {
    let format: DiagnosticFormat
    let isQuiet: Bool
    let isVerbose: Bool
    private let paints: Bool

    init(_ options: MessageOptions) {
        format = options.diagnostics
        isQuiet = options.quiet
        isVerbose = options.verbose
        let environment = ProcessInfo.processInfo.environment
        paints = isatty(STDERR_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// A result, on standard output.
    func print(_ text: String) {
        Self.write(text + "\n", to: .standardOutput)
    }

    /// A remark, on standard error, unless quiet was asked for.
    func note(_ text: String) {
        if !isQuiet { write(text) }
    }

    /// A remark for those who asked for more.
    func detail(_ text: String) {
        if isVerbose { write(text) }
    }

    func report(_ diagnostic: Diagnostic) {
        if isQuiet && diagnostic.severity != .error { return }
        write(diagnostic.rendered(as: format, colour: paints))
    }

    /// Reports everything in the log, each message once, and a count of what was wrong.
    func report(_ log: DiagnosticLog) {
        var seen: Set<String> = []
        let all = log.all.filter { seen.insert($0.json.canonicalText).inserted }
        for diagnostic in all { report(diagnostic) }
        let errors = all.count { $0.severity == .error }
        let warnings = all.count { $0.severity == .warning }
        guard format == .text, errors + warnings > 1 else { return }
        let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { counted($0.0, $0.1) }
        note(counts.joined(separator: ", "))
    }

    /// What is shown as it is, without a line break, on standard error.
    func show(_ text: String) { Self.write(text, to: .standardError) }

    private func write(_ text: String) { show(text + "\n") }

    /// Where output cannot be written, there is no one to go on for: says so if standard error still works, and ends.
    private static func write(_ text: String, to handle: FileHandle) {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            let message = "error: standard output cannot be written; is its disk full or its reader gone?\n"
            if handle === FileHandle.standardOutput {
                try? FileHandle.standardError.write(contentsOf: Data(message.utf8))
            }
            exit(1)
        }
    }
}

/// "1 page", "2 pages".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
