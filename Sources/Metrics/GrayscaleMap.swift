package import Pictures

extension FloatRaster {
    /// An attribution as a gray picture of 8 bits, white where it is strongest: the largest magnitude over the channels,
    /// divided by its 99.9th percentile over the pixels and clipped, so that a few outliers do not darken the rest.
    ///
    /// The percentile is interpolated linearly between order statistics, as numpy's default; where it is 0, the largest
    /// magnitude takes its place. A map of zeros is black.
    package var grayscaleMap: Raster {
        let plane = largestMagnitudeOverChannels()
        return Raster(plane, range: Normalisation.fromZero.range(of: [plane], percentile: 99.9))
    }
}
