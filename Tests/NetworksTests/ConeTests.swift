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

    /// Two convolutions of 3×3, a pool and a classifier, the counts by hand.
    private func chain(outputs: Int) throws -> Network {
        var builder = NetworkBuilder(inputShape: [2, 20, 24])
        let window = Window.of((3, 3), padding: (1, 1, 1, 1))
        try builder.add("a", Convolution(weight: Tensor(shape: [outputs, 2, 3, 3]), bias: nil, window: window), 0)
        try builder.add("relu", Rectifier(), 1)
        try builder.add("b", Convolution(weight: Tensor(shape: [3, outputs, 3, 3]), bias: nil, window: window), 2)
        try builder.add("pool", MaxPool(window: .of((2, 2), stride: (2, 2))), 3)
        try builder.add("flat", Flatten(), 4)
        try builder.add("fc", Dense(weight: Tensor(shape: [5, 360]), bias: nil), 5)
        return builder.build(output: 6)
    }

    @Test func onlyTheConeIsComputed() throws {
        let network = try chain(outputs: 4)
        let cone = Cone(network, node: network.output)
        // A patch of 3×5 reaches 5×7 pixels of the first layer and 7×9 of the second.
        let inside = 5 * 7 * 4 * 2 * 9 + 7 * 9 * 3 * 4 * 9 + 5 * 360
        #expect(cone.work(for: ([8..<11], [9..<14])).multiplyAdds == inside)
        // In the corner, 4×6 and 5×7.
        let corner = 4 * 6 * 4 * 2 * 9 + 5 * 7 * 3 * 4 * 9 + 5 * 360
        #expect(cone.work(for: ([0..<3], [0..<5])).multiplyAdds == corner)
        // Parts of one batch are of one size.
        #expect(cone.work(for: ([0..<3, 8..<11], [0..<5, 9..<14])).multiplyAdds == inside)
        #expect(cone.work(for: ([0..<20], [0..<24])).multiplyAdds == network.multiplyAdds)
        let first = Cone(network, node: 2)
        #expect(first.work(for: ([8..<11], [9..<14])).multiplyAdds == 5 * 7 * 4 * 2 * 9)
    }

    @Test func refusesPatchesThatDoNotFit() throws {
        let network = try chain(outputs: 4)
        let cone = Cone(network, node: network.output)
        try cone.setBase(Tensor(shape: [1, 2, 20, 24]), workers: .one)
        for (row, column, shape) in [(18, 0, [2, 3, 3]), (0, 22, [2, 3, 3]), (-1, 0, [2, 3, 3]), (0, 0, [1, 3, 3])] {
            let patch = ImagePatch(row: row, column: column, pixels: Tensor(shape: shape))
            let failure = #expect(throws: Diagnostic.self) { try cone.run([patch], workers: .one) { _, _ in } }
            #expect(failure?.id == "patch-outside")
        }
    }

    @Test func onlyTheChannelsThatAreWantedAreHandedOut() throws {
        let network = try RandomConeNetwork.make(seed: 3)
        let node = 2
        let image = randomTensor([1] + network.inputShape, seed: 5, "image")
        let (all, some) = (Cone(network, node: node), Cone(network, node: node, channels: 3..<5))
        let area = network.nodes[node].shape.dropFirst().reduce(1, *)
        func part(_ value: Tensor) -> [UInt32] { Array(value.elements[3 * area..<5 * area]).bits }
        #expect(try some.setBase(image, workers: .one).elements.bits == part(try all.setBase(image, workers: .one)))
        let patches = patches(6, of: network.inputShape, seed: 9)
        var values: [Tensor] = []
        try all.run(patches, workers: .one) { values.append($1) }
        try some.run(patches, workers: .one) { index, value in
            #expect(value.shape == [1, 2] + network.nodes[node].shape.dropFirst())
            #expect(value.elements.bits == part(values[index]))
        }
    }

    /// In the early layers sums are cheaper than tiles, in layers that are computed whole tiles.
    @Test func convolutionsAreChosenByCost() throws {
        var builder = NetworkBuilder(inputShape: [16, 64, 64])
        let window = Window.of((3, 3), padding: (1, 1, 1, 1))
        for index in 0..<8 {
            let name = "node \(index)"
            if index == 3 {
                try builder.add(name, MaxPool(window: .of((4, 4), stride: (4, 4))), index)
            } else {
                let weight = randomTensor([16, 16, 3, 3], seed: UInt64(index), "weight")
                try builder.add(name, Convolution(weight: weight, bias: nil, window: window), index)
            }
        }
        let network = builder.build(output: 8)
        let suited = network.suitingCones(to: 8, patch: Extent(8))
        let image = randomTensor([1, 16, 64, 64], seed: 1, "image")
        func bits(_ network: Network, _ node: NodeID) throws -> [UInt32] {
            try value(network, node, image, .fastest, isDirect: false).bits
        }
        let direct = network.mappingConvolutions { $1.summingDirectly() }
        #expect(try bits(suited, 1) == bits(direct, 1) && bits(suited, 1) != bits(network, 1))
        let own = Cone(network, node: 8).work(for: ([24..<32], [24..<32])).multiplyAdds
        let chosen = Cone(suited, node: 8).work(for: ([24..<32], [24..<32])).multiplyAdds
        #expect(chosen < own)
        #expect(try bits(suited, 8) != bits(direct, 8))
    }
}
