import Networks

/// One axis of a sliding window, by counting.
struct AxisReference {
    let size: Int
    let kernel: Int
    let stride: Int
    let before: Int
    let after: Int
    let dilation: Int
    let ceilMode: Bool

    static func rows(_ window: Window, _ height: Int) -> AxisReference {
        AxisReference(
            size: height, kernel: window.kernel.height, stride: window.stride.height, before: window.padding.top,
            after: window.padding.bottom, dilation: window.dilation.height, ceilMode: window.ceilMode)
    }

    static func columns(_ window: Window, _ width: Int) -> AxisReference {
        AxisReference(
            size: width, kernel: window.kernel.width, stride: window.stride.width, before: window.padding.left,
            after: window.padding.right, dilation: window.dilation.width, ceilMode: window.ceilMode)
    }

    /// Steps until a window would leave the padded axis; in ceil mode one more that starts inside the axis or the
    /// padding before it, if the last has not reached the end.
    var outputs: Int {
        let padded = before + size + after
        var count = 0
        while count * stride + dilation * (kernel - 1) + 1 <= padded { count += 1 }
        let reached = (count - 1) * stride + dilation * (kernel - 1) + 1
        return ceilMode && reached < padded && count * stride < before + size ? count + 1 : count
    }

    /// Where every tap of a window reads, relative to the first pixel.
    func reads(_ output: Int) -> [Int] { (0..<kernel).map { output * stride - before + $0 * dilation } }

    func isInside(_ place: Int) -> Bool { place >= 0 && place < size }

    func isInPadded(_ place: Int) -> Bool { place >= -before && place < size + after }
}

enum WindowReference {
    static func convolution(_ weight: DoubleArray, _ bias: DoubleArray?, _ window: Window, groups: Int) -> Reference {
        { inputs in
            let input = inputs[0]
            let (rows, columns) = (
                AxisReference.rows(window, input.shape[1]), AxisReference.columns(window, input.shape[2])
            )
            let (outputs, channels) = (weight.shape[0], weight.shape[1])
            return DoubleArray([outputs, rows.outputs, columns.outputs]) { position in
                let group = position[0] / (outputs / groups)
                var sum = bias?.elements[position[0]] ?? 0
                for channel in 0..<channels {
                    for (i, y) in rows.reads(position[1]).enumerated() where rows.isInside(y) {
                        for (j, x) in columns.reads(position[2]).enumerated() where columns.isInside(x) {
                            sum += weight[[position[0], channel, i, j]] * input[group * channels + channel, y, x]
                        }
                    }
                }
                return sum
            }
        }
    }

    static func maxPool(_ window: Window) -> Reference {
        { inputs in
            let input = inputs[0]
            let (rows, columns) = (
                AxisReference.rows(window, input.shape[1]), AxisReference.columns(window, input.shape[2])
            )
            return DoubleArray([input.shape[0], rows.outputs, columns.outputs]) { position in
                var largest = -Double.infinity
                for y in rows.reads(position[1]) where rows.isInside(y) {
                    for x in columns.reads(position[2]) where columns.isInside(x) {
                        largest = max(largest, input[position[0], y, x])
                    }
                }
                return largest
            }
        }
    }

    static func averagePool(_ window: Window, countsPadding: Bool) -> Reference {
        { inputs in
            let input = inputs[0]
            let (rows, columns) = (
                AxisReference.rows(window, input.shape[1]), AxisReference.columns(window, input.shape[2])
            )
            return DoubleArray([input.shape[0], rows.outputs, columns.outputs]) { position in
                var sum = 0.0
                var count = 0.0
                for y in rows.reads(position[1]) where rows.isInPadded(y) {
                    for x in columns.reads(position[2]) where columns.isInPadded(x) {
                        let isInside = rows.isInside(y) && columns.isInside(x)
                        if isInside { sum += input[position[0], y, x] }
                        if isInside || countsPadding { count += 1 }
                    }
                }
                return sum / count
            }
        }
    }
}
