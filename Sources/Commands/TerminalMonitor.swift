import Diagnostics
import Foundation
import Gallery
import Synchronization

/// Shows how a build goes on: one line that renews itself on a terminal, a line now and then elsewhere.
final class TerminalMonitor: BuildMonitor {
    private struct State {
        var phase = ""
        var began = ContinuousClock.now
        var shown = ContinuousClock.now
        var hasLine = false
        var lastShare = 0.0
    }

    private let console: Console
    private let isTerminal: Bool
    private let state = Mutex(State())

    init(_ console: Console) {
        self.console = console
        isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    func phaseBegan(_ name: String, missing: Int, found: Int) {
        state.withLock { $0 = State(phase: name) }
        guard missing > 0 else { return }
        console.note("\(name): \(missing) to compute, \(found) in the store")
    }

    func jobBegan(_ title: String) {}

    func jobEnded(_ title: String, seconds: Double, failed: Bool) {
        guard console.isVerbose else { return }
        clearLine()
        console.detail("  \(failed ? "failed" : "done")  \(title)  \(Self.duration(seconds))")
    }

    func advanced(finished: Int, total: Int, share: Double) {
        guard !console.isQuiet, console.format == .text else { return }
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
            guard state.shown.duration(to: now) >= pause else { return nil }
            state.shown = now
            state.hasLine = true
            state.lastShare = max(state.lastShare, share)
            let elapsed = state.began.duration(to: now) / .seconds(1)
            let rest = state.lastShare > 0.01 ? elapsed / state.lastShare - elapsed : nil
            let estimate = rest.map { ", about \(Self.duration($0)) left" } ?? ""
            return "\(state.phase): \(finished) of \(total), \(Int(state.lastShare * 100)) %\(estimate)"
        }
        guard let line else { return }
        if isTerminal {
            console.show("\r\u{1B}[K\(line)")
        } else {
            console.note(line)
        }
    }

    func phaseEnded() { clearLine() }

    private func clearLine() {
        let hasLine = state.withLock { state -> Bool in
            defer { state.hasLine = false }
            return state.hasLine
        }
        if hasLine, isTerminal { console.show("\r\u{1B}[K") }
    }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: "\(Int((seconds * 1000).rounded())) ms"
        case ..<100: "\((seconds * 10).rounded() / 10) s"
        default: "\(Int(seconds / 60)) min \(Int(seconds) % 60) s"
        }
    }
}
