package import Diagnostics
import Tensors

/// The elements at chosen indices of every axis: slices at any step, gathered or repeated indices, parts of a split.
package struct Slice: Operator {
    /// For every axis the indices that are taken, in their order; nil for all of it.
    package let indices: [[Int]?]
    /// The output's shape, where it is another than the counts of indices.
    package let shape: [Int]?

    package init(_ indices: [[Int]?], shape: [Int]? = nil) {
        self.indices = indices
        self.shape = shape
    }

    package var kind: String { "slice" }

    package var summary: String {
        let parts = indices.enumerated().compactMap { axis, chosen in
            chosen.map { $0.count == 1 ? "axis \(axis): index \($0[0])" : "axis \(axis): \($0.count) indices" }
        }
        return parts.joined(separator: ", ")
    }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard input.count == indices.count else {
            throw .shapeMismatch("indices for \(indices.count) axes do not fit \(input)")
        }
        for (extent, chosen) in zip(input, indices) {
            if let index = chosen?.first(where: { !(0..<extent).contains($0) }) {
                throw .shapeMismatch("there is no index \(index) along an axis of \(extent) in \(input)")
            }
        }
        let counts = zip(input, indices).map { $1?.count ?? $0 }
        guard let total = elementCount(of: counts) else { throw .shapeMismatch("would have the shape \(counts)") }
        guard let shape else { return counts }
        guard elementCount(of: shape) == total else {
            throw .shapeMismatch("\(total) elements cannot have the shape \(shape)")
        }
        return shape
    }

    package func forward(_ pass: ForwardPass) {
        let source = pass.inputs[0]
        let runs = Runs(of: source.shape, indices)
        pass.workers.forEachUnit(pass.batch * runs.rows, work: runs.last.count * runs.length) { unit in
            let from = source.image(unit / runs.rows) + runs.start(of: unit % runs.rows)
            let to = pass.output.start + unit * (runs.last.count * runs.length)
            for (index, place) in runs.last.enumerated() {
                (to + index * runs.length).update(from: from + place, count: runs.length)
            }
        }
    }

    /// One image is one piece of work, since an index may be taken twice.
    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let runs = Runs(of: gradient.shape, indices)
        pass.workers.forEachUnit(pass.batch, work: pass.outputGradient.count) { image in
            var from = pass.outputGradient.image(image)
            for row in 0..<runs.rows {
                let to = gradient.image(image) + runs.start(of: row)
                for place in runs.last {
                    for index in 0..<runs.length { to[place + index] += from[index] }
                    from += runs.length
                }
            }
        }
    }

    /// The runs of consecutive elements that are taken, row by row of the last axis with chosen indices.
    private struct Runs {
        private let outer: [(extent: Int, step: Int, indices: [Int]?)]
        let rows: Int
        /// Where the runs of a row start.
        let last: [Int]
        /// Elements of a run.
        let length: Int

        init(of input: [Int], _ indices: [[Int]?]) {
            let steps = input.rowMajorSteps
            let end = indices.lastIndex { $0 != nil } ?? -1
            outer = (0..<max(0, end)).map { (indices[$0]?.count ?? input[$0], steps[$0], indices[$0]) }
            rows = outer.reduce(1) { $0 * $1.extent }
            last = end < 0 ? [0] : (indices[end] ?? []).map { $0 * steps[end] }
            length = input[(end + 1)...].reduce(1, *)
        }

        func start(of row: Int) -> Int {
            var (rest, place) = (row, 0)
            for axis in outer.reversed() {
                let index = rest % axis.extent
                place += (axis.indices?[index] ?? index) * axis.step
                rest /= axis.extent
            }
            return place
        }
    }
}
