package import Diagnostics
import Synchronization

/// A request to stop, from a signal handler or anyone else; running jobs notice it at their next step.
package final class Interruption: Sendable {
    private let requested = Atomic(false)

    package init() {}

    package func request() { requested.store(true, ordering: .relaxed) }

    package var isRequested: Bool { requested.load(ordering: .relaxed) }

    package func check() throws(Diagnostic) {
        if isRequested { throw Self.diagnostic }
    }

    package static let diagnostic = Diagnostic(
        .error, "interrupted", "interrupted; a build keeps what was finished, and the next one goes on from there")
}
