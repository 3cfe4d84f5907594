/// The colours of a map that lies over the picture it explains: the picture in gray beneath, and over it the map's
/// colours, with the square root of a value's share of the largest magnitude as opacity; zero leaves the picture as it
/// is.
package struct OverlayColours: Sendable {
    private let colours: ColourMap
    private let scale: LinearScale
    private let largest: Double
    /// The half of the grays that the picture is drawn in is the one next to the colour of zero, so that strong values
    /// stand out.
    private let isLight: Bool

    package init(_ colours: ColourMap, range: ClosedRange<Float>) {
        self.colours = colours
        scale = LinearScale(range)
        largest = Double(max(range.lowerBound.magnitude, range.upperBound.magnitude))
        let neutral = colours.colour(at: scale.position(of: 0))
        isLight = Int(neutral.red) + Int(neutral.green) + Int(neutral.blue) > 3 * 127
    }

    /// The colour of a value over a gray of the picture, 0…255; what is not finite hides it.
    func colour(of value: Float, over gray: UInt8) -> Colour {
        guard value.isFinite else { return ColourMap.notFinite }
        let opacity = largest > 0 ? min(Double(value.magnitude) / largest, 1).squareRoot() : 0
        let ground = isLight ? 96 + Double(gray) * 159 / 255 : Double(gray) * 159 / 255
        let front = colours.colour(at: scale.position(of: value))
        func mixed(_ sample: UInt8) -> UInt8 { UInt8((ground + (Double(sample) - ground) * opacity).rounded()) }
        return Colour(red: mixed(front.red), green: mixed(front.green), blue: mixed(front.blue))
    }

    /// Colours at even distances from end to end as they are over a middle gray, as `#rrggbb`; at least two.
    package func stops(count: Int) -> [String] {
        let last = max(count, 2) - 1
        return (0...last).map { index in
            colour(of: scale.value(at: Double(index) / Double(last)), over: 128).hex
        }
    }
}

/// A map of one channel over the picture that it explains, RGB.
///
/// As large as the larger of the two; the pixels of the other are repeated, so that a coarse map shows its squares.
package func picture(of map: FloatRaster, over picture: Raster, with colours: OverlayColours) -> Raster {
    let gray = picture.gray()
    let (width, height) = (max(map.width, gray.width), max(map.height, gray.height))
    return Raster(width: width, height: height, channels: 3) { samples in
        var output = 0
        for y in 0..<height {
            let (mapRow, grayRow) = (y * map.height / height * map.width, y * gray.height / height * gray.width)
            for x in 0..<width {
                let colour = colours.colour(
                    of: map.values[mapRow + x * map.width / width],
                    over: gray.samples[grayRow + x * gray.width / width])
                samples[output] = colour.red
                samples[output + 1] = colour.green
                samples[output + 2] = colour.blue
                output += 3
            }
        }
    }
}
