import Networks
import Tensors
import Testing

extension OperatorRun {
    /// What a rule adds to `prior` gradients of the inputs for the signal at the output, in guarded memory.
    func propagate(
        _ signal: [Float], by rule: any BackwardRule, prior: [[Float]]? = nil, workers: Workers = .one
    ) throws -> [[Float]] {
        let result = try forward(workers: workers)
        let shape = try operation.outputShape(for: shapes)
        let reads = rule.reads(of: operation)
        let sources = zip(inputs, shapes).map { GuardedMemory(stored($0, $1)) }
        let output = GuardedMemory(stored(result.output, shape))
        let weight = GuardedMemory(stored(signal, shape))
        let targets = inputs.indices.map { index in
            GuardedMemory(
                stored(prior?[index] ?? [Float](repeating: 0, count: inputs[index].count), shapes[index]))
        }
        let bare = PassContext(workers: workers, kernels: kernels, isDirect: isDirect)
        let workspace = GuardedMemory(
            count: rule.workspaceCount(for: operation, inputs: shapes, batch: batch, context: bare))
        rule.propagate(
            GradientPass(
                batch: batch, inputShapes: shapes,
                inputs: reads.contains(.inputs) ? zip(shapes, sources).map { Values(shape: $0, start: $1.start) } : [],
                output: reads.contains(.output) ? Values(shape: shape, start: output.start) : nil,
                auxiliary: result.auxiliary.map { UnsafePointer($0.wordStart) },
                outputGradient: Values(shape: shape, start: weight.start),
                inputGradients: zip(shapes, targets).map { MutableValues(shape: $0, start: $1.start) },
                context: PassContext(
                    workers: workers, kernels: kernels, isDirect: isDirect, workspace: workspace.start)),
            through: operation)
        let isIntact = ([weight, workspace, output] + sources + targets).allSatisfy(\.isIntact)
        #expect(isIntact)
        #expect(read(weight.elements, shape).bits == signal.bits)
        return zip(targets, shapes).map { read($0.elements, $1) }
    }
}
