import Diagnostics
import Foundation
import Tensors

/// Whether OpenBLAS runs kernels below what the processor can do: the environment may pin it, or it may be too old to
/// know the processor.
struct OpenBLASCheck {
    /// Its kernels, such as "Haswell".
    let kernels = BLAS.kernelName
    /// What the environment asks for.
    let coreType = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"].flatMap { $0.isEmpty ? nil : $0 }

    private static let avx512: Set = ["skylakex", "cooperlake", "sapphirerapids"]
    private static let avx2: Set = ["haswell", "zen", "excavator"]

    var isBelowProcessor: Bool {
        let name = kernels.lowercased()
        switch Kernels.fastest.name {
        case "avx512": return !Self.avx512.contains(name)
        case "avx2": return !Self.avx512.contains(name) && !Self.avx2.contains(name)
        default: return false
        }
    }

    /// nil where OpenBLAS does what it can.
    var warning: Diagnostic? {
        guard isBelowProcessor else { return nil }
        let own = Kernels.fastest.name
        return Diagnostic(
            .warning, "slow-openblas", "OpenBLAS runs its \(kernels) kernels, though the processor has \(own)",
            notes: [
                .init(
                    coreType.map { "the environment variable OPENBLAS_CORETYPE is '\($0)'; unset it" }
                        ?? "a newer OpenBLAS may know the processor"),
                .init(
                    "training and products of matrices (MatMul) are slower for it; "
                        + "all else runs on the program's own \(own) kernels"),
            ])
    }

    var json: JSON {
        .object([
            "kernels": .string(kernels), "belowProcessor": .bool(isBelowProcessor),
            "coreType": coreType.map(JSON.string) ?? .null,
        ])
    }
}
