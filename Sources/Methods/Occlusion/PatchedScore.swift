import Diagnostics
import Models
import Networks
import Tensors

/// An objective's value for an image with one patch after another put on it, each time computing only what the patch can
/// reach.
///
/// The convolutions may be other algorithms than those of a plain forward pass, so that the numbers differ from its by
/// rounding; among themselves, the image's and those of its patched versions, they are those of one network.
struct PatchedScore {
    /// For the values that `run` hands out.
    let objective: Objective
    private let cone: Cone

    /// - Parameter patch: the patches' side, in pixels.
    init(_ objective: Objective, of model: Model, patch: Int) {
        let network = model.network.suitingCones(to: objective.node, patch: Extent(patch))
        let isImage = network.nodes[objective.node].shape.count == 3
        switch objective.quantity {
        case .channelMean(let channel) where isImage:
            self.objective = Objective(node: objective.node, quantity: .channelMean(0))
            cone = Cone(network, node: objective.node, channels: channel..<channel + 1)
        case .neuron(let channel, let row, let column) where isImage:
            self.objective = Objective(node: objective.node, quantity: .neuron(channel: 0, row: row, column: column))
            cone = Cone(network, node: objective.node, channels: channel..<channel + 1)
        default:
            self.objective = objective
            cone = Cone(network, node: objective.node)
        }
    }

    /// Takes the image that patches are put on.
    ///
    /// - Returns: the activation that `objective` reads.
    func setImage(_ image: Tensor, workers: Workers) throws(Diagnostic) -> Tensor {
        try cone.setBase(image, workers: workers)
    }

    /// Calls `visit` with the activation for each patch, in order.
    func run(
        _ patches: [ImagePatch], workers: Workers,
        _ visit: (_ patch: Int, _ activation: Tensor) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        try cone.run(patches, workers: workers, visit)
    }

    /// Bytes that runs of these windows take, a block at a time.
    ///
    /// - Parameter repeats: patches that are put in a window's place, one after another.
    func memoryNeed(_ windows: SlidingWindows, repeats: Int = 1) -> Int {
        let bytes = windows.blocks.map { block in
            let places = block.flatMap {
                [(rows: Range<Int>, columns: Range<Int>)](repeating: windows[$0], count: repeats)
            }
            return cone.work(for: (places.map(\.rows), places.map(\.columns))).bytes
        }
        return cone.baseBytes + (bytes.max() ?? 0)
    }
}
