import Diagnostics
import Tensors

/// Two shapes of as many axes, each axis of one extent or of extent 1 in one of them, and their common shape.
///
/// Neighbouring axes that both shapes treat alike are merged, so that inner loops are long.
struct Broadcasting {
    /// One or several merged axes: their extent in the common shape, and each operand's step (0 where it repeats).
    struct Axis {
        var extent: Int
        var steps: [Int]
    }

    /// The common shape.
    let shape: [Int]
    /// From the outermost to the innermost; always three, of extent 1 where fewer are needed.
    let axes: [Axis]

    init(_ first: [Int], _ second: [Int]) throws(Diagnostic) {
        guard first.count == second.count, first.count <= 3,
            zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 })
        else { throw .shapeMismatch("\(first) and \(second) differ in more than axes of extent 1") }
        shape = zip(first, second).map { max($0, $1) }
        var merged: [(extent: Int, repeats: [Bool])] = []
        for (index, extent) in shape.enumerated() where extent > 1 {
            let repeats = [first[index] == 1, second[index] == 1]
            if let last = merged.last, last.repeats == repeats {
                merged[merged.count - 1].extent *= extent
            } else {
                merged.append((extent, repeats))
            }
        }
        while merged.count < 3 { merged.insert((1, [true, true]), at: merged.count == 2 ? 1 : 0) }
        var axes: [Axis] = []
        var steps = [1, 1]
        for axis in merged.reversed() {
            axes.insert(Axis(extent: axis.extent, steps: (0..<2).map { axis.repeats[$0] ? 0 : steps[$0] }), at: 0)
            for operand in 0..<2 where !axis.repeats[operand] { steps[operand] *= axis.extent }
        }
        self.axes = axes
    }

    /// Calls `body` with the first element, in the common shape and in each operand, of every innermost row whose
    /// outermost index is `outer`.
    func forEachRow(outer: Int, _ body: (_ common: Int, _ first: Int, _ second: Int) -> Void) {
        let (top, middle, row) = (axes[0], axes[1], axes[2].extent)
        for index in 0..<middle.extent {
            body(
                (outer * middle.extent + index) * row, outer * top.steps[0] + index * middle.steps[0],
                outer * top.steps[1] + index * middle.steps[1])
        }
    }

    /// The common shape as rows, along which neither operand repeats; nil where one does, or where rows are not evenly
    /// spaced in both.
    var rows: Rows? {
        guard axes[1].extent == 1, axes[2].steps == [1, 1] else { return nil }
        return Rows(count: axes[0].extent, length: axes[2].extent, steps: axes[0].steps)
    }

    struct Rows {
        /// Rows of an image.
        let count: Int
        let length: Int
        /// How far apart they are in each operand.
        let steps: [Int]

        /// Some columns of some rows of an image.
        struct Block {
            let image: Int
            let first: Int
            let count: Int
            let columns: Range<Int>

            /// Where the block starts in an image whose rows are `step` apart.
            func offset(_ step: Int) -> Int { first * step + columns.lowerBound }
        }

        private static let size = 16_384
        private static let width = 64

        /// Calls `body` with blocks that make up all rows of a batch.
        func forEachBlock(_ batch: Int, _ workers: Workers, _ body: (Block) -> Void) {
            // Either whole rows or parts of one.
            let width = min(length, Self.size)
            let height = max(1, Self.size / width)
            let (across, down) = ((length + width - 1) / width, (count + height - 1) / height)
            workers.forEachUnit(batch * down * across, work: width * height) { unit in
                let (first, left) = (unit / across % down * height, unit % across * width)
                body(
                    Block(
                        image: unit / (across * down), first: first, count: min(height, count - first),
                        columns: left..<min(left + width, length)))
            }
        }

        /// The same with all rows in every block, for sums over them.
        func forEachColumnBlock(_ batch: Int, _ workers: Workers, _ body: (Block) -> Void) {
            let across = (length + Self.width - 1) / Self.width
            workers.forEachUnit(batch * across, work: Self.width * count) { unit in
                let left = unit % across * Self.width
                body(
                    Block(
                        image: unit / across, first: 0, count: count,
                        columns: left..<min(left + Self.width, length)))
            }
        }
    }
}
