package import Diagnostics
import Foundation
import Synchronization

/// Keeps a store from being collected while it lives: whoever writes holds one, and a build holds one from its plan to
/// its last page.
package final class StoreHold: Sendable {
    private let descriptor: Mutex<Int32?>

    fileprivate init(_ descriptor: Int32?) {
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Gives the store free; releasing twice is harmless.
    package func release() {
        descriptor.withLock { held in
            if let held { close(held) }
            held = nil
        }
    }
}

extension ResultStore {
    static let lockName = "lock"

    /// Keeps collections off until the hold is released or gone; waits where one is under way.
    package func hold() throws(Diagnostic) -> StoreHold {
        let file = try openLock(O_RDONLY)
        switch uninterrupted({ flock(file, LOCK_SH) }) {
        case .done: return StoreHold(file)
        case .refused(let code):
            close(file)
            // Writing is safe without a lock. Where the disk knows none, collecting is refused instead.
            if Self.meansNoLocks(code) { return StoreHold(nil) }
            throw .refused(code, to: "lock", root.path(of: Self.lockName))
        }
    }

    /// The store to oneself; nil while somebody holds it.
    func holdAlone() throws(Diagnostic) -> StoreHold? {
        let file = try openLock(O_RDWR)
        switch uninterrupted({ flock(file, LOCK_EX | LOCK_NB) }) {
        case .done: return StoreHold(file)
        case .refused(let code):
            close(file)
            if code == EWOULDBLOCK { return nil }
            var failure = Diagnostic.refused(code, to: "lock", root.path(of: Self.lockName))
            if Self.meansNoLocks(code) {
                failure.notes.append(
                    Diagnostic.Note("nothing is removed from a store on a disk without locks; remove it as a whole"))
            }
            throw failure
        }
    }

    private func openLock(_ access: Int32) throws(Diagnostic) -> Int32 {
        let flags = access | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        switch uninterrupted({ openat(root.descriptor, Self.lockName, flags, 0o666) }) {
        case .done(let file): return file
        case .refused(let code):
            throw Diagnostic.refused(code, to: "lock", root.path(of: Self.lockName)).withStoreAdvice
        }
    }

    private static func meansNoLocks(_ code: Int32) -> Bool {
        [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL].contains(code)
    }
}
