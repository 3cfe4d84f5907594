import Diagnostics
import Models
import Networks
import Tensors

/// The channels of a layer, each weighted with the mean of the score's gradient over it: what Grad-CAM and guided
/// Grad-CAM share.
struct ClassActivationMap {
    let layer: NodeID
    private let objective: Objective
    private let network: Network

    /// - Parameter layer: its name; nil for the last convolutional map before the objective.
    /// - Throws: `no-map` where the layer has no rows and columns or the objective does not read it, `unknown-layer`.
    init(layer name: String?, objective: Objective, in network: Network) throws(Diagnostic) {
        self.objective = objective
        self.network = network
        layer = try network.mapLayer(named: name, readBy: objective.node)
    }

    var execution: Execution { Execution(network, reads: [layer, objective.node], for: .gradient) }

    /// Σ_k A_k · mean(∂S ∕ ∂A_k), 1 × 1 × the layer's height × width; negative values left in.
    func map(
        _ input: Tensor, workers: Workers
    ) throws(Diagnostic) -> (map: Tensor, activation: Tensor) {
        let execution = execution
        try execution.forward(input, workers: workers)
        let activation = execution.value(of: objective.node)
        let channels = execution.value(of: layer)
        let gradient = execution.gradient(
            at: layer, from: [objective.node: objective.cotangent(activation)], workers: workers)
        let shape = network.nodes[layer].shape
        let area = shape[1] * shape[2]
        var sum = [Double](repeating: 0, count: area)
        channels.withUnsafeBufferPointer { channels in
            gradient.withUnsafeBufferPointer { gradient in
                for channel in 0..<shape[0] {
                    let places = channel * area..<(channel + 1) * area
                    let weight = gradient[places].reduce(0) { $0 + Double($1) } / Double(area)
                    for (index, place) in places.enumerated() { sum[index] += weight * Double(channels[place]) }
                }
            }
        }
        return (Tensor(shape: [1, 1, shape[1], shape[2]], elements: sum.map { Float($0) }), activation)
    }
}

extension Tensor {
    /// max(x, 0), element by element.
    func rectified() -> Tensor { Tensor(shape: shape, elements: elements.map { max($0, 0) }) }

    /// 1 × 1 × height × width by bilinear interpolation; centres of pixels lie at halves, and beyond the outermost
    /// centres the outermost values stay.
    func enlarged(height: Int, width: Int) -> Tensor {
        let (rows, columns) = (Self.blends(from: shape[2], to: height), Self.blends(from: shape[3], to: width))
        let source = elements
        let stride = shape[3]
        return Tensor(shape: [1, 1, height, width]) { target in
            for (y, row) in rows.enumerated() {
                for (x, column) in columns.enumerated() {
                    func line(_ row: Int) -> Double {
                        let (left, right) = (source[row * stride + column.first], source[row * stride + column.second])
                        return Double(left) + column.share * (Double(right) - Double(left))
                    }
                    let (above, below) = (line(row.first), line(row.second))
                    target[y * width + x] = Float(above + row.share * (below - above))
                }
            }
        }
    }

    /// The two elements that each place of an axis lies between, and the share of the second.
    private static func blends(from count: Int, to length: Int) -> [(first: Int, second: Int, share: Double)] {
        (0..<length).map { place in
            let position = max(0, (Double(place) + 0.5) * Double(count) / Double(length) - 0.5)
            let first = min(Int(position), count - 1)
            return (first, min(first + 1, count - 1), position - Double(first))
        }
    }
}
