package import Diagnostics

extension Raster {
    /// Every pixel as a square of `factor` by `factor` pixels, so that small pictures stay crisp. Throws `image-empty`
    /// for a factor below 1, and `image-too-large`.
    package func enlarged(by factor: Int, limits: ImageLimits = .standard) throws(Diagnostic) -> Raster {
        let (newWidth, wide) = width.multipliedReportingOverflow(by: factor)
        let (newHeight, high) = height.multipliedReportingOverflow(by: factor)
        try limits.check(width: wide ? Int.max : newWidth, height: high ? Int.max : newHeight)
        if factor == 1 { return self }
        return Raster(width: newWidth, height: newHeight, channels: channels) { target in
            var output = 0
            for y in 0..<newHeight {
                let row = y / factor * width
                for x in 0..<newWidth {
                    let input = (row + x / factor) * channels
                    for c in 0..<channels { target[output + c] = samples[input + c] }
                    output += channels
                }
            }
        }
    }

    /// Enlarged by the largest whole factor with which the longer side is still within `side` pixels; unchanged where
    /// there is none.
    package func enlarged(within side: Int, limits: ImageLimits = .standard) throws(Diagnostic) -> Raster {
        try enlarged(by: max(1, side / max(width, height)), limits: limits)
    }
}
