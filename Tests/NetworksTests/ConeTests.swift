import Diagnostics
import Networks
import Tensors
import Testing

/// What patches can reach, against whole passes of the patched images.
@Suite struct ConeTests {
    /// The image with a patch on it.
    private func patched(_ image: Tensor, _ patch: ImagePatch) -> Tensor {
        var result = image
        let (height, width) = (image.shape[2], image.shape[3])
        let shape = patch.pixels.shape
        for index in 0..<patch.pixels.count {
            let (channel, pixel) = index.quotientAndRemainder(dividingBy: shape[1] * shape[2])
            let (row, column) = pixel.quotientAndRemainder(dividingBy: shape[2])
            result[(channel * height + patch.row + row) * width + patch.column + column] = patch.pixels[index]
        }
        return result
    }

    /// Patches of one size or of several, at the corners and anywhere.
    private func patches(_ count: Int, of shape: [Int], seed: UInt64) -> [ImagePatch] {
        var stream = RandomStream(seed: seed, purpose: "patches")
        let (height, width) = (1 + stream.integer(below: 7), 1 + stream.integer(below: 7))
        return (0..<count).map { index in
            let isCut = stream.integer(below: 4) == 0
            let (h, w) = (isCut ? 1 + stream.integer(below: height) : height, width)
            let row = index < 4 ? index / 2 * (shape[1] - h) : stream.integer(below: shape[1] - h + 1)
            let column = index < 4 ? index % 2 * (shape[2] - w) : stream.integer(below: shape[2] - w + 1)
            return ImagePatch(
                row: row, column: column, pixels: randomTensor([shape[0], h, w], seed: seed, "patch \(index)"))
        }
    }

    private func value(
        _ network: Network, _ node: NodeID, _ image: Tensor, _ kernels: Kernels, isDirect: Bool
    ) throws -> [Float] {
        let execution = Execution(network, reads: [node], for: .forward, kernels: kernels, isDirect: isDirect)
        try execution.forward(image, workers: .one)
        return execution.value(of: node).elements
    }

    @Test(arguments: UInt64(0)..<60)
    func numbersAreThoseOfAWholePass(_ seed: UInt64) throws {
        var network = try RandomConeNetwork.make(seed: seed)
        var stream = RandomStream(seed: seed, purpose: "choices")
        if seed % 3 == 0 {
            network = network.mappingConvolutions { _, layer in
                stream.integer(below: 2) == 0 ? layer : layer.summingDirectly()
            }
        }
        let isDirect = seed % 5 == 0
        let kernels = Kernels.all[Int(seed) % Kernels.all.count]
        let node = seed % 4 == 1 ? stream.integer(below: network.nodes.count) : network.output
        let image = randomTensor([1] + network.inputShape, seed: seed, "image")
        let cone = Cone(network, node: node, kernels: kernels, isDirect: isDirect)
        let base = try cone.setBase(image, workers: .one)
        #expect(base.elements.bits == (try value(network, node, image, kernels, isDirect: isDirect)).bits)
        for round in UInt64(0)..<2 {
            let patches = patches(6, of: network.inputShape, seed: seed * 2 + round)
            var visited = 0
            try cone.run(patches, workers: Workers(1 + Int(round))) { index, found in
                let expected = try? value(
                    network, node, patched(image, patches[index]), kernels, isDirect: isDirect)
                #expect(found.shape == [1] + network.nodes[node].shape)
                #expect(found.elements.bits == expected?.bits, "patch \(index) at \(network.nodes[node].name)")
                #expect(index == visited)
                visited += 1
            }
            #expect(visited == patches.count)
        }
    }
}
