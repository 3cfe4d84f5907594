import Diagnostics
import Methods
import Models
import Networks
import Tensors

/// The scores of many images, run forward a few at a time; of each value in memory only the score is kept.
struct ScoreRun {
    /// Images at a time.
    static let batch = 8

    private let objective: Objective
    private let execution: Execution
    private let workers: Workers
    private var images: Tensor
    private var filled = 0
    /// In the order in which the images were added, up to the last run.
    private(set) var scores: [Double] = []

    init(_ request: MetricRequest, target: Target, score: Score) throws(Diagnostic) {
        objective = try Objective(target: target, score: score, model: request.model)
        execution = Execution(request.model.network, batch: Self.batch, reads: [objective.node], for: .forward)
        workers = request.workers
        images = Tensor(shape: [Self.batch] + request.model.network.inputShape)
    }

    /// Adds an image, C × H × W, and runs the network where enough have come together.
    mutating func add(_ image: [Float]) throws(Diagnostic) {
        images.withUnsafeMutableBufferPointer { elements in
            for (index, value) in image.enumerated() { elements[filled * image.count + index] = value }
        }
        filled += 1
        if filled == Self.batch { try run() }
    }

    /// Runs the network for the images that are left.
    mutating func finish() throws(Diagnostic) {
        if filled > 0 { try run() }
    }

    private mutating func run() throws(Diagnostic) {
        try execution.forward(images, workers: workers)
        let values = execution.value(of: objective.node)
        for image in 0..<filled { scores.append(objective.value(values, image: image)) }
        filled = 0
    }

    /// Bytes of memory that runs take.
    static func memoryNeed(model: Model, target: Target?, score: Score) throws(Diagnostic) -> Int {
        let node = try target.map { target throws(Diagnostic) in
            try Objective(target: target, score: score, model: model).node
        }
        let execution = Execution(model.network, batch: batch, reads: [node ?? model.output], for: .forward)
        let image = model.network.inputShape.reduce(1, *) * MemoryLayout<Float>.stride
        return execution.memoryNeed + (batch + 8) * image
    }
}
