package import Diagnostics

/// The mean of every window.
///
/// The divisor is the number of taps in the image, or with `countsPadding` in the image and its padding. What a last,
/// incomplete window of ceil mode reads beyond the padding never counts (PyTorch and ONNX alike).
package struct AveragePool: Operator {
    package let window: Window
    package let countsPadding: Bool

    package init(window: Window, countsPadding: Bool) {
        self.window = window
        self.countsPadding = countsPadding
    }

    package var kind: String { "average pool" }
    package var summary: String { window.summary + (countsPadding ? ", padding counts" : "") }

    package func outputShape(for inputs: [[Int]]) throws(Diagnostic) -> [Int] {
        try PoolingGeometry.outputShape(window, for: inputs, allowsEmptyWindows: countsPadding)
    }

    package func forward(_ pass: ForwardPass) {
        let geometry = PoolingGeometry(window, input: pass.inputs[0].shape, output: pass.output.shape)
        let (positions, divisors) = (geometry.columnPositions, divisors(geometry))
        let width = geometry.columns.outputs
        let work = geometry.outputArea * geometry.kernelArea
        divisors.withUnsafeBufferPointer { divisors in
            pass.workers.forEachUnit(pass.batch * pass.output.shape[0], work: work) { plane in
                let source = pass.inputs[0].start + plane * geometry.inputArea
                let target = pass.output.start + plane * geometry.outputArea
                for row in 0..<geometry.rows.outputs {
                    let sums = target + row * width
                    sums.update(repeating: 0, count: width)
                    geometry.forEachTap(ofRow: row, positions) { input, columns in
                        let (tap, part) = (source + input, sums + columns.lowerBound)
                        geometry.withColumnStride { step in
                            for index in 0..<columns.count { part[index] += tap[index * step] }
                        }
                    }
                    for column in 0..<width { sums[column] /= divisors[row * width + column] }
                }
            }
        }
    }

    package func addGradient(_ pass: GradientPass) {
        guard let gradient = pass.inputGradients[0] else { return }
        let geometry = PoolingGeometry(window, input: gradient.shape, output: pass.outputGradient.shape)
        let (positions, divisors) = (geometry.columnPositions, divisors(geometry))
        let width = geometry.columns.outputs
        let work = geometry.outputArea * geometry.kernelArea
        divisors.withUnsafeBufferPointer { divisors in
            pass.workers.forEachUnit(pass.batch * gradient.shape[0], work: work, scratch: width) { plane, shares in
                let source = pass.outputGradient.start + plane * geometry.outputArea
                let target = gradient.start + plane * geometry.inputArea
                for row in 0..<geometry.rows.outputs {
                    for column in 0..<width {
                        shares[column] = source[row * width + column] / divisors[row * width + column]
                    }
                    geometry.forEachTap(ofRow: row, positions) { input, columns in
                        let (tap, part) = (target + input, shares + columns.lowerBound)
                        geometry.withColumnStride { step in
                            for index in 0..<columns.count { tap[index * step] += part[index] }
                        }
                    }
                }
            }
        }
    }

    /// What the sum of each window is divided by, in the order of the output.
    private func divisors(_ geometry: PoolingGeometry) -> [Float] {
        func counts(_ axis: PoolingAxis) -> [Int] {
            (0..<axis.outputs).map { countsPadding ? axis.tapsInPadded(at: $0) : axis.tapsInside(at: $0).count }
        }
        let columns = counts(geometry.columns)
        return counts(geometry.rows).flatMap { row in columns.map { Float(row * $0) } }
    }
}
