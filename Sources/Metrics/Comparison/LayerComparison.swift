package import Tensors

/// The kernels of two layers matched with each other, and what such a match is worth.
package struct LayerComparison: Sendable {
    /// The kernels of the first layer in the second.
    package let first: KernelMatching
    /// The kernels of the second layer in the first.
    package let second: KernelMatching
    /// For each layer the noise floor: the correlations of its kernels with their best matches in the layer itself, half
    /// of the images against the other half, ascending. What is left when no kernel sees what its partner sees comes of
    /// chance and of what all images have in common. Empty for fewer than two images.
    package let floors: [[Double]]
    /// The share of the first layer's kernels whose best match is the same on both halves of the images; nil for fewer
    /// than four images, or where no kernel answers on both.
    package let stable: Double?

    /// - Parameters:
    ///   - first: activations, images × kernels × height × width.
    ///   - second: of as many images, height and width.
    ///   - threshold: the correlation from which on kernels count as alike.
    package init(_ first: Tensor, _ second: Tensor, threshold: Double) {
        let count = first.shape[0]
        precondition(second.shape[0] == count && first.shape.dropFirst(2) == second.shape.dropFirst(2))
        func matching(_ own: KernelActivations, _ other: KernelActivations) -> KernelMatching {
            KernelMatching(
                own.correlations(with: other), silent: (own.isSilent, other.isSilent), threshold: threshold)
        }
        let whole = [KernelActivations(first), KernelActivations(second)]
        self.first = matching(whole[0], whole[1])
        self.second = matching(whole[1], whole[0])
        guard count > 1 else {
            floors = [[], []]
            stable = nil
            return
        }
        // Neighbours in a folder are often alike: every second image, not the first half.
        let halves = [0, 1].map { Array(stride(from: $0, to: count - count % 2, by: 2)) }
        let parts = [first, second].map { layer in halves.map { KernelActivations(layer, images: $0) } }
        floors = parts.map { matching($0[0], $0[1]).correlations }
        let found = [0, 1].map { matching(parts[0][$0], parts[1][$0]).matches }
        let both = zip(found[0], found[1]).filter { $0.best != nil && $1.best != nil }
        stable = count < 4 || both.isEmpty ? nil : Double(both.count { $0.best == $1.best }) / Double(both.count)
    }
}
