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
    /// The nodes whose values can be read and at which cotangents can be put in.
    package let reads: [NodeID]

    /// Called after every operator with the node whose value it wrote, whether it was the gradient's pass, and seconds.
    package var observer: ((_ node: NodeID, _ isGradient: Bool, _ seconds: Double) -> Void)?

    private let purpose: Purpose
    private let kernels: Kernels
    private let isDirect: Bool
    private let program: Program
    private let layout: Layout
    private let plan: MemoryPlan
    private let values = Arena<Float>()
    private let auxiliaries = Arena<UInt32>()
    private let workspace = Arena<Float>()
    private var hasRun = false
    /// Whether a backward pass has since taken over the memory of values that nobody asked for.
    private var isSpent = false

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
    package init(
        _ network: Network, batch: Int = 1, reads: [NodeID], for purpose: Purpose, kernels: Kernels = .fastest,
        isDirect: Bool = false
    ) {
        precondition(batch > 0 && !reads.isEmpty)
        self.network = network
        self.batch = batch
        self.reads = reads
        self.purpose = purpose
        self.kernels = kernels
        self.isDirect = isDirect
        program = Program(network, needed: network.ancestors(of: reads), reads: Set(reads))
        layout = Layout(network: network, program: program, batch: batch, reads: reads, purpose: purpose)
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
            return sum + forward + operation.preparedBytes(for: shapes, isGradient: true, context: context)
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
        return tensor(value(node), shape: network.nodes[node].shape)
    }

    /// The gradient at the input of the sum of all values weighted by their cotangents.
    ///
    /// - Parameter cotangents: for nodes that were asked for, tensors of their values' shapes.
    package func inputGradient(from cotangents: [NodeID: Tensor], workers: Workers) -> Tensor {
        precondition(purpose == .gradient)
        backward(from: cotangents, workers: workers) { _, _, _ in }
        return tensor(gradient(Network.input), shape: network.inputShape)
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
        let border = Border(operation, network.inputShapes(of: step.core), network.nodes[step.result].shape, batch)
        let context = context(workers, after: border.count(isGradient: false))
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

    private func backward(
        from cotangents: [NodeID: Tensor], workers: Workers,
        visit: (NodeID, any Operator, GradientPass) -> Void
    ) {
        precondition(hasRun && cotangents.keys.allSatisfy(reads.contains))
        precondition(!isSpent, "one forward pass serves one backward pass; run forward again")
        isSpent = true
        var state = BackwardState(network, program, layout, cotangents: cotangents.keys)
        for (index, step) in program.steps.enumerated().reversed() where layout.gradients[step.result] != nil {
            add(cotangents, to: step.result, &state, workers: workers)
            guard state.isWritten[step.result] else { continue }
            measured(step, isGradient: true) { backward(index, &state, workers: workers, visit: visit) }
        }
        guard layout.gradients[Network.input] != nil else { return }
        add(cotangents, to: Network.input, &state, workers: workers)
        if !state.isWritten[Network.input] { clearGradient(Network.input) }
    }

    private func backward(
        _ index: Int, _ state: inout BackwardState, workers: Workers,
        visit: (NodeID, any Operator, GradientPass) -> Void
    ) {
        let step = program.steps[index]
        let node = network.nodes[step.core]
        guard let operation = node.operation else { return }
        if let bounds = step.clamp(in: network), !state.isMasked[step.result] {
            Gate(values: values(of: step.result), bounds: bounds)
                .apply(to: gradients(of: step.result), batch: batch, context(workers))
        }
        if !(operation is any ClampingOperator) {
            let pass = prepare(step, operation, &state, workers)
            visit(step.core, operation, pass)
            if pass.inputGradients.contains(where: { $0 != nil }) { operation.addGradient(pass) }
            finish(pass, step, operation, workers)
        }
        guard let heir = step.residual ?? step.heir(in: network), layout.gradients[heir] != nil else { return }
        if !layout.handsOn[index] {
            let count = batch * network.nodes[heir].shape.reduce(1, *)
            if !state.isWritten[heir] { clearGradient(heir) }
            let (source, target) = (gradient(step.result), gradient(heir))
            workers.forEachRange(of: count) { range in
                for index in range { target[index] += source[index] }
            }
        }
        state.isWritten[heir] = true
        state.remaining[heir] -= 1
    }

    /// What an operator's gradient is given; the inputs' gradients count as written from here on.
    private func prepare(
        _ step: Step, _ operation: any Operator, _ state: inout BackwardState, _ workers: Workers
    ) -> GradientPass {
        let node = network.nodes[step.core]
        let resultShape = network.nodes[step.result].shape
        let border = Border(operation, network.inputShapes(of: step.core), resultShape, batch)
        let context = context(workers, after: border.count(isGradient: true))
        var room = workspace.start
        var targets: [InputGradient] = []
        let inputGradients = node.inputs.map { input -> MutableValues? in
            guard layout.gradients[input] != nil else {
                targets.append(InputGradient())
                return nil
            }
            state.remaining[input] -= 1
            let isFresh = !state.isWritten[input]
            state.isWritten[input] = true
            let own = gradients(of: input)
            guard operation.writesGradients else {
                if isFresh { clearGradient(input) }
                targets.append(InputGradient())
                let place = border.place(for: own, &room)
                if place.start != own.start { place.start.update(repeating: 0, count: batch * own.count) }
                return place
            }
            var gate: Gate?
            if state.remaining[input] == 0, let bounds = state.clamps[input] {
                // What a concatenation joins was masked with it.
                if !(operation is Concatenation && state.isMasked[step.result]) {
                    gate = Gate(values: values(of: input), bounds: bounds)
                }
                state.isMasked[input] = true
            }
            targets.append(InputGradient(isFresh: isFresh, gate: gate))
            return own
        }
        let reads = operation.gradientReads
        return GradientPass(
            batch: batch, inputShapes: network.inputShapes(of: step.core),
            inputs: reads.contains(.inputs) || purpose == .training
                ? node.inputs.map { border.taken(values(of: $0), &room, workers) } : [],
            output: reads.contains(.output) ? border.taken(values(of: step.result), &room, workers) : nil,
            auxiliary: auxiliary(step.core).map { UnsafePointer($0) },
            outputGradient: border.taken(Values(gradients(of: step.result)), &room, workers),
            inputGradients: inputGradients, targets: targets, context: context)
    }

    /// Adds gradients that an operator left in its own order.
    private func finish(_ pass: GradientPass, _ step: Step, _ operation: any Operator, _ workers: Workers) {
        for (input, found) in zip(network.nodes[step.core].inputs, pass.inputGradients) {
            guard let found, found.start != gradient(input) else { continue }
            Reordering.addChannelsLast(
                found.start, shape: found.shape, batch: batch, to: gradient(input), workers: workers)
        }
    }

    private func add(
        _ cotangents: [NodeID: Tensor], to id: NodeID, _ state: inout BackwardState, workers: Workers
    ) {
        guard let cotangent = cotangents[id] else { return }
        let shape = network.nodes[id].shape
        precondition(cotangent.count == batch * shape.reduce(1, *))
        if !state.isWritten[id] { clearGradient(id) }
        state.isWritten[id] = true
        let target = gradient(id)
        cotangent.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            if Reordering.matters(for: shape) {
                Reordering.addChannelsLast(start, shape: shape, batch: batch, to: target, workers: workers)
            } else {
                for index in source.indices { target[index] += source[index] }
            }
        }
    }

    private func clearGradient(_ id: NodeID) {
        gradient(id).update(repeating: 0, count: batch * network.nodes[id].shape.reduce(1, *))
    }

    private func measured(_ step: Step, isGradient: Bool, _ body: () -> Void) {
        guard let observer else { return body() }
        let start = ContinuousClock.now
        body()
        observer(step.result, isGradient, (ContinuousClock.now - start) / .seconds(1))
    }
}

// Memory

extension Execution {
    /// - Throws: where the system has not that much memory.
    private func allocate(_ workers: Workers) throws(Diagnostic) {
        let isEnough =
            values.reserve(plan.size) && auxiliaries.reserve(layout.auxiliarySize)
            && workspace.reserve(workspaceSize(context(workers)))
        guard isEnough else {
            throw Diagnostic(
                .error, "no-memory", "the network needs \(memoryNeed >> 20) MiB for its values, more than there is",
                notes: [.init("use a smaller input or batch; 'vitrine inspect' shows the largest layers")])
        }
    }

    /// Elements of working memory of the step that takes most.
    private func workspaceSize(_ context: PassContext) -> Int {
        program.steps.reduce(0) { largest, step in
            guard let operation = network.nodes[step.core].operation else { return largest }
            let shapes = network.inputShapes(of: step.core)
            let border = Border(operation, shapes, network.nodes[step.result].shape, batch)
            func need(_ isGradient: Bool) -> Int {
                border.count(isGradient: isGradient)
                    + operation.workspaceCount(for: shapes, batch: batch, isGradient: isGradient, context: context)
            }
            return max(largest, need(false), layout.gradients[step.result] == nil ? 0 : need(true))
        }
    }

    private func context(_ workers: Workers, after offset: Int = 0) -> PassContext {
        PassContext(
            workers: workers, kernels: kernels, isDirect: isDirect, workspace: workspace.start.map { $0 + offset })
    }

    private func take(
        _ source: UnsafePointer<Float>, of shape: [Int], into target: UnsafeMutablePointer<Float>, workers: Workers
    ) {
        if Reordering.matters(for: shape) {
            Reordering.channelsLast(source, shape: shape, batch: batch, into: target, workers: workers)
        } else {
            target.update(from: source, count: batch * shape.reduce(1, *))
        }
    }

    private func tensor(_ source: UnsafePointer<Float>, shape: [Int]) -> Tensor {
        Tensor(shape: [batch] + shape) { target in
            guard let start = target.baseAddress else { return }
            if Reordering.matters(for: shape) {
                Reordering.planar(source, shape: shape, batch: batch, into: start, workers: .one)
            } else {
                start.update(from: source, count: target.count)
            }
        }
    }

    private func value(_ id: NodeID) -> UnsafeMutablePointer<Float> { memory(layout.values[id]) }

    private func values(of id: NodeID) -> Values {
        Values(shape: network.nodes[id].shape, start: value(id), pixelStride: layout.values[id]?.pixelStride)
    }

    private func gradient(_ id: NodeID) -> UnsafeMutablePointer<Float> { memory(layout.gradients[id]) }

    private func gradients(of id: NodeID) -> MutableValues {
        MutableValues(
            shape: network.nodes[id].shape, start: gradient(id), pixelStride: layout.gradients[id]?.pixelStride)
    }

    private func memory(_ place: Layout.Place?) -> UnsafeMutablePointer<Float> {
        guard let place, let start = values.start else {
            preconditionFailure("nothing was planned, or forward not run")
        }
        return start + plan.offsets[place.buffer] + place.offset
    }

    private func auxiliary(_ id: NodeID) -> UnsafeMutablePointer<UInt32>? {
        layout.auxiliaries[id].flatMap { offset in auxiliaries.start.map { $0 + offset } }
    }
}
