/// What a batch of patches makes a run compute, and where it lies.
struct ConePlan {
    /// What a step reads of one node.
    struct Source {
        let node: NodeID
        /// The part that is read; where it is not what was computed, a copy is put together.
        let region: Region
        /// Where the copy lies in the scratch memory; nil where the node's own memory is read.
        let copy: Int?
        /// Where the copy is the step's result as well, or lies where that is to be written.
        var isInResult = false
    }

    struct StepPlan {
        let step: Step
        let reach: ConeReach
        let inputs: [Source]
        let residual: Source?
        /// Where scratch memory is free beyond the copies.
        let free: Int
    }

    let count: Int
    private(set) var steps: [StepPlan] = []
    /// By node; nil for those that no step writes.
    private(set) var regions: [Region?]
    /// The place of each node's part in memory.
    private(set) var offsets: [Int?]
    /// Elements of all parts together.
    private(set) var size = 0
    /// Elements of copies and working memory of the step that takes most.
    private(set) var scratch = 0
    /// Multiplications and additions, counted as one, that a patch takes, and the same in units of time.
    private(set) var multiplyAdds = 0
    private(set) var cost = 0.0

    private let network: Network
    private var dirty: [DirtyPixels?]

    /// What a tile's products cost beside those of the sum that it spares.
    private static let tileCost = 0.4

    /// - Parameter patches: rows and columns of the input image that are replaced, for each patch.
    init(_ program: ConeProgram, patches: (rows: [Range<Int>], columns: [Range<Int>]), context: PassContext) {
        network = program.network
        count = patches.rows.count
        regions = [Region?](repeating: nil, count: network.nodes.count)
        offsets = [Int?](repeating: nil, count: network.nodes.count)
        dirty = [DirtyPixels?](repeating: nil, count: network.nodes.count)
        let shape = network.inputShape
        let (height, width) = shape.imageExtent
        if shape.count == 3 {
            dirty[Network.input] = DirtyPixels(rows: patches.rows, columns: patches.columns)
            regions[Network.input] = Region(
                rows: .holding(patches.rows, of: height), columns: .holding(patches.columns, of: width))
        } else {
            dirty[Network.input] = .all(shape, count: count)
            regions[Network.input] = .whole(shape, count: count)
        }
        for (step, reach) in zip(program.steps, program.reaches) { add(step, reach, context) }
        placeValues(program)
    }

    private func shape(_ id: NodeID) -> [Int] { network.nodes[id].shape }

    private mutating func add(_ step: Step, _ reach: ConeReach, _ context: PassContext) {
        let own = dirtyPixels(of: step, reach)
        dirty[step.result] = own
        var region = region(of: step, reach, own)
        if region.isNearlyWhole { region = .whole(shape(step.result), count: count) }
        regions[step.result] = region
        plan(step, region.isWhole ? .whole : reach, region, context)
        measure(step, reach, region)
    }

    private func dirtyPixels(of step: Step, _ reach: ConeReach) -> DirtyPixels {
        let inputs = network.nodes[step.core].inputs.compactMap { dirty[$0] }
        let (height, width) = shape(step.result).imageExtent
        let joined = inputs.dropFirst().reduce(inputs[0]) { $0.union($1) }
        var result: DirtyPixels
        switch reach {
        case .whole: return .all(shape(step.result), count: count)
        case .pixel: result = joined
        case .window(let window):
            result = DirtyPixels(
                rows: joined.rows.map { ConeAxis.rows(of: window).readers(of: $0, count: height) },
                columns: joined.columns.map { ConeAxis.columns(of: window).readers(of: $0, count: width) })
        case .tiles(let window):
            result = DirtyPixels(
                rows: joined.rows.map { ConeAxis.rows(of: window).tileReaders(of: $0, count: height) },
                columns: joined.columns.map { ConeAxis.columns(of: window).tileReaders(of: $0, count: width) })
        }
        if let residual = step.residual.flatMap({ dirty[$0] }) { result = result.union(residual) }
        return result
    }

    private func region(of step: Step, _ reach: ConeReach, _ dirty: DirtyPixels) -> Region {
        let (height, width) = shape(step.result).imageExtent
        func holding(tile: Int) -> Region {
            Region(
                rows: .holding(dirty.rows, of: height, tile: tile),
                columns: .holding(dirty.columns, of: width, tile: tile))
        }
        switch reach {
        case .whole: return .whole(shape(step.result), count: count)
        case .window: return holding(tile: 1)
        case .tiles: return holding(tile: 4)
        case .pixel:
            // What an input has computed is taken as it is, rather than cut.
            let known = network.nodes[step.core].inputs.compactMap { regions[$0] }.filter { $0.holds(dirty) }
            return known.min { $0.area < $1.area } ?? holding(tile: 1)
        }
    }

    private mutating func plan(_ step: Step, _ reach: ConeReach, _ region: Region, _ context: PassContext) {
        var free = 0
        func source(_ id: NodeID, _ wanted: Region, isInResult: Bool = false) -> Source {
            guard regions[id] != wanted else { return Source(node: id, region: wanted, copy: nil) }
            if isInResult { return Source(node: id, region: wanted, copy: nil, isInResult: true) }
            defer { free += (count * wanted.shape(of: shape(id)).reduce(1, *) + 15) / 16 * 16 }
            return Source(node: id, region: wanted, copy: free)
        }
        let inputs = network.nodes[step.core].inputs
        let isPad = network.nodes[step.core].operation is Pad
        let sources: [Source]
        switch reach {
        case .whole: sources = inputs.map { source($0, .whole(shape($0), count: count)) }
        case .pixel: sources = inputs.map { source($0, region) }
        case .window(let window), .tiles(let window):
            let (height, width) = shape(inputs[0]).imageExtent
            let read = Region(
                rows: region.rows.read(through: .rows(of: window), of: height),
                columns: region.columns.read(through: .columns(of: window), of: width))
            sources = [
                isPad ? Source(node: inputs[0], region: read, copy: nil, isInResult: true) : source(inputs[0], read)
            ]
        }
        let residual = step.residual.map { source($0, region, isInResult: true) }
        let planned = StepPlan(step: step, reach: reach, inputs: sources, residual: residual, free: free)
        steps.append(planned)
        scratch = max(scratch, free + workspace(planned, region, context))
    }

    /// Elements of working memory beyond the copies.
    private func workspace(_ plan: StepPlan, _ region: Region, _ context: PassContext) -> Int {
        let node = network.nodes[plan.step.core]
        guard let operation = node.operation else { return 0 }
        let inputs = plan.inputs.map { $0.region.shape(of: shape($0.node)) }
        let output = region.shape(of: shape(plan.step.result))
        switch plan.reach {
        case .whole, .pixel:
            return Border(operation, inputs, output, count).count
                + operation.workspaceCount(for: inputs, batch: count, isGradient: false, context: context)
        case .window, .tiles:
            guard let layer = operation as? Convolution else { return 0 }
            return layer.partAlgorithm(plan.reach, input: inputs[0], output: output)
                .workspaceCount(batch: count, workers: context.workers)
        }
    }

    private mutating func measure(_ step: Step, _ reach: ConeReach, _ region: Region) {
        let whole = network.multiplyAdds(of: step.core)
        let (height, width) = shape(step.result).imageExtent
        let pixels = Double(height * width)
        let share = Double(min(region.area, height * width)) / pixels
        multiplyAdds += Int(Double(whole) * share)
        if case .tiles = reach {
            let tiles = ((region.rows.size + 3) / 4) * ((region.columns.size + 3) / 4)
            cost += Double(whole) * Self.tileCost * Double(16 * tiles) / pixels
        } else {
            cost += Double(whole) * share
        }
    }

    private mutating func placeValues(_ program: ConeProgram) {
        var last: [NodeID: Int] = [program.read: steps.count]
        for (index, plan) in steps.enumerated() {
            for source in plan.inputs + [plan.residual].compactMap(\.self) {
                last[source.node] = max(last[source.node] ?? 0, index)
            }
        }
        let written = [(Network.input, 0)] + steps.enumerated().map { ($1.step.result, $0) }
        let requests = written.map { id, first in
            MemoryPlan.Request(
                size: count * (regions[id]?.shape(of: shape(id)).reduce(1, *) ?? 0),
                lifetime: first...max(first, last[id] ?? first))
        }
        let plan = MemoryPlan(requests)
        for (place, (id, _)) in written.enumerated() { offsets[id] = plan.offsets[place] }
        size = plan.size
    }
}
