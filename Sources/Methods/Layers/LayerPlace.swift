import Diagnostics
import Models
import Networks
import Tensors

/// A layer with rows and columns, and a place of it.
struct LayerPlace {
    let layer: NodeID
    let row: Int
    let column: Int

    /// - Parameters:
    ///   - name: nil for the last convolutional map.
    ///   - position: [row, column]; nil for the middle.
    /// - Throws: a layer that there is not, or has no map; a position outside it.
    init(layer name: String?, position: [Int]?, in model: Model) throws(Diagnostic) {
        layer = try model.network.mapLayer(named: name, before: model.output)
        let shape = model.network.nodes[layer].shape
        (row, column) = (position?[0] ?? shape[1] / 2, position?[1] ?? shape[2] / 2)
        guard (0..<shape[1]).contains(row), (0..<shape[2]).contains(column) else {
            throw Diagnostic(
                .error, "no-such-position",
                "position [\(row), \(column)] lies outside layer '\(model.network.nodes[layer].name)' of "
                    + "\(shape[1])×\(shape[2])")
        }
    }

    /// The activations of all channels there.
    ///
    /// - Parameter activation: 1 × C × H × W.
    func vector(in activation: Tensor) -> [Float] {
        let area = activation.shape[2] * activation.shape[3]
        let place = row * activation.shape[3] + column
        return activation.withUnsafeBufferPointer { values in
            stride(from: place, to: values.count, by: area).map { values[$0] }
        }
    }
}

extension [Float] {
    /// The square root of the sum of squares.
    var magnitude: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
}
