import Pictures

extension Raster {
    /// Height, width, channels, in the order of numpy arrays of images.
    var shape: [Int] { [height, width, channels] }
}

extension FloatRaster {
    /// Channels, height, width.
    var shape: [Int] { [channels, height, width] }
}
