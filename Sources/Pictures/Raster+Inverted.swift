extension Raster {
    /// Every sample P as 255 − P; alpha as it is.
    package var inverted: Raster {
        let colours = hasAlpha ? channels - 1 : channels
        return Raster(
            width: width, height: height, channels: channels,
            samples: samples.enumerated().map { $0.offset % channels < colours ? 255 - $0.element : $0.element })
    }
}
