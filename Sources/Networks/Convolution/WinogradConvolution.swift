import CKernels
import Tensors

/// Convolution with 3×3 kernels by Winograd's F(4×4, 3×3): tiles of 6×6 pixels and the kernels are transformed, the 36
/// numbers of a tile are multiplied each by its own matrix, and the results are transformed back; a quarter of the
/// multiplications (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015, §4).
///
/// The gradient is a convolution of the cotangent with the turned kernels, inputs and outputs exchanged.
struct WinogradConvolution: ConvolutionAlgorithm {
    private let convolution: Convolution
    private let isGradient: Bool
    private let source: CKImageShape
    private let target: CKImageShape
    private let paddingTop: Int
    private let paddingLeft: Int
    private let tilesAcross: Int
    private let tilesDown: Int

    private static let planes = ckTilePlanes
    /// Bytes of a block's transforms that stay in the second-level cache.
    private static let blockBytes = 700_000
    /// Tiles of a block: fewer would read the weights too often, more gain nothing.
    private static let blockTiles = 12...28
    /// Bytes of transformed weights that the last-level cache holds while block after block reads them.
    private static let cachedWeights = 12_000_000

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, isGradient: Bool) {
        self.convolution = convolution
        self.isGradient = isGradient
        let (source, target) = isGradient ? (geometry.output, geometry.input) : (geometry.input, geometry.output)
        self.source = CKImageShape(height: source[1], width: source[2], channels: source[0], pixelStride: source[0])
        self.target = CKImageShape(height: target[1], width: target[2], channels: target[0], pixelStride: target[0])
        let padding = geometry.window.padding
        paddingTop = isGradient ? 2 - padding.top : padding.top
        paddingLeft = isGradient ? 2 - padding.left : padding.left
        tilesDown = (target[1] + 3) / 4
        tilesAcross = (target[2] + 3) / 4
    }

    private var tiles: Int { tilesDown * tilesAcross }
    private var panelCount: Int { Panels.count(depth: source.channels, columns: target.channels) }
    var preparedCount: Int { Self.planes * panelCount }

    /// Elements from one tile to the next, not a power of two apart.
    private func stride(_ channels: Int) -> Int { (channels + 15) / 16 * 16 + 16 }

    private func memory(tiles: Int) -> Int {
        Self.planes * tiles * (stride(source.channels) + stride(target.channels))
    }

    /// How many blocks threads take through all three phases, each by itself; nil where it is better that they share
    /// the phases of all tiles, so that the weights are read once.
    private func blocks(tiles: Int, workers: Workers) -> Int? {
        guard preparedCount * MemoryLayout<Float>.stride <= Self.cachedWeights,
            tiles >= 2 * Self.blockTiles.lowerBound
        else { return nil }
        let fitting = Self.blockBytes / (memory(tiles: 1) * MemoryLayout<Float>.stride)
        let size = min(max(fitting, Self.blockTiles.lowerBound), Self.blockTiles.upperBound)
        let count = (tiles + size - 1) / size
        return (count + workers.count - 1) / workers.count * workers.count
    }

    func workspaceCount(batch: Int, workers: Workers) -> Int {
        let tiles = batch * tiles
        guard let blocks = blocks(tiles: tiles, workers: workers) else { return memory(tiles: tiles) }
        return workers.count * memory(tiles: (tiles + blocks - 1) / blocks)
    }

    func run(
        from source: Values, to target: MutableValues, batch: Int, _ finish: Finish, _ context: PassContext
    ) {
        guard let workspace = context.workspace else { return }
        let weights = preparedPanels(context.workers)
        weights.withUnsafeBufferPointer { weights in
            guard let panels = weights.baseAddress else { return }
            let job = Job(
                panels: panels, source: source, target: target, finish: finish, kernels: context.kernels.table.pointee)
            let tiles = batch * tiles
            if let blocks = blocks(tiles: tiles, workers: context.workers) {
                runBlocks(job, tiles: tiles, blocks: blocks, workspace, context.workers)
            } else {
                runPhases(job, tiles: tiles, workspace, context.workers)
            }
        }
    }

    private struct Job {
        let panels: UnsafePointer<Float>
        let source: Values
        let target: MutableValues
        let finish: Finish
        let kernels: CKKernels
    }

    /// Every thread takes blocks of tiles from pixels to pixels.
    private func runBlocks(
        _ job: Job, tiles: Int, blocks: Int, _ workspace: UnsafeMutablePointer<Float>, _ workers: Workers
    ) {
        let size = memory(tiles: (tiles + blocks - 1) / blocks)
        workers.forEachSlot(blocks) { piece, slot in
            let range = piece * tiles / blocks..<(piece + 1) * tiles / blocks
            let block = Block(first: range.lowerBound, count: range.count, self, workspace + slot * size)
            transformInput(job, block, 0..<block.count)
            for plane in 0..<Self.planes { multiply(job, block, plane: plane, columns: 0..<target.channels) }
            transformOutput(job, block, 0..<block.count)
        }
    }

    /// All threads share the transforms of all tiles, then the products, then the transforms back.
    private func runPhases(
        _ job: Job, tiles: Int, _ workspace: UnsafeMutablePointer<Float>, _ workers: Workers
    ) {
        let block = Block(first: 0, count: tiles, self, workspace)
        let work = tiles * (source.channels + target.channels) * Self.planes
        let share = work < 400_000 ? tiles : max(1, (tiles + 7) / 8)
        let pieces = (tiles + share - 1) / share
        workers.forEach(pieces) { piece in
            transformInput(job, block, piece * share..<min((piece + 1) * share, tiles))
        }
        let width = target.channels > 256 ? 256 : target.channels
        let parts = (target.channels + width - 1) / width
        workers.forEach(Self.planes * parts) { piece in
            let first = piece % parts * width
            multiply(job, block, plane: piece / parts, columns: first..<min(first + width, target.channels))
        }
        workers.forEach(pieces) { piece in
            transformOutput(job, block, piece * share..<min((piece + 1) * share, tiles))
        }
    }

    /// Tiles, counted through the batch, and the memory of their transforms.
    private struct Block {
        let first: Int
        let count: Int
        let inputs: UnsafeMutablePointer<Float>
        let outputs: UnsafeMutablePointer<Float>
        let inputStride: Int
        let outputStride: Int

        init(first: Int, count: Int, _ convolution: WinogradConvolution, _ memory: UnsafeMutablePointer<Float>) {
            self.first = first
            self.count = count
            inputStride = convolution.stride(convolution.source.channels)
            outputStride = convolution.stride(convolution.target.channels)
            inputs = memory
            outputs = memory + WinogradConvolution.planes * count * inputStride
        }
    }

    /// Calls `body` for the tiles of each image: image, first tile in it, how many, and the first one's place.
    private func forEachImage(
        _ block: Block, _ range: Range<Int>, _ body: (_ image: Int, _ first: Int, _ count: Int, _ place: Int) -> Void
    ) {
        var place = range.lowerBound
        while place < range.upperBound {
            let (image, first) = (block.first + place).quotientAndRemainder(dividingBy: tiles)
            let count = min(range.upperBound - place, tiles - first)
            body(image, first, count, place)
            place += count
        }
    }

    private func transformInput(_ job: Job, _ block: Block, _ range: Range<Int>) {
        var shape = source
        shape.pixelStride = job.source.pixelStride
        forEachImage(block, range) { image, first, count, place in
            job.kernels.winogradInput(
                job.source.image(image), shape, paddingTop, paddingLeft, tilesAcross, first, count,
                block.inputs + place * block.inputStride, block.inputStride, block.count * block.inputStride)
        }
    }

    private func multiply(_ job: Job, _ block: Block, plane: Int, columns: Range<Int>) {
        let depth = source.channels
        job.kernels.multiply(
            block.inputs + plane * block.count * block.inputStride, block.inputStride, block.count, depth,
            job.panels + plane * panelCount + Panels.offset(ofColumn: columns.lowerBound, depth: depth), columns.count,
            block.outputs + plane * block.count * block.outputStride + columns.lowerBound, block.outputStride, nil)
    }

    private func transformOutput(_ job: Job, _ block: Block, _ range: Range<Int>) {
        var shape = target
        shape.pixelStride = job.target.pixelStride
        forEachImage(block, range) { image, first, count, place in
            job.finish.withEpilogue(at: image * job.target.imageStride) { epilogue in
                job.kernels.winogradOutput(
                    block.outputs + place * block.outputStride, block.outputStride, block.count * block.outputStride,
                    tilesAcross, first, count, job.target.image(image), shape, epilogue)
            }
        }
    }
}

extension WinogradConvolution {
    private func preparedPanels(_ workers: Workers) -> Tensor {
        convolution.prepared.form(.winograd(isGradient: isGradient), count: preparedCount) { target in
            convolution.weight.withUnsafeBufferPointer { weights in
                guard let weights = weights.baseAddress, let target = target.baseAddress else { return }
                let width = Kernels.panelWidth
                let panels = (self.target.channels + width - 1) / width
                workers.forEachUnit(panels, work: source.channels * width * Self.planes) { panel in
                    for row in 0..<source.channels {
                        prepare(weights, row: row, panel: panel, into: target)
                    }
                }
            }
        }
    }

    /// The 36 numbers of the kernels of one row of a panel, into as many matrices.
    private func prepare(
        _ weights: UnsafePointer<Float>, row: Int, panel: Int, into target: UnsafeMutablePointer<Float>
    ) {
        let width = Kernels.panelWidth
        let inputs = convolution.weight.shape[1]
        let place = target + panel * width * source.channels + row * width
        for column in 0..<width {
            let own = panel * width + column
            guard own < self.target.channels else {
                for plane in 0..<Self.planes { place[plane * panelCount + column] = 0 }
                continue
            }
            let kernel = weights + (isGradient ? row * inputs + own : own * inputs + row) * 9
            Self.transform(kernel, isTurned: isGradient) { plane, value in
                place[plane * panelCount + column] = value
            }
        }
    }

    /// G · g · Gᵀ in double precision.
    @inline(__always)
    private static func transform(
        _ kernel: UnsafePointer<Float>, isTurned: Bool, _ store: (_ plane: Int, _ value: Float) -> Void
    ) {
        func tap(_ index: Int) -> Double { Double(isTurned ? kernel[8 - index] : kernel[index]) }
        let (top, middle) = (spread(tap(0), tap(1), tap(2)), spread(tap(3), tap(4), tap(5)))
        let bottom = spread(tap(6), tap(7), tap(8))
        for x in 0..<6 {
            let column = spread(top[x], middle[x], bottom[x])
            for y in 0..<6 { store(y * 6 + x, Float(column[y])) }
        }
    }

    /// G times a column of three: the rows of G are (1/4, 0, 0), (−1/6, ∓1/6, −1/6), (1/24, ±1/12, 1/6) and (0, 0, 1).
    @inline(__always)
    private static func spread(_ a: Double, _ b: Double, _ c: Double) -> SIMD8<Double> {
        let (even, odd) = ((a + c) / -6, b / 6)
        let (far, twelfth) = (a / 24 + c / 6, b / 12)
        return SIMD8(a / 4, even - odd, even + odd, far + twelfth, far - twelfth, c, 0, 0)
    }
}
