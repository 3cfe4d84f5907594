package import Diagnostics
import Foundation
package import Tensors

/// Forward and backward passes of a network over one batch size, with memory planned once and reused by every run.
///
/// Forward runs to the deepest node that is asked for. Backward takes cotangents at any nodes that were asked for and
/// computes only what lies between them and the input; it reuses the memory of values, so that each backward pass needs
/// a forward pass before it. Tensors go in and come out in the order of their shapes; inside, images lie channels last.
package final class Execution {
    package let network: Network
    package let batch: Int
    /// Images that the backward pass goes back through: the first of the batch, by default all.
    package let backwardBatch: Int
    /// The nodes whose values can be read and at which cotangents can be put in.
    package let reads: [NodeID]

    /// Called after every operator with the node whose value it wrote, whether it was the gradient's pass, and seconds.
    package var observer: ((_ node: NodeID, _ isGradient: Bool, _ seconds: Double) -> Void)?

    let purpose: Purpose
    let kernels: Kernels
    let isDirect: Bool
    let program: Program
    let layout: Layout
    let plan: MemoryPlan
    let values = Arena<Float>()
    let auxiliaries = Arena<UInt32>()
    let workspace = Arena<Float>()
    var hasRun = false
    /// Whether a backward pass has since taken over the memory of values that nobody asked for.
    var isSpent = false

    package enum Purpose: Sendable {
        /// Values only.
        case forward
        /// Values, then gradients with respect to the input.
        case gradient
        /// Values, then gradients with respect to the parameters.
        case training
    }

    /// - Parameters:
    ///   - batch: images at a time.
    ///   - reads: nodes whose values are wanted.
    ///   - kernels: the variant of the vector loops.
    ///   - isDirect: whether convolutions sum products directly, never by a transform, which rounds more.
    ///   - rules: what takes the place of nodes' gradients in the backward pass.
    ///   - backwardBatch: images that the backward pass goes back through, the first of the batch; rules may read the
    ///     values of the others, such as references. By default all.
    package init(
        _ network: Network, batch: Int = 1, reads: [NodeID], for purpose: Purpose, kernels: Kernels = .fastest,
        isDirect: Bool = false, rules: [NodeID: any BackwardRule] = [:], backwardBatch: Int? = nil
    ) {
        precondition(batch > 0 && !reads.isEmpty && (1...batch).contains(backwardBatch ?? batch))
        precondition(purpose == .gradient || rules.isEmpty && backwardBatch ?? batch == batch)
        self.network = network
        self.batch = batch
        self.backwardBatch = backwardBatch ?? batch
        self.reads = reads
        self.purpose = purpose
        self.kernels = kernels
        self.isDirect = isDirect
        program = Program(network, needed: network.ancestors(of: reads), reads: Set(reads), rules: rules)
        layout = Layout(
            network: network, program: program, batch: batch, backwardBatch: self.backwardBatch, reads: reads,
            purpose: purpose)
        plan = MemoryPlan(layout.requests)
    }

    /// Bytes of memory a run takes with all threads of the processor: values, gradients, working memory, and weights in
    /// the form its operators read; the weights themselves not counted.
    package var memoryNeed: Int {
        let context = context(Workers(Processor.threadCount))
        let prepared = program.steps.reduce(0) { sum, step in
            guard let operation = network.nodes[step.core].operation else { return sum }
            let shapes = network.inputShapes(of: step.core)
            let forward = operation.preparedBytes(for: shapes, isGradient: false, context: context)
            guard layout.gradients[step.result] != nil else { return sum + forward }
            let backward =
                step.rule?.preparedBytes(for: operation, inputs: shapes, context: context)
                ?? operation.preparedBytes(for: shapes, isGradient: true, context: context)
            return sum + forward + backward
        }
        return (plan.size + layout.auxiliarySize + workspaceSize(context)) * MemoryLayout<Float>.stride + prepared
    }

    /// Runs the network forward.
    ///
    /// - Parameter input: N × C × H × W, N being the batch.
    package func forward(_ input: Tensor, workers: Workers) throws(Diagnostic) {
        guard input.shape == [batch] + network.inputShape else {
            throw Diagnostic(
                .error, "input-shape",
                "the network reads \(([batch] + network.inputShape).description), the input is \(input.shape)")
        }
        try allocate(workers)
        input.withUnsafeBufferPointer { elements in
            guard let source = elements.baseAddress else { return }
            take(source, of: network.inputShape, into: value(Network.input), workers: workers)
        }
        for step in program.steps { measured(step, isGradient: false) { forward(step, workers: workers) } }
        hasRun = true
        isSpent = false
    }

    /// The value of a node that was asked for: the batch axis, then the node's shape.
    package func value(of node: NodeID) -> Tensor {
        precondition(hasRun && reads.contains(node))
        return tensor(value(node), shape: network.nodes[node].shape, batch: batch)
    }

    /// The gradient at the input of the sum of all values weighted by their cotangents, or what rules make of it.
    ///
    /// - Parameter cotangents: for nodes that were asked for, tensors of their values' shapes, `backwardBatch` images.
    package func inputGradient(from cotangents: [NodeID: Tensor], workers: Workers) -> Tensor {
        precondition(purpose == .gradient)
        backward(from: cotangents, workers: workers) { _, _, _ in }
        return tensor(gradient(Network.input), shape: network.inputShape, batch: backwardBatch)
    }

    /// The same at a node that was asked for, computing only what lies behind it.
    package func gradient(at node: NodeID, from cotangents: [NodeID: Tensor], workers: Workers) -> Tensor {
        precondition(purpose == .gradient && reads.contains(node))
        backward(from: cotangents, to: node, workers: workers) { _, _, _ in }
        return tensor(gradient(node), shape: network.nodes[node].shape, batch: backwardBatch)
    }

    /// The gradients of every trainable node's parameters, in the order of its `parameters`.
    package func parameterGradients(from cotangents: [NodeID: Tensor], workers: Workers) -> [NodeID: [Tensor]] {
        precondition(purpose == .training)
        var result: [NodeID: [Tensor]] = [:]
        backward(from: cotangents, workers: workers) { id, operation, pass in
            if let operation = operation as? any TrainableOperator { result[id] = operation.parameterGradients(pass) }
        }
        return result
    }

    private func forward(_ step: Step, workers: Workers) {
        let node = network.nodes[step.core]
        guard let operation = node.operation else { return }
        let border = borders(step, operation).values
        let context = context(workers, after: border.count)
        var room = workspace.start
        let inputs = node.inputs.map { border.taken(values(of: $0), &room, workers) }
        let target = value(step.result)
        let output = border.place(
            for: MutableValues(
                shape: network.nodes[step.result].shape, start: target,
                pixelStride: layout.values[step.result]?.pixelStride), &room)
        operation.forward(
            ForwardPass(
                batch: batch, inputs: inputs, output: output, auxiliary: auxiliary(step.core),
                tail: Tail(residual: step.residual.map(values(of:)), bounds: step.bounds ?? .none), context: context))
        if output.start != target {
            Reordering.channelsLast(output.start, shape: output.shape, batch: batch, into: target, workers: workers)
        }
    }

    func measured(_ step: Step, isGradient: Bool, _ body: () -> Void) {
        guard let observer else { return body() }
        let start = ContinuousClock.now
        body()
        observer(step.result, isGradient, (ContinuousClock.now - start) / .seconds(1))
    }
}
