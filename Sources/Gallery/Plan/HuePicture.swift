import Pictures

/// The built-in picture that holds every hue: around the colour circle from left to right, from white above through the
/// full colours to black below (after the synthetic image of Zhuang et al. 2021, figures 1 and 4, which the paper does not
/// define).
enum HuePicture {
    /// Raised when other pixels are drawn; part of keys.
    static let revision = 1
    /// Height and width, in pixels.
    static let size = 256

    static var raster: Raster {
        let area = size * size
        var values = [Float](repeating: 0, count: 3 * area)
        for row in 0..<size {
            let lightness = 1 - (Float(row) + 0.5) / Float(size)
            // Full saturation: the middle of the range that the lightness leaves.
            let chroma = 1 - (2 * lightness - 1).magnitude
            for column in 0..<size {
                let angle = 6 * (Float(column) + 0.5) / Float(size)
                for (channel, phase) in [Float(0), 4, 2].enumerated() {
                    let turned = (angle + phase).truncatingRemainder(dividingBy: 6)
                    let share = max(0, min(1, (turned - 3).magnitude - 1))
                    let value = lightness + chroma * (share - 0.5)
                    values[channel * area + row * size + column] = (255 * value).rounded()
                }
            }
        }
        return Raster(FloatRaster(channels: 3, height: size, width: size, values: values))
    }
}
