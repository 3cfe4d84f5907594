import ArgumentParser
import Diagnostics
import Foundation

/// Exit statuses, as the documentation promises them.
enum Status {
    static let errors = ExitCode(1)
    static let interrupted = ExitCode(130)
}

/// Runs a command's work, reports everything that was logged or thrown, and leaves with the right status.
///
/// - Parameter strict: whether warnings count as errors.
func perform(
    _ console: Console, strict: Bool = false, _ body: (DiagnosticLog) throws(Diagnostic) -> Void
) throws {
    let log = DiagnosticLog()
    do throws(Diagnostic) {
        try body(log)
    } catch {
        log.add(error)
    }
    console.report(log)
    if log.all.contains(where: { $0.id == "interrupted" }) { throw Status.interrupted }
    if log.hasErrors || strict && log.all.contains(where: { $0.severity == .warning }) { throw Status.errors }
}
