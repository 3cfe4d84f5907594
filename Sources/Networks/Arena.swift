import Foundation
import Tensors

/// One stretch of memory, aligned for vector loads, that grows when more is asked for.
final class Arena<Element> {
    private(set) var start: UnsafeMutablePointer<Element>?
    private var count = 0

    deinit { free(start) }

    /// Makes room for `wanted` elements; what was there is lost where it must grow.
    ///
    /// - Returns: whether the system has that much memory.
    func reserve(_ wanted: Int) -> Bool {
        if wanted <= count { return true }
        let (size, overflow) = wanted.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, size <= Processor.memory else { return false }
        free(start)
        start = nil
        count = 0
        var bytes: UnsafeMutableRawPointer?
        guard posix_memalign(&bytes, 64, size) == 0, let bytes else { return false }
        start = bytes.bindMemory(to: Element.self, capacity: wanted)
        count = wanted
        return true
    }
}
