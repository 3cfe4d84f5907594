import Dispatch
import Synchronization

/// A number of threads that loops may use.
///
/// A loop is cut into pieces by its shape alone; workers take pieces as they become free. So the number of workers
/// changes when a piece is computed, never what it computes.
package struct Workers: Sendable {
    package let count: Int

    package init(_ count: Int) {
        self.count = max(1, count)
    }

    package static let one = Workers(1)

    /// Calls `body` once for every piece, in any order, on up to `count` threads, and returns when all are done.
    package func forEach(_ pieces: Int, _ body: (Int) -> Void) {
        if count == 1 || pieces < 2 {
            for piece in 0..<pieces { body(piece) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let shared = SharedBody(run: body)
            let next = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: min(count, pieces)) { _ in
                while true {
                    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if piece >= pieces { return }
                    shared.run(piece)
                }
            }
        }
    }

    /// The same with `floats` of uninitialised memory for each piece, reused by the pieces of one thread.
    package func forEach(
        _ pieces: Int, scratch floats: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        withoutActuallyEscaping(body) { body in
            let shared = SharedScratchBody(run: body)
            let next = Atomic(0)
            let threads = min(count, pieces)
            let work: @Sendable (Int) -> Void = { _ in
                let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, floats) * 4, alignment: 64)
                defer { memory.deallocate() }
                let scratch = memory.bindMemory(to: Float.self, capacity: max(1, floats))
                while true {
                    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if piece >= pieces { return }
                    shared.run(piece, scratch)
                }
            }
            if threads == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: threads, execute: work) }
        }
    }
}

/// Unchecked: the pieces of a loop write to disjoint memory, which is for their author to see to.
private struct SharedBody: @unchecked Sendable {
    let run: (Int) -> Void
}

/// Unchecked for the same reason.
private struct SharedScratchBody: @unchecked Sendable {
    let run: (Int, UnsafeMutablePointer<Float>) -> Void
}
