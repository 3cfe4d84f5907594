import CKernels
import Foundation
import Synchronization

/// Threads that wait for loops.
///
/// A network is hundreds of short loops behind one another, and to wake a sleeping thread takes as long as some of them
/// run; so a helper that has finished looks out for the next loop for a moment before it sleeps. A helper that comes
/// too late for a loop is not waited for. The threads end with the crew.
final class Crew: Sendable {
    private let watch = Watch()

    init(helpers: Int) {
        for _ in 0..<helpers {
            let thread = Thread { [watch] in watch.attend() }
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { watch.end() }

    /// Calls `body` on the calling thread as slot 0 and on up to `helpers` others, and returns when all have.
    ///
    /// Where the crew is at work already, for another caller, the calling thread runs alone.
    func run(helpers: Int, _ body: (_ slot: Int) -> Void) { watch.run(helpers: helpers, body) }
}

/// What the threads of a crew look at.
private final class Watch: Sendable {
    typealias Body = (_ slot: Int) -> Void

    /// Unchecked: the body lies with the caller, who waits for all that use it.
    private struct Loop: @unchecked Sendable {
        /// nil between loops.
        var body: UnsafePointer<Body>?
        var helpers = 0
        var joined = 0
    }

    private let loop = Mutex(Loop())
    /// Raised by one for every loop.
    private let generation = Atomic(0)
    /// Helpers at work in the present loop.
    private let active = Atomic(0)
    private let isTaken = Atomic(false)
    private let bell = Bell()

    private let hasEnded = Atomic(false)

    /// How often a helper looks for the next loop before it sleeps: about a quarter of a millisecond.
    private static let patience = 20_000
    /// How often a caller looks whether its helpers have finished before it lets other threads run.
    private static let callerPatience = 2_000

    func run(helpers: Int, _ body: Body) {
        guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            return body(0)
        }
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { run(Loop(body: $0, helpers: helpers)) }
        }
        isTaken.store(false, ordering: .releasing)
    }

    private func run(_ new: Loop) {
        loop.withLock { $0 = new }
        generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
        bell.ring()
        Self.take(new, slot: 0)
        loop.withLock { $0.body = nil }
        var looks = 0
        while active.load(ordering: .acquiring) > 0 {
            looks += 1
            if looks < Self.callerPatience { ckPause() } else { sched_yield() }
        }
    }

    /// Not inlined: it lets go of the body when it returns, before its thread says that it has finished.
    @inline(never)
    private static func take(_ loop: Loop, slot: Int) { loop.body?.pointee(slot) }

    func end() {
        hasEnded.store(true, ordering: .relaxed)
        generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
        bell.ring()
    }

    func attend() {
        var seen = 0
        while !hasEnded.load(ordering: .relaxed) {
            var looks = 0
            while generation.load(ordering: .acquiring) == seen {
                looks += 1
                if looks < Self.patience {
                    ckPause()
                } else {
                    bell.wait { generation.load(ordering: .sequentiallyConsistent) == seen }
                    looks = 0
                }
            }
            seen = generation.load(ordering: .acquiring)
            if let loop = join() {
                Self.take(loop, slot: loop.joined)
                active.wrappingSubtract(1, ordering: .releasing)
            }
        }
    }

    /// The loop under way, where it has room for one more, with the number of those who have joined it.
    private func join() -> Loop? {
        loop.withLock { loop in
            guard loop.body != nil, loop.joined < loop.helpers else { return nil }
            loop.joined += 1
            active.wrappingAdd(1, ordering: .relaxed)
            return loop
        }
    }
}

/// Wakes threads that sleep until something has changed.
private final class Bell: Sendable {
    private let condition = NSCondition()
    private let sleepers = Atomic(0)

    func ring() {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Sleeps for as long as `nothingNew` holds.
    func wait(while nothingNew: () -> Bool) {
        condition.lock()
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while nothingNew() { condition.wait() }
        sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        condition.unlock()
    }
}
