import Networks
import Tensors
import Testing

/// One operator, run by hand on a batch in guarded memory, with no network around it.
///
/// Elements go in and come out as the shapes count them, whatever order the operator takes.
struct OperatorRun {
    let operation: any Operator
    let shapes: [[Int]]
    let batch: Int
    /// The images of each input behind one another.
    let inputs: [[Float]]
    var kernels = Kernels.fastest
    var isDirect = false

    struct Result {
        let output: [Float]
        let auxiliary: GuardedMemory?
    }

    /// - Parameter inPlace: whether the output is written over the first input.
    func forward(
        workers: Workers = .one, inPlace: Bool = false, keepsAuxiliary: Bool = true, residual: [Float]? = nil,
        bounds: Bounds = .none
    ) throws -> Result {
        let shape = try operation.outputShape(for: shapes)
        let words = operation.auxiliaryCount(for: shapes) * batch
        let auxiliary = keepsAuxiliary && words > 0 ? GuardedMemory(count: words) : nil
        let sources = zip(inputs, shapes).map { GuardedMemory(stored($0, $1)) }
        let target = inPlace ? sources[0] : GuardedMemory(count: batch * shape.reduce(1, *))
        let addend = residual.map { GuardedMemory(stored($0, shape)) }
        try withContext(isGradient: false, workers) { context in
            operation.forward(
                ForwardPass(
                    batch: batch, inputs: zip(shapes, sources).map { Values(shape: $0, start: $1.start) },
                    output: MutableValues(shape: shape, start: target.start), auxiliary: auxiliary?.wordStart,
                    tail: Tail(residual: addend.map { Values(shape: shape, start: $0.start) }, bounds: bounds),
                    context: context))
        }
        #expect(target.isIntact && sources.allSatisfy(\.isIntact) && auxiliary?.isIntact ?? true)
        return Result(output: read(target.elements, shape), auxiliary: auxiliary)
    }

    /// What addGradient makes of `prior` gradients; those not `wanted` are nil.
    ///
    /// - Parameters:
    ///   - isFresh: whether the prior gradients count as uninitialised; for operators that write gradients.
    ///   - gate: what the first input's gradient is masked by; for the same.
    func gradients(
        of result: Result, cotangent: [Float], prior: [[Float]], wanted: [Bool], workers: Workers = .one,
        isFresh: Bool = false, gate: Bounds? = nil
    ) throws -> [[Float]?] {
        let shape = try operation.outputShape(for: shapes)
        let reads = operation.gradientReads
        let sources = zip(inputs, shapes).map { GuardedMemory(stored($0, $1)) }
        let output = GuardedMemory(stored(result.output, shape))
        let weight = GuardedMemory(stored(cotangent, shape))
        let targets = prior.indices.map { wanted[$0] ? GuardedMemory(stored(prior[$0], shapes[$0])) : nil }
        let ways = prior.indices.map { index in
            InputGradient(
                isFresh: isFresh,
                gate: gate.map { Gate(values: Values(shape: shapes[index], start: sources[index].start), bounds: $0) })
        }
        try withContext(isGradient: true, workers) { context in
            operation.addGradient(
                GradientPass(
                    batch: batch, inputShapes: shapes,
                    inputs: reads.contains(.inputs)
                        ? zip(shapes, sources).map { Values(shape: $0, start: $1.start) } : [],
                    output: reads.contains(.output) ? Values(shape: shape, start: output.start) : nil,
                    auxiliary: result.auxiliary.map { UnsafePointer($0.wordStart) },
                    outputGradient: Values(shape: shape, start: weight.start),
                    inputGradients: zip(shapes, targets).map { shape, target in
                        target.map { MutableValues(shape: shape, start: $0.start) }
                    }, targets: ways, context: context))
        }
        #expect(targets.allSatisfy { $0?.isIntact ?? true })
        #expect(read(weight.elements, shape).bits == cotangent.bits)
        #expect((sources + [output]).allSatisfy(\.isIntact) && result.auxiliary?.isIntact ?? true)
        return zip(targets, shapes).map { target, shape in target.map { read($0.elements, shape) } }
    }

    /// The gradients of the operator's parameters, summed over the batch.
    func parameterGradients(cotangent: [Float], workers: Workers) throws -> [Tensor] {
        let operation = try #require(operation as? any TrainableOperator)
        let shape = try operation.outputShape(for: shapes)
        let sources = zip(inputs, shapes).map { GuardedMemory(stored($0, $1)) }
        let weight = GuardedMemory(stored(cotangent, shape))
        let gradients = operation.parameterGradients(
            GradientPass(
                batch: batch, inputShapes: shapes,
                inputs: zip(shapes, sources).map { Values(shape: $0, start: $1.start) },
                output: nil, auxiliary: nil, outputGradient: Values(shape: shape, start: weight.start),
                inputGradients: [nil], context: PassContext(workers: workers)))
        #expect(sources.allSatisfy(\.isIntact) && weight.isIntact)
        return gradients
    }

    /// Calls `body` with as much working memory as the operator asks for, in guarded memory.
    private func withContext(isGradient: Bool, _ workers: Workers, _ body: (PassContext) -> Void) throws {
        let bare = PassContext(workers: workers, kernels: kernels, isDirect: isDirect)
        let count = operation.workspaceCount(for: shapes, batch: batch, isGradient: isGradient, context: bare)
        let workspace = GuardedMemory(count: count)
        body(PassContext(workers: workers, kernels: kernels, isDirect: isDirect, workspace: workspace.start))
        #expect(workspace.isIntact)
    }

    /// Elements in the order the operator takes, from that of the shape.
    func stored(_ elements: [Float], _ shape: [Int]) -> [Float] {
        guard operation.order == .channelsLast, shape.count == 3 else { return elements }
        return transposed(elements, rows: shape[0], columns: shape[1] * shape[2])
    }

    func read(_ elements: [Float], _ shape: [Int]) -> [Float] {
        guard operation.order == .channelsLast, shape.count == 3 else { return elements }
        return transposed(elements, rows: shape[1] * shape[2], columns: shape[0])
    }

    private func transposed(_ elements: [Float], rows: Int, columns: Int) -> [Float] {
        var result = elements
        for index in elements.indices {
            let (image, place) = index.quotientAndRemainder(dividingBy: rows * columns)
            let (row, column) = place.quotientAndRemainder(dividingBy: columns)
            result[image * rows * columns + column * rows + row] = elements[index]
        }
        return result
    }

    /// The run of one image alone.
    func alone(_ image: Int) -> OperatorRun {
        OperatorRun(
            operation: operation, shapes: shapes, batch: 1,
            inputs: zip(inputs, shapes).map { Array($0[image * $1.reduce(1, *)..<(image + 1) * $1.reduce(1, *)]) },
            kernels: kernels, isDirect: isDirect)
    }
}

extension [Float] {
    var bits: [UInt32] { map(\.bitPattern) }
}
