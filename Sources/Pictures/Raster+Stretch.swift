extension Raster {
    /// The picture with its least sample at 0 and its largest at 255, all channels alike, so that hues stay; as it is where
    /// all samples are the same.
    package func stretched() -> Raster {
        guard let low = samples.min(), let high = samples.max(), low < high else { return self }
        let range = Int(high) - Int(low)
        let table = (0...255).map { value -> UInt8 in
            UInt8(min(max((255 * (value - Int(low)) * 2 + range) / (2 * range), 0), 255))
        }
        return Raster(width: width, height: height, channels: channels, samples: samples.map { table[Int($0)] })
    }
}
