package import Diagnostics
import Tensors

/// The sum, mean, maximum or minimum over some axes of an image.
///
/// The first of equal maxima takes the gradient, as in max pooling.
package struct Reduction: Operator {
    package enum Function: String, Sendable, CaseIterable {
        case sum, mean, maximum, minimum

        /// Whether it picks one element of those it is given.
        var picks: Bool { self == .maximum || self == .minimum }
    }

    package let function: Function
    /// Without the batch axis.
    package let axes: Set<Int>
    /// Whether the axes stay, with extent 1.
    package let keepsAxes: Bool

    package init(_ function: Function, axes: Set<Int>, keepsAxes: Bool) {
        self.function = function
        self.axes = axes
        self.keepsAxes = keepsAxes
    }

    package var kind: String { function.rawValue }
    package var summary: String { "over axes " + axes.sorted().map(String.init).joined(separator: ", ") }
    private var picks: Bool { function.picks }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        let input = try inputs.only()
        guard axes.allSatisfy(input.indices.contains) else {
            throw .shapeMismatch("\(input) does not have the axes \(axes.sorted()) (the batch axis not counted)")
        }
        guard !picks || elementCount(of: input, atMost: Int(UInt32.max)) != nil else {
            throw .shapeMismatch("\(input) is too large to find an extreme in")
        }
        if keepsAxes { return input.enumerated().map { axes.contains($0.offset) ? 1 : $0.element } }
        let rest = input.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
        guard !rest.isEmpty else { throw .shapeMismatch("no axis of \(input) would be left") }
        return rest
    }

    /// Where the extreme lies in its image, for every element of the output.
    package func auxiliaryCount(for inputs: [[Int]]) -> Int {
        guard picks, let input = inputs.first else { return 0 }
        return input.enumerated().reduce(1) { axes.contains($1.offset) ? $0 : $0 * $1.element }
    }

    package func forward(_ pass: ForwardPass) {
        let shape = pass.inputs[0].shape
        let count = pass.output.count
        let (starts, rows) = (starts(in: shape), rows(in: shape))
        let total = rows.count * rows.length
        pass.workers.forEachUnit(pass.batch * count, work: total) { unit in
            let start = starts.place(of: unit % count)[0]
            let source = pass.inputs[0].image(unit / count)
            if picks {
                let place = extreme(of: source, from: start, rows)
                pass.output.start[unit] = source[place]
                pass.auxiliary?[unit] = UInt32(truncatingIfNeeded: place)
            } else {
                let sum = sum(of: source + start, rows)
                pass.output.start[unit] = Float(function == .mean ? sum / Double(total) : sum)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let count = pass.outputGradient.count
        let (starts, rows) = (starts(in: gradient.shape), rows(in: gradient.shape))
        let total = rows.count * rows.length
        let step = rows.steps[0]
        pass.workers.forEachUnit(pass.batch * count, work: total) { unit in
            let image = gradient.image(unit / count)
            let cotangent = pass.outputGradient.start[unit]
            if picks {
                if let winners = pass.auxiliary { image[Int(winners[unit])] += cotangent }
                return
            }
            let share = function == .mean ? cotangent / Float(total) : cotangent
            let target = image + starts.place(of: unit % count)[0]
            for row in 0..<rows.count {
                let start = target + rows.start(of: row)[0]
                for index in 0..<rows.length { start[index * step] += share }
            }
        }
    }

    private func sum(of source: UnsafePointer<Float>, _ rows: StridedRows) -> Double {
        var sum = 0.0
        let step = rows.steps[0]
        for row in 0..<rows.count {
            let start = source + rows.start(of: row)[0]
            for index in 0..<rows.length { sum += Double(start[index * step]) }
        }
        return sum
    }

    /// The place of the first extreme, or of the first element that is not a number.
    private func extreme(of source: UnsafePointer<Float>, from start: Int, _ rows: StridedRows) -> Int {
        var best = start
        for row in 0..<rows.count {
            let first = start + rows.start(of: row)[0]
            for index in 0..<rows.length {
                let place = first + index * rows.steps[0]
                let (value, leader) = (source[place], source[best])
                let isBetter = function == .maximum ? value > leader : value < leader
                if isBetter || value.isNaN && !leader.isNaN { best = place }
            }
        }
        return best
    }

    /// Where the elements of the output start in the image.
    private func starts(in shape: [Int]) -> StridedRows { walk(shape) { !axes.contains($0) } }

    /// What is reduced to one element, relative to its start.
    private func rows(in shape: [Int]) -> StridedRows { walk(shape, axes.contains) }

    private func walk(_ shape: [Int], _ isTaken: (Int) -> Bool) -> StridedRows {
        let steps = shape.rowMajorSteps
        let taken = shape.indices.filter(isTaken)
        return StridedRows(taken.map { shape[$0] }, steps: [taken.map { steps[$0] }])
    }
}
