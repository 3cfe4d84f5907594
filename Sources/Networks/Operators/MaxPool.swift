package import Diagnostics

/// The largest value in every window; padding counts as −∞.
///
/// Of equal values the first in row-major order wins, forward and for the gradient. Windows that overlap add their
/// gradients. NaN in a window makes the maximum NaN.
package struct MaxPool: Operator {
    package let window: Window

    package init(window: Window) { self.window = window }

    package var kind: String { "max pool" }
    package var summary: String { window.summary }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        try PoolingGeometry.outputShape(window, for: inputs, allowsEmptyWindows: false)
    }

    /// For every output, the place of its winner in its channel's plane.
    package func auxiliaryCount(for inputs: [[Int]]) -> Int { (try? outputShape(for: inputs))?.reduce(1, *) ?? 0 }

    package func forward(_ pass: ForwardPass) {
        let geometry = PoolingGeometry(window, input: pass.inputs[0].shape, output: pass.output.shape)
        let work = geometry.outputArea * geometry.kernelArea
        pass.workers.forEachUnit(pass.batch * pass.output.shape[0], work: work) { plane in
            let source = pass.inputs[0].start + plane * geometry.inputArea
            let target = pass.output.start + plane * geometry.outputArea
            if let winners = pass.auxiliary {
                Self.pool(geometry, source, into: target, winners: winners + plane * geometry.outputArea)
            } else {
                Self.pool(geometry, source, into: target)
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0], let winners = pass.auxiliary else { return }
        let inputArea = gradient.shape[1] * gradient.shape[2]
        let outputArea = pass.outputGradient.shape[1] * pass.outputGradient.shape[2]
        pass.workers.forEachUnit(pass.batch * gradient.shape[0], work: outputArea) { plane in
            let source = pass.outputGradient.start + plane * outputArea
            let places = winners + plane * outputArea
            let target = gradient.start + plane * inputArea
            for index in 0..<outputArea { target[Int(places[index])] += source[index] }
        }
    }

    /// A mask of whether a value replaces the largest so far.
    @inline(__always)
    private static func wins(_ candidate: Float, over best: Float) -> UInt32 {
        (candidate > best).mask | (candidate != candidate).mask
    }

    @inline(__always)
    private static func choose(_ candidate: Float, over best: Float, where mask: UInt32) -> Float {
        Float(bitPattern: candidate.bitPattern & mask | best.bitPattern & ~mask)
    }

    /// The maxima of one plane.
    private static func pool(
        _ geometry: PoolingGeometry, _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
    ) {
        let positions = geometry.columnPositions
        for row in 0..<geometry.rows.outputs {
            let best = target + row * geometry.columns.outputs
            best.update(repeating: -.infinity, count: geometry.columns.outputs)
            geometry.forEachTap(ofRow: row, positions) { input, columns in
                let (tap, part) = (source + input, best + columns.lowerBound)
                geometry.withColumnStride { step in
                    for index in 0..<columns.count {
                        let candidate = tap[index * step]
                        let wins = Self.wins(candidate, over: part[index])
                        part[index] = Self.choose(candidate, over: part[index], where: wins)
                    }
                }
            }
        }
    }

    /// The maxima of one plane, and where they are.
    private static func pool(
        _ geometry: PoolingGeometry, _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
        winners: UnsafeMutablePointer<UInt32>
    ) {
        let positions = geometry.columnPositions
        let firsts = (0..<geometry.columns.outputs).map(geometry.columns.firstInside)
        for row in 0..<geometry.rows.outputs {
            let best = target + row * geometry.columns.outputs
            let places = winners + row * geometry.columns.outputs
            // The first pixel of each window wins where all of it is −∞.
            best.update(repeating: -.infinity, count: geometry.columns.outputs)
            let line = geometry.rows.firstInside(at: row) * geometry.columns.size
            for column in 0..<geometry.columns.outputs {
                places[column] = UInt32(truncatingIfNeeded: line + firsts[column])
            }
            geometry.forEachTap(ofRow: row, positions) { input, columns in
                let (tap, part, place) = (source + input, best + columns.lowerBound, places + columns.lowerBound)
                let first = UInt32(truncatingIfNeeded: input)
                geometry.withColumnStride { step in
                    let advance = UInt32(truncatingIfNeeded: step)
                    for index in 0..<columns.count {
                        let candidate = tap[index * step]
                        let wins = Self.wins(candidate, over: part[index])
                        part[index] = Self.choose(candidate, over: part[index], where: wins)
                        let own = first &+ UInt32(truncatingIfNeeded: index) &* advance
                        place[index] = own & wins | place[index] & ~wins
                    }
                }
            }
        }
    }
}
