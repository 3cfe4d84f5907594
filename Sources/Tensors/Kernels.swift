package import CKernels

/// The loops that are vectorised for a processor, in one of the variants it can run.
///
/// Variants may differ in the last bits of their results, since some of them round once where others round twice.
///
/// Unchecked: the table is constant memory.
package struct Kernels: @unchecked Sendable, CustomStringConvertible {
    package let table: UnsafePointer<CKKernels>

    /// Every variant this processor can run, the fastest first, the portable one last.
    package static let all: [Kernels] = {
        var count = 0
        let variants = ckVariants(&count)
        return (0..<count).map { Kernels(table: variants[$0]) }
    }()

    package static let fastest = all[0]

    /// "avx512", "avx2", "neon" or "portable".
    package var name: String { String(cString: table.pointee.name) }

    package var description: String { name }

    /// Columns of a panel of packed weights.
    package static var panelWidth: Int { ckPanelWidth }
}
