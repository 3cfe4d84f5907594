import Diagnostics
import Networks
import Tensors
import Testing

@Suite struct ExecutionTests {
    /// Values at every node that is read and the input's gradient from cotangents at several of them, on random graphs.
    @Test(arguments: UInt64(0)..<40)
    func randomNetworksMatchTheReference(_ seed: UInt64) throws {
        let random = try RandomNetwork(seed: seed)
        let (network, batch) = (random.network, 2)
        var stream = RandomStream(seed: seed, purpose: "reads")
        let reads = network.nodes.indices.filter { $0 == network.output || stream.integer(below: 3) == 0 }
        let cotangents = reads.filter { $0 == network.output || stream.integer(below: 2) == 0 }
        let images = randomTensor([batch] + network.inputShape, seed: seed, "images")
        let weights = Dictionary(
            uniqueKeysWithValues: cotangents.map {
                ($0, randomTensor([batch] + network.nodes[$0].shape, seed: seed, "cotangent \($0)"))
            })
        let execution = Execution(network, batch: batch, reads: reads, for: .gradient)
        try execution.forward(images, workers: .one)
        let gradient = execution.inputGradient(from: weights, workers: .one)
        #expect(gradient.shape == images.shape)
        for image in 0..<batch {
            let picture = DoubleArray(network.inputShape, part(images, image).map(Double.init))
            let values = random.evaluate(picture)
            for node in reads {
                // Read after the backward pass: it must have left them alone.
                let actual = part(execution.value(of: node), image)
                #expect(distance(actual, values[node].elements) < 1e-5, "\(network.nodes[node].name)")
            }
            let objective: Reference = { inputs in
                let values = random.evaluate(inputs[0])
                return DoubleArray(
                    [cotangents.count],
                    cotangents.map { node in
                        zip(values[node].elements, part(weights[node], image)).reduce(0) { $0 + $1.0 * Double($1.1) }
                    })
            }
            let ones = [Float](repeating: 1, count: cotangents.count)
            let expected = finiteDifferences(of: objective, at: [picture], input: 0, cotangent: ones, step: 1e-6)
            #expect(distance(part(gradient, image), expected) < 2e-5)
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func circumstancesDoNotChangeBits(_ seed: UInt64) throws {
        let network = try RandomNetwork(seed: seed).network
        let images = randomTensor([5] + network.inputShape, seed: seed, "images")
        let cotangent = randomTensor([5] + network.nodes[network.output].shape, seed: seed, "cotangent")
        let all = Array(network.nodes.indices)
        func run(_ image: Int?, reads: [NodeID], workers: Int) throws -> (values: [Float], gradient: [Float]) {
            let shape = [image == nil ? 5 : 1]
            let execution = Execution(network, batch: shape[0], reads: reads, for: .gradient)
            let own = image.map { Tensor(shape: [1] + network.inputShape, elements: part(images, $0)) } ?? images
            let weight = image.map {
                Tensor(shape: shape + network.nodes[network.output].shape, elements: part(cotangent, $0))
            }
            for _ in 0..<2 {
                try execution.forward(own, workers: Workers(workers))
                _ = execution.inputGradient(
                    from: [network.output: weight ?? cotangent], workers: Workers(workers))
            }
            try execution.forward(own, workers: Workers(workers))
            let values = execution.value(of: network.output).elements
            let gradient = execution.inputGradient(
                from: [network.output: weight ?? cotangent], workers: Workers(workers))
            return (values, gradient.elements)
        }
        let whole = try run(nil, reads: all, workers: 1)
        for workers in [1, 2, 8] {
            let other = try run(nil, reads: [network.output], workers: workers)
            #expect(other.values.bits == whole.values.bits && other.gradient.bits == whole.gradient.bits)
        }
        let forward = Execution(network, batch: 5, reads: [network.output], for: .forward)
        try forward.forward(images, workers: .one)
        #expect(forward.value(of: network.output).elements.bits == whole.values.bits)
        for image in 0..<5 {
            let alone = try run(image, reads: [network.output], workers: 1)
            #expect(alone.values.bits == whole.values[image * 3..<(image + 1) * 3].map(\.bitPattern))
            #expect(alone.gradient.bits == whole.gradient[image * 40..<(image + 1) * 40].map(\.bitPattern))
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func forwardStopsAtTheDeepestRead(_ seed: UInt64) throws {
        let random = try RandomNetwork(seed: seed)
        let images = randomTensor([1] + random.network.inputShape, seed: seed, "images")
        let expected = random.evaluate(DoubleArray(random.network.inputShape, images.elements.map(Double.init)))
        for node in random.network.nodes.indices.dropFirst() {
            let execution = Execution(random.network, reads: [node], for: .forward)
            try execution.forward(images, workers: .one)
            #expect(distance(execution.value(of: node).elements, expected[node].elements) < 1e-5)
        }
    }

    @Test func parametersLearnOnTheirWayThroughTheNetwork() throws {
        let window = Window.of((3, 3), padding: (1, 1, 1, 1))
        let pool = Window.of((2, 2), stride: (2, 2))
        let tensors = [
            randomTensor([3, 2, 3, 3], seed: 61, "a"), randomTensor([3], seed: 61, "b"),
            randomTensor([4, 12], seed: 61, "c"), randomTensor([4], seed: 61, "d"),
        ]
        var builder = NetworkBuilder(inputShape: [2, 4, 4])
        let first = try builder.add(
            "conv", Convolution(weight: tensors[0], bias: tensors[1], window: window, groups: 1), Network.input)
        let bent = try builder.add("relu", Rectifier(), first)
        let pooled = try builder.add("pool", MaxPool(window: pool), bent)
        let flat = try builder.add("flatten", Flatten(), pooled)
        let last = try builder.add("dense", Dense(weight: tensors[2], bias: tensors[3]), flat)
        let network = builder.build(output: last)

        let images = randomTensor([3, 2, 4, 4], seed: 62, "images")
        let cotangent = randomTensor([3, 4], seed: 62, "cotangent")
        let execution = Execution(network, batch: 3, reads: [last], for: .training)
        try execution.forward(images, workers: Workers(2))
        let gradients = execution.parameterGradients(from: [last: cotangent], workers: Workers(2))
        #expect(Set(gradients.keys) == [first, last])
        let actual = (gradients[first] ?? []) + (gradients[last] ?? [])
        #expect(actual.map(\.shape) == tensors.map(\.shape))

        let objective: Reference = { parameters in
            let layers: [Reference] = [
                WindowReference.convolution(parameters[0], parameters[1], window, groups: 1),
                LayerReference.elementwise { max($0, 0) }, WindowReference.maxPool(pool), LayerReference.reshape([12]),
                LayerReference.dense(parameters[2], parameters[3]),
            ]
            let outputs = (0..<3).flatMap { image in
                layers.reduce(DoubleArray([2, 4, 4], part(images, image).map(Double.init))) { $1([$0]) }.elements
            }
            return DoubleArray([12], outputs)
        }
        for (index, gradient) in actual.enumerated() {
            let expected = finiteDifferences(
                of: objective, at: tensors.map { DoubleArray($0) }, input: index, cotangent: cotangent.elements,
                step: 1e-6)
            #expect(distance(gradient.elements, expected) < 1e-5, "parameter \(index)")
        }
    }

    @Test func cotangentsAtTheInputAreItsGradient() throws {
        let network = try RandomNetwork(seed: 1).network
        let execution = Execution(network, reads: [Network.input], for: .gradient)
        let image = randomTensor([1] + network.inputShape, seed: 63, "image")
        try execution.forward(image, workers: .one)
        #expect(execution.value(of: Network.input) == image)
        #expect(execution.inputGradient(from: [Network.input: image], workers: .one) == image)
    }

    @Test func anInputOfAnotherShapeIsRefused() throws {
        let network = try RandomNetwork(seed: 1).network
        let execution = Execution(network, batch: 2, reads: [network.output], for: .forward)
        let text = try message { () throws(Diagnostic) in
            try execution.forward(Tensor(shape: [1, 2, 5, 4]), workers: .one)
        }
        #expect(text == "the network reads [2, 2, 5, 4], the input is [1, 2, 5, 4]")
    }

    /// In place where nothing else needs the input: a chain of elementwise steps takes two buffers, not six.
    @Test func elementwiseStepsTakeNoMemory() throws {
        var builder = NetworkBuilder(inputShape: [1, 16, 16])
        var node = Network.input
        for step in 0..<5 { node = try builder.add("relu \(step)", Rectifier(), node) }
        node = try builder.add("flatten", Flatten(), node)
        let network = builder.build(output: node)
        #expect(Execution(network, reads: [node], for: .forward).memoryNeed == 2 * 256 * 4)
    }
}

/// The elements of one image of a batch.
private func part(_ tensor: Tensor?, _ image: Int) -> [Float] {
    guard let tensor else { return [] }
    let count = tensor.count / tensor.shape[0]
    return Array(tensor.elements[image * count..<(image + 1) * count])
}
