import Networks
import Tensors
import Testing

/// One operator, run by hand on a batch in guarded memory, with no network around it.
struct OperatorRun {
    let operation: any Operator
    let shapes: [[Int]]
    let batch: Int
    /// The images of each input behind one another.
    let inputs: [[Float]]

    struct Result {
        let output: [Float]
        fileprivate let auxiliary: GuardedMemory?
    }

    /// - Parameter inPlace: whether the output is written over the first input.
    func forward(workers: Workers = .one, inPlace: Bool = false, keepsAuxiliary: Bool = true) throws -> Result {
        let shape = try operation.outputShape(for: shapes)
        let words = operation.auxiliaryCount(for: shapes) * batch
        let auxiliary = keepsAuxiliary && words > 0 ? GuardedMemory(count: words) : nil
        let sources = inputs.map(GuardedMemory.init)
        let target = inPlace ? sources[0] : GuardedMemory(count: batch * shape.reduce(1, *))
        operation.forward(
            ForwardPass(
                batch: batch, inputs: zip(shapes, sources).map { Values(shape: $0, start: $1.start) },
                output: MutableValues(shape: shape, start: target.start), auxiliary: auxiliary?.wordStart,
                workers: workers))
        #expect(target.isIntact && sources.allSatisfy(\.isIntact) && auxiliary?.isIntact ?? true)
        return Result(output: target.elements, auxiliary: auxiliary)
    }

    /// What addGradient makes of `prior` gradients; those not `wanted` are nil.
    func gradients(
        of result: Result, cotangent: [Float], prior: [[Float]], wanted: [Bool], workers: Workers = .one
    ) throws -> [[Float]?] {
        let shape = try operation.outputShape(for: shapes)
        let reads = operation.gradientReads
        let sources = inputs.map(GuardedMemory.init)
        let output = GuardedMemory(result.output)
        let weight = GuardedMemory(cotangent)
        let targets = zip(prior, wanted).map { $1 ? GuardedMemory($0) : nil }
        operation.addGradient(
            GradientPass(
                batch: batch, inputShapes: shapes,
                inputs: reads.contains(.inputs) ? zip(shapes, sources).map { Values(shape: $0, start: $1.start) } : [],
                output: reads.contains(.output) ? Values(shape: shape, start: output.start) : nil,
                auxiliary: result.auxiliary.map { UnsafePointer($0.wordStart) },
                outputGradient: Values(shape: shape, start: weight.start),
                inputGradients: zip(shapes, targets).map { shape, target in
                    target.map { MutableValues(shape: shape, start: $0.start) }
                }, workers: workers))
        #expect(targets.allSatisfy { $0?.isIntact ?? true } && weight.elements.elementsEqual(cotangent))
        #expect((sources + [output]).allSatisfy(\.isIntact) && result.auxiliary?.isIntact ?? true)
        return targets.map { $0?.elements }
    }

    /// The run of one image alone.
    func alone(_ image: Int) -> OperatorRun {
        OperatorRun(
            operation: operation, shapes: shapes, batch: 1,
            inputs: zip(inputs, shapes).map { Array($0[image * $1.reduce(1, *)..<(image + 1) * $1.reduce(1, *)]) })
    }
}

extension [Float] {
    var bits: [UInt32] { map(\.bitPattern) }
}
