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
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
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
            .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        note(counts.joined(separator: ", "))
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
