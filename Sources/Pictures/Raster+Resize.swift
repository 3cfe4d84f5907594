package import Diagnostics

extension Raster {
    /// Resized with antialiasing, to the bit as Pillow's `Image.resize`: columns first, then rows, each in 22-bit
    /// fixed point and rounded to 8 bits; an axis that keeps its length is not filtered. Colours are premultiplied by
    /// alpha meanwhile. Throws `image-empty` and `image-too-large`.
    package func resized(
        width newWidth: Int, height newHeight: Int, interpolation: Interpolation, limits: ImageLimits = .standard
    ) throws(Diagnostic) -> Raster {
        try limits.check(width: newWidth, height: newHeight)
        try limits.check(width: newWidth, height: height)
        if newWidth == width, newHeight == height { return self }
        if hasAlpha {
            return premultiplied().filtered(width: newWidth, height: newHeight, interpolation).unpremultiplied()
        }
        return filtered(width: newWidth, height: newHeight, interpolation)
    }

    private func filtered(width newWidth: Int, height newHeight: Int, _ interpolation: Interpolation) -> Raster {
        var result = self
        if newWidth != width {
            result = result.widened(by: ResamplingWeights(from: width, to: newWidth, interpolation), to: newWidth)
        }
        if newHeight != height {
            result = result.heightened(by: ResamplingWeights(from: height, to: newHeight, interpolation), to: newHeight)
        }
        return result
    }

    private func widened(by table: ResamplingWeights, to newWidth: Int) -> Raster {
        let weights = table.fixedPoint
        return Raster(width: newWidth, height: height, channels: channels) { target in
            samples.withUnsafeBufferPointer { source in
                for y in 0..<height {
                    let row = y * width * channels
                    var output = y * newWidth * channels
                    for x in 0..<newWidth {
                        let run = table.start[x]..<table.start[x + 1]
                        for c in 0..<channels {
                            var sum = oneHalf
                            var input = row + table.first[x] * channels + c
                            for k in run {
                                sum &+= Int32(source[input]) &* weights[k]
                                input += channels
                            }
                            target[output] = sample(of: sum)
                            output += 1
                        }
                    }
                }
            }
        }
    }

    private func heightened(by table: ResamplingWeights, to newHeight: Int) -> Raster {
        let weights = table.fixedPoint
        let rowCount = width * channels
        var sums = [Int32](repeating: 0, count: rowCount)
        return Raster(width: width, height: newHeight, channels: channels) { target in
            samples.withUnsafeBufferPointer { source in
                sums.withUnsafeMutableBufferPointer { sums in
                    for y in 0..<newHeight {
                        sums.update(repeating: oneHalf)
                        for k in table.start[y]..<table.start[y + 1] {
                            let weight = weights[k]
                            let input = (table.first[y] + k - table.start[y]) * rowCount
                            for i in 0..<rowCount { sums[i] &+= Int32(source[input + i]) &* weight }
                        }
                        for i in 0..<rowCount { target[y * rowCount + i] = sample(of: sums[i]) }
                    }
                }
            }
        }
    }

    private func premultiplied() -> Raster {
        mappingColours { colour, alpha in UInt8(roundedOver255(Int(colour) * Int(alpha))) }
    }

    private func unpremultiplied() -> Raster {
        mappingColours { colour, alpha in
            alpha == 0 || alpha == 255 ? colour : UInt8(min(255, 255 * Int(colour) / Int(alpha)))
        }
    }

    private func mappingColours(_ map: (_ colour: UInt8, _ alpha: UInt8) -> UInt8) -> Raster {
        var mapped = samples
        for pixel in stride(from: 0, to: mapped.count, by: channels) {
            let alpha = mapped[pixel + channels - 1]
            for c in pixel..<pixel + channels - 1 { mapped[c] = map(mapped[c], alpha) }
        }
        return Raster(width: width, height: height, channels: channels, samples: mapped)
    }
}

private let oneHalf: Int32 = 1 << (ResamplingWeights.fractionBits - 1)

@inline(__always)
private func sample(of fixedPoint: Int32) -> UInt8 {
    UInt8(clamping: fixedPoint >> ResamplingWeights.fractionBits)
}
