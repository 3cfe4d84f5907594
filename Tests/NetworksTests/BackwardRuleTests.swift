import Diagnostics
import Networks
import Synchronization
import Tensors
import Testing

/// The mechanism: rules in a network's backward pass, whatever they are.
@Suite struct BackwardRuleTests {
    /// Passes the operator's own gradient, and keeps what it was given to read.
    private final class Probe: BackwardRule {
        let inputs = Mutex<[[Float]]>([])
        let output = Mutex<[Float]>([])
        private let images: Int

        /// - Parameter images: of the forward batch.
        init(images: Int) { self.images = images }

        func reads(of operation: any Operator) -> GradientReads { [.inputs, .output] }

        func workspaceCount(for operation: any Operator, inputs: [[Int]], batch: Int, context: PassContext) -> Int {
            operation.workspaceCount(for: inputs, batch: batch, isGradient: true, context: context)
        }

        func propagate(_ pass: GradientPass, through operation: any Operator) {
            inputs.withLock { $0 = pass.inputs.map { planar($0, operation) } }
            if let values = pass.output { output.withLock { $0 = planar(values, operation) } }
            #expect(pass.targets.allSatisfy { !$0.isFresh && $0.gate == nil })
            operation.addGradient(pass)
        }

        /// The elements as the shape counts them.
        private func planar(_ values: Values, _ operation: any Operator) -> [Float] {
            #expect(values.pixelStride == values.shape[0] || values.shape.count != 3)
            let elements = Array(UnsafeBufferPointer(start: values.start, count: images * values.count))
            // Values are in the operator's order, and channels last where it takes any.
            guard operation.order != .planar, values.shape.count == 3 else { return elements }
            let (channels, area) = (values.shape[0], values.shape[1] * values.shape[2])
            return elements.indices.map { index in
                let (image, place) = index.quotientAndRemainder(dividingBy: values.count)
                return elements[image * values.count + place % area * channels + place / area]
            }
        }
    }

    /// Rules that pass the gradient change none, at some nodes or at all; and what they read is what forward made.
    @Test(arguments: UInt64(0)..<40)
    func rulesSeeWhatForwardMade(_ seed: UInt64) throws {
        let network = try RandomNetwork(seed: seed).network
        var stream = RandomStream(seed: seed, purpose: "rules")
        let images = randomTensor([2] + network.inputShape, seed: seed, "images")
        let cotangent = randomTensor([2] + network.nodes[network.output].shape, seed: seed, "cotangent")
        let plain = Execution(network, batch: 2, reads: Array(network.nodes.indices), for: .gradient)
        try plain.forward(images, workers: .one)
        let values = network.nodes.indices.map { plain.value(of: $0).elements }
        let gradient = plain.inputGradient(from: [network.output: cotangent], workers: .one)
        for share in [1, 3] {
            var probes: [NodeID: Probe] = [:]
            for id in network.nodes.indices.dropFirst() where stream.integer(below: share) == 0 {
                probes[id] = Probe(images: 2)
            }
            let execution = Execution(
                network, batch: 2, reads: [network.output], for: .gradient, rules: probes)
            try execution.forward(images, workers: .one)
            let found = execution.inputGradient(from: [network.output: cotangent], workers: .one)
            #expect(distance(found.elements, gradient.elements.map(Double.init)) < 2e-6)
            for (id, probe) in probes {
                let output = probe.output.withLock(\.self)
                // Nodes behind which nothing leads to the output are not run.
                guard !output.isEmpty else { continue }
                #expect(output.bits == values[id].bits, "\(network.nodes[id].name)")
                let inputs = probe.inputs.withLock(\.self)
                #expect(inputs.map(\.bits) == network.nodes[id].inputs.map { values[$0].bits })
            }
            #expect(probes[network.output]?.output.withLock { !$0.isEmpty } ?? true)
        }
    }

    /// Two images forward, one back: the first one's gradient, with the second one's values behind its own.
    @Test(arguments: UInt64(0)..<20)
    func theBackwardBatchMayBeSmaller(_ seed: UInt64) throws {
        let network = try RandomNetwork(seed: seed).network
        let images = randomTensor([4] + network.inputShape, seed: seed, "images")
        let all = Array(network.nodes.indices)
        let cotangent = randomTensor([2] + network.nodes[network.output].shape, seed: seed, "cotangent")
        let forward = Execution(network, batch: 4, reads: all, for: .forward)
        try forward.forward(images, workers: .one)
        func gradient(backwardBatch: Int?, rules: [NodeID: Probe]) throws -> Tensor {
            let batch = backwardBatch == nil ? 2 : 4
            let part = images.elements[0..<batch * images.count / 4]
            let execution = Execution(
                network, batch: batch, reads: [network.output], for: .gradient, rules: rules,
                backwardBatch: backwardBatch)
            try execution.forward(
                Tensor(shape: [batch] + network.inputShape, elements: part), workers: .one)
            return execution.inputGradient(from: [network.output: cotangent], workers: .one)
        }
        func probes(_ images: Int) -> [NodeID: Probe] {
            Dictionary(uniqueKeysWithValues: all.dropFirst().map { ($0, Probe(images: images)) })
        }
        #expect(try gradient(backwardBatch: 2, rules: [:]) == gradient(backwardBatch: nil, rules: [:]))
        let larger = probes(4)
        #expect(try gradient(backwardBatch: 2, rules: larger) == gradient(backwardBatch: nil, rules: probes(2)))
        for (id, probe) in larger {
            let output = probe.output.withLock(\.self)
            #expect(output.isEmpty || output.bits == forward.value(of: id).elements.bits)
        }
    }

    /// Five images at once and each alone, any number of threads: the same bits, by rules of every kind.
    @Test(arguments: UInt64(0)..<20)
    func circumstancesDoNotChangeBits(_ seed: UInt64) throws {
        let network = try RandomNetwork(seed: seed).network
        let images = randomTensor([5] + network.inputShape, seed: seed, "images")
        let signal = randomTensor([5] + network.nodes[network.output].shape, seed: seed, "signal")
        let weightRules: [WeightRule] = [.epsilon(0.01), .zPlus, .alphaBeta(alpha: 2, beta: 1), .gamma(0.25), .flat]
        func rules() -> [NodeID: any BackwardRule] {
            var rules: [NodeID: any BackwardRule] = [:]
            for (id, node) in network.nodes.enumerated() {
                switch node.operation?.role {
                case .weighted: rules[id] = WeightedRelevance(weightRules[id % weightRules.count])
                case .combining, .affine: rules[id] = ProportionalRelevance()
                case .activating: rules[id] = RelevancePassage()
                case .rectifying: rules[id] = RectifiedSignalRule(isGuided: id % 2 == 0)
                default: break
                }
            }
            return rules
        }
        func run(_ range: Range<Int>, workers: Int) throws -> [Float] {
            func part(_ tensor: Tensor) -> Tensor {
                let size = tensor.count / 5
                return Tensor(
                    shape: [range.count] + tensor.shape.dropFirst(),
                    elements: tensor.elements[range.lowerBound * size..<range.upperBound * size])
            }
            let execution = Execution(
                network, batch: range.count, reads: [network.output], for: .gradient, isDirect: true, rules: rules())
            try execution.forward(part(images), workers: Workers(workers))
            return execution.inputGradient(from: [network.output: part(signal)], workers: Workers(workers)).elements
        }
        let whole = try run(0..<5, workers: 1)
        for workers in [2, 8] { #expect(try run(0..<5, workers: workers).bits == whole.bits) }
        for image in 0..<5 {
            let alone = try run(image..<image + 1, workers: 1)
            #expect(alone.bits == whole[image * 40..<(image + 1) * 40].map(\.bitPattern))
        }
    }

    @Test func whatIsUndefinedIsRefusedWithAllItsLayers() throws {
        var builder = NetworkBuilder(inputShape: [2, 3, 3])
        let first = try builder.add("gate", Sigmoid(), Network.input)
        let product = try builder.add("product", Product(), Network.input, first)
        let root = try builder.add("root", Power(0.5), product)
        let unused = try builder.add("unused", Exponential(), root)
        let network = builder.build(output: unused)
        let failure = #expect(throws: Diagnostic.self) {
            try network.backwardRules(to: [root], of: "lrp", wayOut: "use another") { _, operation in
                operation.role == .other ? .refused("not linear") : .rule(RelevancePassage())
            }
        }
        #expect(failure?.id == "undefined-for-layer")
        #expect(failure?.message == "'lrp' is undefined for layer 'product' (product): not linear")
        #expect(failure?.notes.map(\.message) == ["use another", "undefined as well: 'root' (power)"])
    }

    /// max(g, 0), times [x > 0] if guided; slopes below zero stay.
    @Test(arguments: [true, false])
    func rectifiedSignals(_ isGuided: Bool) throws {
        let rule = RectifiedSignalRule(isGuided: isGuided)
        let inputs: [Float] = [-2, -1, 3, 7, -3, 4, 2, 8]
        let signal: [Float] = [5, -5, 5, -5, -1, 1, -3, 3]
        func found(_ operation: any Operator) throws -> [Float] {
            try OperatorRun(operation: operation, shapes: [[2, 2, 2]], batch: 1, inputs: [inputs])
                .propagate(signal, by: rule)[0]
        }
        func expected(_ slope: (Int) -> Float, upTo limit: Float = .infinity) -> [Float] {
            signal.indices.map { index in
                let passed = signal[index] > 0 ? signal[index] : slope(index) * signal[index]
                if !isGuided { return passed }
                if inputs[index] >= limit { return 0 }
                return inputs[index] > 0 ? passed : slope(index) * passed
            }
        }
        #expect(try found(Rectifier()) == expected { _ in 0 })
        #expect(try found(Clip(minimum: 0, maximum: 6)) == expected({ _ in 0 }, upTo: 6))
        #expect(try found(LeakyRectifier(slope: 0.25)) == expected { _ in 0.25 })
        let slopes = Tensor(shape: [2], elements: [0.5, 0.125])
        #expect(try found(ParametricRectifier(slope: slopes)) == expected { $0 < 4 ? 0.5 : 0.125 })
    }
}
