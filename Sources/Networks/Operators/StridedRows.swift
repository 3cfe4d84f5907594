/// The elements of up to four arrays that are walked together, each at its own steps, as rows of the innermost axis.
///
/// Neighbouring axes that every array passes evenly are merged, so that rows are long. A step of 0 repeats an element.
struct StridedRows {
    private struct Axis {
        var extent: Int
        var steps: SIMD4<Int>
    }

    private let outer: [Axis]
    /// How many rows there are.
    let count: Int
    /// Elements of a row.
    let length: Int
    /// Each array's step from one element of a row to the next.
    let steps: SIMD4<Int>

    /// - Parameters:
    ///   - extents: the axes that are walked, from the outermost to the innermost.
    ///   - steps: for every array its step along each of them.
    init(_ extents: [Int], steps: [[Int]]) {
        var merged: [Axis] = []
        for (index, extent) in extents.enumerated() where extent > 1 {
            var own = SIMD4<Int>(repeating: 0)
            for (array, steps) in steps.enumerated() { own[array] = steps[index] }
            if let last = merged.last, last.steps == own &* extent {
                merged[merged.count - 1] = Axis(extent: last.extent * extent, steps: own)
            } else {
                merged.append(Axis(extent: extent, steps: own))
            }
        }
        let row = merged.popLast() ?? Axis(extent: 1, steps: .zero)
        outer = merged
        count = merged.reduce(1) { $0 * $1.extent }
        length = row.extent
        self.steps = row.steps
    }

    /// Where a row starts in every array.
    func start(of row: Int) -> SIMD4<Int> {
        var rest = row
        var place = SIMD4<Int>.zero
        for axis in outer.reversed() {
            place &+= axis.steps &* (rest % axis.extent)
            rest /= axis.extent
        }
        return place
    }

    /// Where an element lies in every array, the elements counted row by row.
    func place(of element: Int) -> SIMD4<Int> { start(of: element / length) &+ steps &* (element % length) }
}

extension [Int] {
    /// The step along every axis of an array of this shape whose last axis lies closest.
    var rowMajorSteps: [Int] {
        var steps = [Int](repeating: 1, count: count)
        for axis in indices.dropLast().reversed() { steps[axis] = steps[axis + 1] * self[axis + 1] }
        return steps
    }

    /// The same, and 0 along axes of extent 1, which repeat.
    var broadcastSteps: [Int] { zip(self, rowMajorSteps).map { $0 == 1 ? 0 : $1 } }

    /// The common shape of two of one rank, each axis of one extent or of extent 1 in one of them; nil where they differ
    /// otherwise.
    func broadcast(with other: [Int]) -> [Int]? {
        guard count == other.count, zip(self, other).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
        return zip(self, other).map { $0 == 1 ? $1 : $0 }
    }
}
