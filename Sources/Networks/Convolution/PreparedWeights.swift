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

    static func pack(
        depth: Int, columns: Int, into target: UnsafeMutablePointer<Float>,
        _ element: (_ row: Int, _ column: Int) -> Float
    ) {
        let width = Kernels.panelWidth
        for first in stride(from: 0, to: columns, by: width) {
            let panel = target + first * depth
            for row in 0..<depth {
                for column in 0..<width {
                    panel[row * width + column] = first + column < columns ? element(row, first + column) : 0
                }
            }
        }
    }
}
