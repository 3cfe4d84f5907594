/// The picture of a map of one channel: values of `range` in the colours of `colours`, what lies outside in those of
/// the ends, NaN and infinities in `ColourMap.notFinite` (`FloatRaster.nonFiniteCount` says how many there are).
///
/// RGB; of more channels, the first is shown.
package func picture(of map: FloatRaster, with colours: ColourMap, range: ClosedRange<Float>) -> Raster {
    let scale = LinearScale(range)
    return Raster(width: map.width, height: map.height, channels: 3) { samples in
        for pixel in 0..<map.width * map.height {
            let value = map.values[pixel]
            let colour =
                value.isFinite ? colours.colour(at: scale.position(of: value)) : ColourMap.notFinite
            samples[pixel * 3] = colour.red
            samples[pixel * 3 + 1] = colour.green
            samples[pixel * 3 + 2] = colour.blue
        }
    }
}
