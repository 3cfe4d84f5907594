extension Raster {
    /// Three channels without alpha: gray is repeated, alpha is composed over `background`.
    ///
    /// Composition is in the stored (gamma-encoded) values, rounded to nearest. This is what models see; note that
    /// Pillow's `convert("RGB")` drops alpha instead, which shows whatever colour lies under transparent pixels.
    package func rgb(over background: Colour = .white) -> Raster {
        if channels == 3 { return self }
        let source = flattened(over: background)
        guard source.channels == 1 else { return source }
        return Raster(width: width, height: height, channels: 3) { target in
            for (pixel, value) in source.samples.enumerated() {
                target[pixel * 3] = value
                target[pixel * 3 + 1] = value
                target[pixel * 3 + 2] = value
            }
        }
    }

    /// One channel without alpha: 0.299 R + 0.587 G + 0.114 B (ITU-R 601) in 16-bit fixed point, as Pillow's
    /// `convert("L")`; alpha is composed over `background` first.
    package func gray(over background: Colour = .white) -> Raster {
        let source = flattened(over: background)
        guard source.channels == 3 else { return source }
        return Raster(width: width, height: height, channels: 1) { target in
            for pixel in 0..<width * height {
                target[pixel] = luma(
                    source.samples[pixel * 3], source.samples[pixel * 3 + 1], source.samples[pixel * 3 + 2])
            }
        }
    }

    /// Four channels; opaque where there was no alpha.
    package func rgba() -> Raster {
        if channels == 4 { return self }
        let (channels, colours) = (channels, isGray ? 1 : 3)
        return Raster(width: width, height: height, channels: 4) { target in
            for pixel in 0..<width * height {
                for c in 0..<3 { target[pixel * 4 + c] = samples[pixel * channels + min(c, colours - 1)] }
                target[pixel * 4 + 3] = hasAlpha ? samples[pixel * channels + channels - 1] : 255
            }
        }
    }

    /// Without alpha: gray stays gray where the background is gray too.
    private func flattened(over background: Colour) -> Raster {
        guard hasAlpha else { return self }
        if channels == 2, !background.isGray { return rgba().flattened(over: background) }
        let (channels, colours) = (channels, channels - 1)
        let behind = [background.red, background.green, background.blue].map(Int.init)
        return Raster(width: width, height: height, channels: colours) { target in
            for pixel in 0..<width * height {
                let alpha = Int(samples[pixel * channels + colours])
                for c in 0..<colours {
                    let sum = Int(samples[pixel * channels + c]) * alpha + behind[c] * (255 - alpha)
                    target[pixel * colours + c] = UInt8((sum + 127) / 255)
                }
            }
        }
    }
}

private func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum: UInt32 = UInt32(red) * 19595 + UInt32(green) * 38470 + UInt32(blue) * 7471
    return UInt8((sum + 0x8000) >> 16)
}
