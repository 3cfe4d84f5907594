import Synchronization

/// A number of threads that loops may use.
///
/// A loop is cut into pieces by its shape alone; workers take pieces as they become free. So the number of workers
/// changes when a piece is computed, never what it computes. The threads wait between loops, so keep a value rather than
/// make one for every loop.
package struct Workers: Sendable {
    package let count: Int
    private let crew: Crew?

    package init(_ count: Int) {
        self.count = max(1, count)
        crew = count > 1 ? Crew(helpers: count - 1) : nil
    }

    package static let one = Workers(1)

    /// Calls `body` once for every piece, in any order, on up to `count` threads, and returns when all are done.
    package func forEach(_ pieces: Int, _ body: (Int) -> Void) {
        forEachSlot(pieces) { piece, _ in body(piece) }
    }

    /// The same with the number of the thread, below `count`, that the piece runs on: two pieces that run at the same
    /// time have different ones.
    package func forEachSlot(_ pieces: Int, _ body: (_ piece: Int, _ slot: Int) -> Void) {
        guard let crew, pieces > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        let next = Atomic(0)
        crew.run(helpers: min(count, pieces) - 1) { slot in
            while true {
                let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if piece >= pieces { return }
                body(piece, slot)
            }
        }
    }

    /// The same with `floats` of uninitialised memory for each piece, reused by the pieces of one thread.
    package func forEach(
        _ pieces: Int, scratch floats: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        let slots = max(1, min(count, pieces))
        let stride = (max(1, floats) + 15) / 16 * 16
        let memory = UnsafeMutableRawPointer.allocate(byteCount: slots * stride * 4, alignment: 64)
        defer { memory.deallocate() }
        let scratch = memory.bindMemory(to: Float.self, capacity: slots * stride)
        forEachSlot(pieces) { piece, slot in body(piece, scratch + slot * stride) }
    }
}
