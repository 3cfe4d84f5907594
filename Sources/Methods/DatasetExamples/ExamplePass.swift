import Diagnostics
import Models
import Networks
import Tensors

/// One pass of a network over many images, some at a time, that ranks them for every channel of a layer.
struct ExamplePass {
    let answer: ExampleAnswer
    let network: Network

    /// Images that are in memory at a time.
    private static let together = 8

    private func execution(of images: Int) -> Execution {
        Execution(network, batch: images, reads: [answer.node], for: .forward)
    }

    var memoryNeed: Int {
        let inputs = Self.together * network.inputShape.reduce(1, *) * MemoryLayout<Float>.stride
        let channels = network.nodes[answer.node].shape[0]
        let ranking = channels * 2 * ExampleRanking.kept * MemoryLayout<ExampleRanking.Entry>.stride
        return execution(of: Self.together).memoryNeed + 2 * inputs + 2 * ranking
    }

    /// - Throws: a picture that cannot be read, or one to which the network gives no number.
    func ranking(of images: SuppliedImages, for request: MethodRequest) throws(Diagnostic) -> ExampleRanking {
        let channels = network.nodes[answer.node].shape[0]
        var ranking = ExampleRanking(channels: channels)
        var first = 0
        if let kept = request.checkpoints.restored, let tensor = kept["ranking"],
            let done = kept["images"].flatMap({ $0.elements.first }).flatMap({ Int(exactly: $0) }),
            (1...images.count).contains(done),
            let restored = ExampleRanking(tensor, channels: channels, images: done)
        {
            (ranking, first) = (restored, done)
        }
        var execution: Execution?
        while first < images.count {
            try request.progress(Double(first) / Double(images.count))
            let count = min(Self.together, images.count - first)
            let run: Execution
            if let execution, execution.batch == count { run = execution } else { run = self.execution(of: count) }
            execution = run
            try run.forward(try batch(images, from: first, count: count), workers: request.workers)
            let activation = run.value(of: answer.node)
            for index in 0..<count {
                for (channel, found) in answer.answers(in: activation, image: index).enumerated() {
                    guard found.value.isFinite else {
                        throw Diagnostic(
                            .error, "not-finite",
                            "layer '\(network.nodes[answer.node].name)' gives values that are not finite for the image "
                                + "'\(images.labels[first + index])'")
                    }
                    ranking.add(
                        .init(image: first + index, value: found.value, row: found.row, column: found.column),
                        to: channel)
                }
            }
            first += count
            request.checkpoints.keep {
                ["ranking": ranking.tensor, "images": Tensor(shape: [1], elements: [Float(first)])]
            }
        }
        return ranking
    }

    /// Some of the images, N × C × H × W.
    private func batch(_ images: SuppliedImages, from first: Int, count: Int) throws(Diagnostic) -> Tensor {
        var elements: [Float] = []
        elements.reserveCapacity(count * network.inputShape.reduce(1, *))
        for index in first..<first + count {
            elements += try images.input(index).elements
        }
        return Tensor(shape: [count] + network.inputShape, elements: elements)
    }
}
