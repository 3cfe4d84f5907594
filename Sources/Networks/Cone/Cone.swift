package import Diagnostics
package import Tensors

/// A node's value for an image of which a rectangle is replaced, again and again: only what each rectangle can reach is
/// computed anew, the cone of its receptive fields; the rest is kept from the base image.
///
/// The numbers are those of a forward pass of the patched image, bit for bit: every part of a layer is computed by the
/// algorithm that serves the whole layer, from the same neighbours. Where the cone has widened to (nearly) a whole
/// layer, and behind operators that read whole images, layers run in full. All patches of a batch have parts of one
/// size, each at a place of its own.
package final class Cone {
    package let network: Network
    package let node: NodeID
    private let channels: Range<Int>?
    private let program: ConeProgram
    private let base: Execution
    private let values = Arena<Float>()
    private let scratch = Arena<Float>()
    private let kernels: Kernels
    private let isDirect: Bool
    private var hasBase = false

    /// - Parameters:
    ///   - node: whose value is wanted.
    ///   - channels: those that are wanted of an image; nil for all.
    ///   - kernels, isDirect: as an `Execution` takes them.
    package init(
        _ network: Network, node: NodeID, channels: Range<Int>? = nil, kernels: Kernels = .fastest,
        isDirect: Bool = false
    ) {
        let count = network.nodes[node].shape.count == 3 ? network.nodes[node].shape[0] : 0
        precondition(channels.map { $0.lowerBound >= 0 && $0.upperBound <= count } ?? true)
        self.network = network
        self.node = node
        self.channels = channels
        self.kernels = kernels
        self.isDirect = isDirect
        program = ConeProgram(network, read: node, isDirect: isDirect)
        base = Execution(
            network, reads: [Network.input] + program.steps.map(\.result), for: .forward, kernels: kernels,
            isDirect: isDirect)
    }

    /// The shape of what is wanted, with a leading 1.
    private var resultShape: [Int] {
        let shape = network.nodes[node].shape
        return [1] + (channels.map { [$0.count, shape[1], shape[2]] } ?? shape)
    }

    /// Computes all of an image, from which patched images will differ.
    ///
    /// - Parameter image: 1 × C × H × W.
    /// - Returns: the node's value, with a leading 1.
    @discardableResult
    package func setBase(_ image: Tensor, workers: Workers) throws(Diagnostic) -> Tensor {
        try base.forward(image, workers: workers)
        hasBase = true
        return tensor(from: base.values(of: node))
    }

    /// Calls `visit` for every patch, in order, with the node's value, a leading 1 before its shape.
    ///
    /// - Throws: a patch outside the image, memory that is not there, or what `visit` throws.
    package func run(
        _ patches: [ImagePatch], workers: Workers, _ visit: (_ patch: Int, _ value: Tensor) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        precondition(hasBase, "set the base image first")
        guard !patches.isEmpty else { return }
        try check(patches)
        let plan = ConePlan(
            program, patches: (patches.map(\.rows), patches.map(\.columns)), context: context(workers))
        guard values.reserve(plan.size), scratch.reserve(plan.scratch) else {
            throw Diagnostic(
                .error, "no-memory",
                "\(patches.count) patches need \((plan.size + plan.scratch) >> 18) MiB for their values, more than there is",
                notes: [.init("use a smaller input or smaller batches")])
        }
        write(patches, plan)
        for step in plan.steps { run(step, plan, workers) }
        guard let region = plan.regions[node] else { return }
        for patch in patches.indices { try visit(patch, result(patch, plan, region)) }
    }

    /// What a batch of patches takes.
    package struct Work: Sendable {
        /// Multiplications and additions, counted as one, of a patch.
        package let multiplyAdds: Int
        /// Bytes of memory of the batch, the base image's values and prepared weights not counted.
        package let bytes: Int
    }

    /// - Parameter patches: the rows and the columns of the image that are replaced, for each patch of a batch.
    package func work(for patches: (rows: [Range<Int>], columns: [Range<Int>])) -> Work {
        let context = PassContext(workers: Workers(Processor.threadCount), kernels: kernels, isDirect: isDirect)
        let plan = ConePlan(program, patches: patches, context: context)
        return Work(
            multiplyAdds: plan.multiplyAdds, bytes: (plan.size + plan.scratch) * MemoryLayout<Float>.stride)
    }

    /// Bytes of memory for the base image's values and prepared weights.
    package var baseBytes: Int { base.memoryNeed }

    private func check(_ patches: [ImagePatch]) throws(Diagnostic) {
        let shape = network.inputShape
        for patch in patches {
            let fits =
                shape.count == 3 && patch.pixels.shape[0] == shape[0] && !patch.rows.isEmpty && !patch.columns.isEmpty
                && patch.row >= 0 && patch.rows.upperBound <= shape[1] && patch.column >= 0
                && patch.columns.upperBound <= shape[2]
            guard fits else {
                throw Diagnostic(
                    .error, "patch-outside",
                    "a patch of \(patch.pixels.shape) at row \(patch.row), column \(patch.column) does not lie in an "
                        + "input of \(shape)",
                    notes: [.init("use a patch that is smaller than the input")])
            }
        }
    }

    private func context(_ workers: Workers, after offset: Int = 0) -> PassContext {
        PassContext(
            workers: workers, kernels: kernels, isDirect: isDirect, workspace: scratch.start.map { $0 + offset })
    }

    /// The memory of a node's part.
    private func memory(_ id: NodeID, _ plan: ConePlan) -> UnsafeMutablePointer<Float> {
        guard let offset = plan.offsets[id], let start = values.start else {
            preconditionFailure("nothing was planned for '\(network.nodes[id].name)'")
        }
        return start + offset
    }

    private func copy(of id: NodeID, _ plan: ConePlan, fill: Float = 0) -> RegionCopy {
        let shape = network.nodes[id].shape
        return RegionCopy(
            shape: shape.count == 3 ? shape : [shape.reduce(1, *), 1, 1], base: base.values(of: id),
            part: memory(id, plan), partRegion: plan.regions[id] ?? .whole(shape, count: plan.count), fill: fill)
    }

    /// The input's parts: the base image with the patches on it.
    private func write(_ patches: [ImagePatch], _ plan: ConePlan) {
        guard let region = plan.regions[Network.input] else { return }
        let target = memory(Network.input, plan)
        let shape = network.inputShape
        let source = base.values(of: Network.input).start
        for (index, patch) in patches.enumerated() {
            let (rows, columns) = (region.rows.pixels(index), region.columns.pixels(index))
            var place = target + index * region.area * shape[0]
            patch.pixels.withUnsafeBufferPointer { pixels in
                for row in rows {
                    for column in columns {
                        let isNew = patch.rows.contains(row) && patch.columns.contains(column)
                        let new = (row - patch.row) * patch.columns.count + column - patch.column
                        let old = (row * shape[2] + column) * shape[0]
                        for channel in 0..<shape[0] {
                            place[channel] =
                                isNew
                                ? pixels[channel * patch.rows.count * patch.columns.count + new] : source[old + channel]
                        }
                        place += shape[0]
                    }
                }
            }
        }
    }

    private func run(_ plan: ConePlan.StepPlan, _ all: ConePlan, _ workers: Workers) {
        let id = plan.step.core
        guard let operation = network.nodes[id].operation, let region = all.regions[plan.step.result] else { return }
        let target = memory(plan.step.result, all)
        let fill = (operation as? Pad)?.value ?? 0
        func taken(_ source: ConePlan.Source) -> Values {
            let shape = source.region.shape(of: network.nodes[source.node].shape)
            var place = memory(source.node, all)
            if source.isInResult {
                place = target
            } else if let copy = source.copy, let start = scratch.start {
                place = start + copy
            } else {
                return Values(shape: shape, start: place)
            }
            copy(of: source.node, all, fill: fill).write(source.region, count: all.count, to: place, workers)
            return Values(shape: shape, start: place)
        }
        let inputs = plan.inputs.map(taken)
        let output = MutableValues(shape: region.shape(of: network.nodes[plan.step.result].shape), start: target)
        let tail = Tail(residual: plan.residual.map(taken), bounds: plan.step.bounds ?? .none)
        let context = context(workers, after: plan.free)
        switch (plan.reach, operation) {
        case (.whole, _), (.pixel, _): forward(operation, inputs, output, tail, plan.free, all.count, workers)
        case (_, let layer as Convolution):
            let finish = Finish(
                bias: layer.bias, addend: tail.residual?.start, bounds: tail.bounds, gate: nil,
                pixelStride: output.pixelStride)
            layer.partAlgorithm(plan.reach, input: inputs[0].shape, output: output.shape).run(
                from: inputs[0], to: output, batch: all.count, finish, context)
        case (.window(let window), _):
            let shapes = network.inputShapes(of: id)
            let parts = PoolParts(
                window: window, input: shapes[0], output: network.nodes[id].shape, source: plan.inputs[0].region,
                target: region, context: context)
            if let pool = operation as? AveragePool {
                let geometry = PoolingGeometry(window, input: shapes[0], output: network.nodes[id].shape)
                parts.average(from: inputs[0].start, to: target, divisors: pool.divisors(geometry))
            } else if operation is MaxPool {
                parts.maximum(from: inputs[0].start, to: target)
            }
        case (.tiles, _): preconditionFailure("only convolutions run in tiles")
        }
    }

    /// An operator over parts or whole images as if they were images.
    private func forward(
        _ operation: any Operator, _ inputs: [Values], _ output: MutableValues, _ tail: Tail, _ free: Int, _ count: Int,
        _ workers: Workers
    ) {
        let border = Border(operation, inputs.map(\.shape), output.shape, count)
        var room = scratch.start.map { $0 + free }
        let taken = inputs.map { border.taken($0, &room, workers) }
        let place = border.place(for: output, &room)
        operation.forward(
            ForwardPass(
                batch: count, inputs: taken, output: place, auxiliary: nil, tail: tail,
                context: context(workers, after: free + border.count)))
        if place.start != output.start {
            Reordering.channelsLast(
                place.start, shape: output.shape, batch: count, into: output.start, workers: workers)
        }
    }

    /// A patch's value of the node that is wanted.
    private func result(_ patch: Int, _ plan: ConePlan, _ region: Region) -> Tensor {
        let shape = network.nodes[node].shape
        let part = memory(node, plan) + patch * region.shape(of: shape).reduce(1, *)
        if region.isWhole { return tensor(from: Values(shape: shape, start: part)) }
        var result = tensor(from: base.values(of: node))
        let first = channels?.lowerBound ?? 0
        let (rows, columns) = (region.rows.pixels(patch), region.columns.pixels(patch))
        result.withUnsafeMutableBufferPointer { elements in
            for channel in 0..<resultShape[1] {
                for row in rows {
                    let line = part + ((row - rows.lowerBound) * region.columns.size) * shape[0] + first + channel
                    for column in columns {
                        elements[(channel * shape[1] + row) * shape[2] + column] =
                            line[(column - columns.lowerBound) * shape[0]]
                    }
                }
            }
        }
        return result
    }

    /// One image's value in the order of its shape.
    private func tensor(from values: Values) -> Tensor {
        let shape = values.shape
        return Tensor(shape: resultShape) { target in
            guard Reordering.matters(for: shape) || channels != nil else {
                _ = target.update(fromContentsOf: UnsafeBufferPointer(start: values.start, count: target.count))
                return
            }
            let (first, area) = (channels?.lowerBound ?? 0, shape[1] * shape[2])
            for channel in 0..<resultShape[1] {
                let source = values.start + first + channel
                for pixel in 0..<area { target[channel * area + pixel] = source[pixel * values.pixelStride] }
            }
        }
    }
}
