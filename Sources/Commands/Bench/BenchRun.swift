import Diagnostics
import Networks
import Tensors

/// What is timed.
enum BenchPass: String, CaseIterable {
    /// From an image to its class scores.
    case forward
    /// That, and back from one class score to the image.
    case gradient
}

/// A pass of a network over a batch, run again and again.
struct BenchRun {
    let network: Network
    let output: NodeID
    let batch: Int
    let pass: BenchPass
    let workers: Workers
    let count: Int

    /// - Parameter timesLayers: whether to take the time of every operator too.
    func measured(timesLayers: Bool) throws(Diagnostic) -> BenchResult {
        let execution = Execution(network, batch: batch, reads: [output], for: pass == .forward ? .forward : .gradient)
        let planned = execution.memoryNeed
        guard planned <= Processor.memory else {
            throw Diagnostic(
                .error, "no-memory", "a batch of \(batch) needs \(planned >> 20) MiB, more than there is",
                notes: [.init("take a smaller --batch or --size")])
        }
        let input = Self.noise([batch] + network.inputShape)
        let cotangents = [output: Self.firstClass([batch] + network.nodes[output].shape)]

        let gauge = MemoryGauge()
        _ = try run(execution, input, cotangents)
        let memory = gauge.bytes

        var clock = LayerClock()
        if timesLayers { execution.observer = { clock.add($0, isGradient: $1, $2) } }
        var seconds: [Double] = []
        for _ in 0..<count { seconds.append(try run(execution, input, cotangents)) }
        return BenchResult(
            run: self, seconds: seconds, planned: planned, measured: memory, memorySource: gauge.source,
            layers: timesLayers ? clock.layers(of: self) : [])
    }

    /// - Returns: seconds.
    private func run(
        _ execution: Execution, _ input: Tensor, _ cotangents: [NodeID: Tensor]
    ) throws(Diagnostic) -> Double {
        let start = ContinuousClock.now
        try execution.forward(input, workers: workers)
        switch pass {
        case .forward: _ = execution.value(of: output)
        case .gradient: _ = execution.inputGradient(from: cotangents, workers: workers)
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    static func noise(_ shape: [Int]) -> Tensor {
        var stream = RandomStream(seed: 0, purpose: "benchmark")
        return Tensor(shape: shape) { for index in $0.indices { $0[index] = stream.normal() } }
    }

    /// One for every image's first class, zero for the others.
    private static func firstClass(_ shape: [Int]) -> Tensor {
        var tensor = Tensor(shape: shape)
        let classes = shape.dropFirst().reduce(1, *)
        for image in 0..<shape[0] { tensor[image * classes] = 1 }
        return tensor
    }
}

extension Network {
    /// Multiply-adds of an image on the way from the input to a node.
    func multiplyAdds(upTo node: NodeID) -> Int {
        let needed = ancestors(of: [node])
        return nodes.indices.reduce(0) { needed[$1] ? $0 + multiplyAdds(of: $1) : $0 }
    }
}
