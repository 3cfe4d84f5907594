/// A picture of 16-bit samples, interleaved as in `Raster`.
package struct DeepRaster: Sendable, Hashable {
    package let width: Int
    package let height: Int
    package let channels: Int
    package let samples: [UInt16]

    /// Wraps samples; a count that does not fit the shape, or an empty shape, is a mistake of the caller and stops.
    package init(width: Int, height: Int, channels: Int, samples: [UInt16]) {
        precondition(width > 0 && height > 0 && (1...4).contains(channels), "a raster has pixels and 1 to 4 channels")
        precondition(samples.count == width * height * channels, "the samples do not fill the raster")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }

    /// The upper 8 bits of every sample (`>> 8`, not rounded), as Pillow reads 16-bit colour.
    package func reduced() -> Raster {
        Raster(width: width, height: height, channels: channels, samples: samples.map { UInt8($0 >> 8) })
    }
}
