import Synchronization
import Tensors

/// Weights in the forms that algorithms read, each made once, when it is first needed.
final class PreparedWeights: Sendable {
    /// A form of the weights, and the direction it serves.
    enum Form: Hashable {
        case panels(isGradient: Bool)
        case winograd(isGradient: Bool)
        case scattering
        case taps
    }

    private let forms = Mutex<[Form: Tensor]>([:])

    func form(_ form: Form, count: Int, _ make: (UnsafeMutableBufferPointer<Float>) -> Void) -> Tensor {
        forms.withLock { forms in
            if let known = forms[form] { return known }
            let made = Tensor(shape: [count]) { make($0) }
            forms[form] = made
            return made
        }
    }
}

/// Panels of weights as the matrix kernel reads them: 32 columns side by side, row after row, the last panel padded
/// with zeros.
enum Panels {
    /// Elements of a packed matrix.
    static func count(depth: Int, columns: Int) -> Int {
        (columns + Kernels.panelWidth - 1) / Kernels.panelWidth * Kernels.panelWidth * depth
    }

    /// Where a column's first element lies, for a column that begins a panel.
    static func offset(ofColumn column: Int, depth: Int) -> Int { column * depth }

    /// Packs a matrix whose element in row r and column c is `weights[base(r) + c · columnStride]`.
    static func pack(
        depth: Int, columns: Int, from weights: UnsafePointer<Float>, columnStride: Int,
        into target: UnsafeMutablePointer<Float>, workers: Workers, base: (_ row: Int) -> Int
    ) {
        let width = Kernels.panelWidth
        workers.forEachUnit((columns + width - 1) / width, work: depth * width) { index in
            let first = index * width
            let panel = target + first * depth
            let count = min(width, columns - first)
            for row in 0..<depth {
                let source = weights + base(row) + first * columnStride
                let line = panel + row * width
                for column in 0..<count { line[column] = source[column * columnStride] }
                for column in count..<width { line[column] = 0 }
            }
        }
    }
}
