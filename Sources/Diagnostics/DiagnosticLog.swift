import Synchronization

/// Collects messages from any thread, in the order they come.
package final class DiagnosticLog: Sendable {
    private let entries = Mutex<[Diagnostic]>([])

    package init() {}

    package func add(_ diagnostic: Diagnostic) {
        entries.withLock { $0.append(diagnostic) }
    }

    package func error(_ id: String, _ message: String, at range: SourceRange?, notes: [Diagnostic.Note] = []) {
        add(Diagnostic(.error, id, message, at: range, notes: notes))
    }

    package func warning(_ id: String, _ message: String, at range: SourceRange?, notes: [Diagnostic.Note] = []) {
        add(Diagnostic(.warning, id, message, at: range, notes: notes))
    }

    package var all: [Diagnostic] { entries.withLock { $0 } }

    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Runs `body`, logs the diagnostic it throws, and gives nil then.
    package func attempt<Value>(
        at range: SourceRange? = nil, _ body: () throws(Diagnostic) -> Value
    ) -> Value? {
        do {
            return try body()
        } catch {
            add(error.placed(at: range))
            return nil
        }
    }
}
