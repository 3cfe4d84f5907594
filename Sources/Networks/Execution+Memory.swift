import Diagnostics
import Tensors

extension Execution {
    /// - Throws: where the system has not that much memory.
    func allocate(_ workers: Workers) throws(Diagnostic) {
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
    func workspaceSize(_ context: PassContext) -> Int {
        program.steps.reduce(0) { largest, step in
            guard let operation = network.nodes[step.core].operation else { return largest }
            let shapes = network.inputShapes(of: step.core)
            let borders = borders(step, operation)
            let forward =
                borders.values.count
                + operation.workspaceCount(for: shapes, batch: batch, isGradient: false, context: context)
            guard layout.gradients[step.result] != nil else { return max(largest, forward) }
            let backward =
                step.rule?.workspaceCount(
                    for: operation, inputs: shapes, batch: backwardBatch, context: context)
                ?? operation.workspaceCount(for: shapes, batch: backwardBatch, isGradient: true, context: context)
            return max(largest, forward, borders.values.count + borders.gradients.count + backward)
        }
    }

    /// What lies between a step's operator and the engine's order of elements: for values, and for gradients.
    func borders(_ step: Step, _ operation: any Operator) -> (values: Border, gradients: Border) {
        let (inputs, output) = (network.inputShapes(of: step.core), network.nodes[step.result].shape)
        return (Border(operation, inputs, output, batch), Border(operation, inputs, output, backwardBatch))
    }

    func context(_ workers: Workers, after offset: Int = 0) -> PassContext {
        PassContext(
            workers: workers, kernels: kernels, isDirect: isDirect, workspace: workspace.start.map { $0 + offset })
    }

    func take(
        _ source: UnsafePointer<Float>, of shape: [Int], into target: UnsafeMutablePointer<Float>, workers: Workers
    ) {
        if Reordering.matters(for: shape) {
            Reordering.channelsLast(source, shape: shape, batch: batch, into: target, workers: workers)
        } else {
            target.update(from: source, count: batch * shape.reduce(1, *))
        }
    }

    func tensor(_ source: UnsafePointer<Float>, shape: [Int], batch: Int) -> Tensor {
        Tensor(shape: [batch] + shape) { target in
            guard let start = target.baseAddress else { return }
            if Reordering.matters(for: shape) {
                Reordering.planar(source, shape: shape, batch: batch, into: start, workers: .one)
            } else {
                start.update(from: source, count: target.count)
            }
        }
    }

    func value(_ id: NodeID) -> UnsafeMutablePointer<Float> { memory(layout.values[id]) }

    func values(of id: NodeID) -> Values {
        Values(shape: network.nodes[id].shape, start: value(id), pixelStride: layout.values[id]?.pixelStride)
    }

    func gradient(_ id: NodeID) -> UnsafeMutablePointer<Float> { memory(layout.gradients[id]) }

    func gradients(of id: NodeID) -> MutableValues {
        MutableValues(
            shape: network.nodes[id].shape, start: gradient(id), pixelStride: layout.gradients[id]?.pixelStride)
    }

    func memory(_ place: Layout.Place?) -> UnsafeMutablePointer<Float> {
        guard let place, let start = values.start else {
            preconditionFailure("nothing was planned, or forward not run")
        }
        return start + plan.offsets[place.buffer] + place.offset
    }

    func auxiliary(_ id: NodeID) -> UnsafeMutablePointer<UInt32>? {
        layout.auxiliaries[id].flatMap { offset in auxiliaries.start.map { $0 + offset } }
    }
}
