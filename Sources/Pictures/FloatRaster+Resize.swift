package import Diagnostics

extension FloatRaster {
    /// Resized with antialiasing as Pillow's mode F: columns first, then rows, each summed in Double and stored as
    /// Float; an axis that keeps its length is not filtered. Throws `image-empty` and `image-too-large`.
    package func resized(
        width newWidth: Int, height newHeight: Int, interpolation: Interpolation, limits: ImageLimits = .standard
    ) throws(Diagnostic) -> FloatRaster {
        try limits.check(width: newWidth, height: newHeight)
        try limits.check(width: newWidth, height: height)
        var result = self
        if newWidth != width {
            result = result.widened(by: ResamplingWeights(from: width, to: newWidth, interpolation), to: newWidth)
        }
        if newHeight != height {
            result = result.heightened(by: ResamplingWeights(from: height, to: newHeight, interpolation), to: newHeight)
        }
        return result
    }

    private func widened(by table: ResamplingWeights, to newWidth: Int) -> FloatRaster {
        var output: [Float] = []
        output.reserveCapacity(channels * height * newWidth)
        for row in stride(from: 0, to: values.count, by: width) {
            for x in 0..<newWidth {
                var sum = 0.0
                var input = row + table.first[x]
                for k in table.start[x]..<table.start[x + 1] {
                    sum += Double(values[input]) * table.weights[k]
                    input += 1
                }
                output.append(Float(sum))
            }
        }
        return FloatRaster(channels: channels, height: height, width: newWidth, values: output)
    }

    private func heightened(by table: ResamplingWeights, to newHeight: Int) -> FloatRaster {
        var output: [Float] = []
        output.reserveCapacity(channels * newHeight * width)
        var sums = [Double](repeating: 0, count: width)
        for plane in stride(from: 0, to: values.count, by: height * width) {
            for y in 0..<newHeight {
                for x in 0..<width { sums[x] = 0 }
                for k in table.start[y]..<table.start[y + 1] {
                    let input = plane + (table.first[y] + k - table.start[y]) * width
                    for x in 0..<width { sums[x] += Double(values[input + x]) * table.weights[k] }
                }
                for sum in sums { output.append(Float(sum)) }
            }
        }
        return FloatRaster(channels: channels, height: newHeight, width: width, values: output)
    }
}
