package import Diagnostics

extension Raster {
    /// The rectangle of a size whose upper left corner is at (x, y); what lies outside the picture is 0 in all
    /// channels. Throws `image-empty` and `image-too-large`.
    package func cropped(
        x: Int, y: Int, width newWidth: Int, height newHeight: Int, limits: ImageLimits = .standard
    ) throws(Diagnostic) -> Raster {
        try limits.check(width: newWidth, height: newHeight)
        var cropped = [UInt8](repeating: 0, count: newWidth * newHeight * channels)
        let columns = overlap(of: width, from: x, length: newWidth)
        let rows = overlap(of: height, from: y, length: newHeight)
        for row in rows where !columns.isEmpty {
            let source = ((row + y) * width + columns.lowerBound + x) * channels
            let target = (row * newWidth + columns.lowerBound) * channels
            let count = columns.count * channels
            cropped.replaceSubrange(target..<target + count, with: samples[source..<source + count])
        }
        return Raster(width: newWidth, height: newHeight, channels: channels, samples: cropped)
    }

    /// The middle of the picture as torchvision's `CenterCrop`: the offset is half the difference, rounded half to
    /// even; a side that is too short is padded with zeros first, the odd one at the far end.
    package func centerCropped(
        width newWidth: Int, height newHeight: Int, limits: ImageLimits = .standard
    ) throws(Diagnostic) -> Raster {
        try limits.check(width: newWidth, height: newHeight)
        return try cropped(
            x: centerOffset(of: width, for: newWidth), y: centerOffset(of: height, for: newHeight), width: newWidth,
            height: newHeight, limits: limits)
    }

    /// The square middle of the picture, `side` pixels wide and high.
    package func centerCropped(to side: Int, limits: ImageLimits = .standard) throws(Diagnostic) -> Raster {
        try centerCropped(width: side, height: side, limits: limits)
    }

    /// Resized as torchvision's `Resize(size)`: the shorter side becomes `size`, the longer one
    /// `size * long / short`, truncated; unchanged where the shorter side has that length already.
    package func resizedShortSide(
        to size: Int, interpolation: Interpolation, limits: ImageLimits = .standard
    ) throws(Diagnostic) -> Raster {
        let (short, long) = (min(width, height), max(width, height))
        if short == size { return self }
        let (product, overflow) = size.multipliedReportingOverflow(by: long)
        let newLong = overflow ? Int.max : product / short
        return try resized(
            width: width <= height ? size : newLong, height: width <= height ? newLong : size,
            interpolation: interpolation, limits: limits)
    }
}

/// The positions 0..<length of a crop that show the picture when its position 0 is the picture's `offset`.
private func overlap(of side: Int, from offset: Int, length: Int) -> Range<Int> {
    guard offset > -length, offset < side else { return 0..<0 }
    return max(0, -offset)..<min(length, side - offset)
}

/// Where a centred crop begins; negative where it is padded.
private func centerOffset(of side: Int, for crop: Int) -> Int {
    crop > side ? -((crop - side) / 2) : Int((Double(side - crop) / 2).rounded(.toNearestOrEven))
}
