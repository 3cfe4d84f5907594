import CKernels
import Tensors

/// Convolution as a product of matrices: each row of the left one holds the pixels that a target pixel reads, gathered
/// block by block ("im2col"), and a column of the right one is a kernel. Kernels of one pixel read the image itself.
///
/// The gradient is computed the same way, each phase of a stride by itself.
struct PatchConvolution: ConvolutionAlgorithm {
    private let convolution: Convolution
    private let isGradient: Bool
    private let rows: TapAxis
    private let columns: TapAxis
    private let groups: Int
    /// Channels of one group.
    private let sourceChannels: Int
    private let targetChannels: Int
    private let targetWidth: Int

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, isGradient: Bool) {
        self.convolution = convolution
        self.isGradient = isGradient
        (rows, columns) = geometry.axes(isGradient: isGradient)
        groups = geometry.groups
        let (source, target) = isGradient ? (geometry.output, geometry.input) : (geometry.input, geometry.output)
        sourceChannels = source[0] / groups
        targetChannels = target[0] / groups
        targetWidth = target[2]
    }

    /// The phases of rows and columns together, and where the panels of each begin.
    private var phases: [(rows: TapAxis.Phase, columns: TapAxis.Phase, depth: Int, panels: Int)] {
        var offset = 0
        return rows.phases.flatMap { row in
            columns.phases.map { column in
                let depth = row.taps.count * column.taps.count * sourceChannels
                defer { offset += groups * Panels.count(depth: depth, columns: targetChannels) }
                return (row, column, depth, offset)
            }
        }
    }

    var preparedCount: Int {
        phases.reduce(0) { $0 + groups * Panels.count(depth: $1.depth, columns: targetChannels) }
    }

    /// Whether the source is the matrix of patches, and its rows may be read where they are: pixels that lie a multiple
    /// of a page apart fall into the same few places of the nearest cache.
    private func readsSource(_ row: TapAxis.Phase, _ column: TapAxis.Phase) -> Bool {
        sourceChannels % 1024 != 0 && groups == 1
            && [row, column].allSatisfy {
                $0.step == 1 && $0.sourceStep == 1 && $0.taps.count == 1 && $0.taps[0].source == 0
            }
            && row.count == rows.size && column.count == columns.size
    }

    /// Whether a phase's pixels do not lie side by side in the target.
    private func isSpread(_ row: TapAxis.Phase, _ column: TapAxis.Phase) -> Bool { row.step > 1 || column.step > 1 }

    /// Rows of one block: their patches stay in the second-level cache.
    private func blockRows(depth: Int) -> Int { max(28, min(168, 98_304 / max(1, depth) / 14 * 14)) }

    /// Columns of one piece of work: fewer where there are too few rows to keep threads busy.
    private func pieceColumns(blocks: Int) -> Int {
        let panels = (targetChannels + Kernels.panelWidth - 1) / Kernels.panelWidth
        let wanted = max(1, 8 / max(1, blocks))
        return max(1, (panels + wanted - 1) / wanted) * Kernels.panelWidth
    }

    /// Elements of a thread's working memory: patches, and sums that cannot be stored at once.
    private var threadCount: Int {
        let need = phases.map { phase in
            let isThere = readsSource(phase.rows, phase.columns)
            let block = blockRows(depth: phase.depth)
            return (isThere ? 0 : block * stride(phase.depth))
                + (isSpread(phase.rows, phase.columns) ? block * targetChannels : 0)
        }
        return ((need.max() ?? 0) + 31) / 16 * 16
    }

    /// Rows of patches do not lie a power of two apart, which would crowd them into a few places of the cache.
    private func stride(_ depth: Int) -> Int { (depth + 15) / 16 * 16 + 16 }

    func workspaceCount(batch: Int, workers: Workers) -> Int { workers.count * threadCount }

    func run(
        from source: Values, to target: MutableValues, batch: Int, _ finish: Finish, _ context: PassContext
    ) {
        let weights = preparedPanels(context.workers)
        weights.withUnsafeBufferPointer { weights in
            guard let panels = weights.baseAddress else { return }
            for phase in phases {
                run(phase, panels + phase.panels, source, target, batch, finish, context)
            }
        }
    }

    private func run(
        _ phase: (rows: TapAxis.Phase, columns: TapAxis.Phase, depth: Int, panels: Int), _ panels: UnsafePointer<Float>,
        _ source: Values, _ target: MutableValues, _ batch: Int, _ finish: Finish, _ context: PassContext
    ) {
        let kernels = context.kernels.table.pointee
        let positions = phase.rows.count * phase.columns.count
        let isThere = readsSource(phase.rows, phase.columns)
        let total = batch * positions
        let block = blockRows(depth: phase.depth)
        let blocks = (total + block - 1) / block
        let width = pieceColumns(blocks: blocks * groups)
        let parts = (targetChannels + width - 1) / width
        let panelCount = Panels.count(depth: phase.depth, columns: targetChannels)
        let patchStride = stride(phase.depth)
        let scratch = threadCount
        let isSmall = total * phase.depth * targetChannels * groups < 200_000
        let workers = isSmall ? Workers.one : context.workers
        workers.forEachSlot(blocks * parts * groups) { piece, slot in
            let (first, part, group) = (piece / parts % blocks * block, piece % parts, piece / (parts * blocks))
            let count = min(block, total - first)
            let column = part * width
            let own = min(width, targetChannels - column)
            let weights = panels + group * panelCount + Panels.offset(ofColumn: column, depth: phase.depth)
            let channel = group * targetChannels + column
            let memory = context.workspace.map { $0 + slot * scratch }
            var left: UnsafePointer<Float>
            var leftStride = patchStride
            if isThere {
                left = source.start + first * source.pixelStride
                leftStride = source.pixelStride
            } else {
                guard let memory else { return }
                gather(
                    phase.rows, phase.columns, source, group: group, first: first, count: count, into: memory,
                    kernels)
                left = UnsafePointer(memory)
            }
            if !isSpread(phase.rows, phase.columns) {
                let offset = first * finish.pixelStride + channel
                finish.withEpilogue(at: offset, channel: channel) { epilogue in
                    kernels.multiply(
                        left, leftStride, count, phase.depth, weights, own, target.start + offset, finish.pixelStride,
                        epilogue)
                }
                return
            }
            guard let memory else { return }
            let sums = memory + block * patchStride
            kernels.multiply(left, leftStride, count, phase.depth, weights, own, sums, own, nil)
            var done = 0
            while done < count {
                let (line, x) = (first + done).quotientAndRemainder(dividingBy: phase.columns.count)
                let (image, y) = line.quotientAndRemainder(dividingBy: phase.rows.count)
                let run = min(count - done, phase.columns.count - x)
                let pixel =
                    (phase.rows.first + y * phase.rows.step) * targetWidth + phase.columns.first + x
                    * phase.columns.step
                let offset = image * target.imageStride + pixel * finish.pixelStride + channel
                finish.withEpilogue(at: offset, channel: channel, step: phase.columns.step) { epilogue in
                    kernels.finishRows(
                        sums + done * own, own, run, own, target.start + offset,
                        finish.pixelStride * phase.columns.step, epilogue)
                }
                done += run
            }
        }
    }

    /// The patches of target pixels `first ..< first + count`, counted through the batch.
    private func gather(
        _ rowPhase: TapAxis.Phase, _ columnPhase: TapAxis.Phase, _ source: Values, group: Int, first: Int, count: Int,
        into memory: UnsafeMutablePointer<Float>, _ kernels: CKKernels
    ) {
        let depth = rowPhase.taps.count * columnPhase.taps.count * sourceChannels
        var done = 0
        while done < count {
            let (line, x) = (first + done).quotientAndRemainder(dividingBy: columnPhase.count)
            let (image, y) = line.quotientAndRemainder(dividingBy: rowPhase.count)
            let run = x..<min(columnPhase.count, x + count - done)
            var place = memory + done * stride(depth)
            for tap in rowPhase.taps {
                let row = tap.source + y * rowPhase.sourceStep
                let isInside = row >= 0 && row < rows.size
                let pixels = source.image(image) + (isInside ? row * columns.size * source.pixelStride : 0)
                gatherLine(
                    columnPhase, isInside ? pixels + group * sourceChannels : nil, source.pixelStride, run, into: place,
                    stride: stride(depth), kernels)
                place += columnPhase.taps.count * sourceChannels
            }
            done += run.count
        }
    }

    /// What one row of taps reads for neighbouring target pixels of a line; zeros for a line that is not there.
    private func gatherLine(
        _ phase: TapAxis.Phase, _ pixels: UnsafePointer<Float>?, _ pixelStride: Int, _ run: Range<Int>,
        into place: UnsafeMutablePointer<Float>, stride: Int, _ kernels: CKKernels
    ) {
        let length = phase.taps.count * sourceChannels
        guard let pixels else {
            for x in run { (place + (x - run.lowerBound) * stride).update(repeating: 0, count: length) }
            return
        }
        let whole = pixelStride == sourceChannels ? wholeWindows(phase, run) : run.lowerBound..<run.lowerBound
        if let first = phase.taps.first?.source, !whole.isEmpty {
            kernels.copyRows(
                pixels + (first + whole.lowerBound * phase.sourceStep) * pixelStride, phase.sourceStep * pixelStride,
                whole.count, length, place + (whole.lowerBound - run.lowerBound) * stride, stride)
        }
        for part in [run.lowerBound..<whole.lowerBound, whole.upperBound..<run.upperBound] where !part.isEmpty {
            for (index, tap) in phase.taps.enumerated() {
                let target = place + (part.lowerBound - run.lowerBound) * stride + index * sourceChannels
                gatherTap(tap, phase.sourceStep, pixels, pixelStride, part, into: target, stride: stride, kernels)
            }
        }
    }

    /// What one tap reads for neighbouring target pixels of a line.
    private func gatherTap(
        _ tap: TapAxis.Tap, _ step: Int, _ pixels: UnsafePointer<Float>, _ pixelStride: Int, _ run: Range<Int>,
        into target: UnsafeMutablePointer<Float>, stride: Int, _ kernels: CKKernels
    ) {
        let inside = positions(reading: tap.source, through: tap.source, step).clamped(to: run)
        for x in run where !inside.contains(x) {
            (target + (x - run.lowerBound) * stride).update(repeating: 0, count: sourceChannels)
        }
        guard !inside.isEmpty else { return }
        kernels.copyRows(
            pixels + (tap.source + inside.lowerBound * step) * pixelStride, step * pixelStride, inside.count,
            sourceChannels, target + (inside.lowerBound - run.lowerBound) * stride, stride)
    }

    /// The positions whose taps, the first and the last given, read inside the source.
    private func positions(reading first: Int, through last: Int, _ step: Int) -> Range<Int> {
        let start = first >= 0 ? 0 : (step - 1 - first) / step
        let end = last >= columns.size ? 0 : (columns.size - 1 - last) / step + 1
        return start..<max(start, end)
    }

    /// The target columns all of whose taps read neighbouring pixels, in their order, of the source.
    private func wholeWindows(_ phase: TapAxis.Phase, _ run: Range<Int>) -> Range<Int> {
        let none = run.lowerBound..<run.lowerBound
        guard let first = phase.taps.first?.source, let last = phase.taps.last?.source,
            zip(phase.taps, phase.taps.dropFirst()).allSatisfy({ $1.source == $0.source + 1 })
        else { return none }
        return positions(reading: first, through: last, phase.sourceStep).clamped(to: run)
    }

    private func preparedPanels(_ workers: Workers) -> Tensor {
        convolution.prepared.form(.panels(isGradient: isGradient), count: preparedCount) { target in
            guard let target = target.baseAddress else { return }
            // The weights' axes: output, input of the group, kernel row, kernel column.
            let shape = convolution.weight.shape
            let size = shape[2] * shape[3]
            let (outputStride, inputStride) = (shape[1] * size, size)
            let (columnStride, rowStride) = isGradient ? (inputStride, outputStride) : (outputStride, inputStride)
            convolution.weight.withUnsafeBufferPointer { weights in
                guard let weights = weights.baseAddress else { return }
                for phase in phases {
                    for group in 0..<groups {
                        let count = Panels.count(depth: phase.depth, columns: targetChannels)
                        Panels.pack(
                            depth: phase.depth, columns: targetChannels,
                            from: weights + group * (shape[0] / groups) * outputStride, columnStride: columnStride,
                            into: target + phase.panels + group * count, workers: workers
                        ) { row in
                            let (tap, channel) = row.quotientAndRemainder(dividingBy: sourceChannels)
                            let (y, x) = tap.quotientAndRemainder(dividingBy: phase.columns.taps.count)
                            return channel * rowStride + phase.rows.taps[y].kernel * shape[3]
                                + phase.columns.taps[x].kernel
                        }
                    }
                }
            }
        }
    }
}
