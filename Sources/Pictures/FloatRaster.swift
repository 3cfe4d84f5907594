/// A picture or map of floating-point values, planar: channels × height × width, rows from the top.
package struct FloatRaster: Sendable, Hashable {
    package let channels: Int
    package let height: Int
    package let width: Int
    /// The value of (c, y, x) is at `(c * height + y) * width + x`.
    package let values: [Float]

    /// Wraps values; a count that does not fit the shape, or an empty shape, is a mistake of the caller and stops.
    package init(channels: Int = 1, height: Int, width: Int, values: [Float]) {
        precondition(channels > 0 && height > 0 && width > 0, "a raster has pixels and channels")
        precondition(values.count == channels * height * width, "the values do not fill the raster")
        self.channels = channels
        self.height = height
        self.width = width
        self.values = values
    }

    /// The samples as they are, 0…255, alpha included.
    package init(_ raster: Raster) {
        self.init(planesOf: raster.samples, channels: raster.channels, height: raster.height, width: raster.width)
    }

    /// The samples as they are, 0…65535, alpha included.
    package init(_ raster: DeepRaster) {
        self.init(planesOf: raster.samples, channels: raster.channels, height: raster.height, width: raster.width)
    }

    private init(planesOf samples: [some FixedWidthInteger], channels: Int, height: Int, width: Int) {
        var values: [Float] = []
        values.reserveCapacity(samples.count)
        for c in 0..<channels {
            for index in stride(from: c, to: samples.count, by: channels) { values.append(Float(samples[index])) }
        }
        self.init(channels: channels, height: height, width: width, values: values)
    }

    /// One channel as a map of its own.
    package func channel(_ index: Int) -> FloatRaster {
        let plane = height * width
        return FloatRaster(height: height, width: width, values: Array(values[index * plane..<(index + 1) * plane]))
    }

    /// How many values are NaN or infinite.
    package var nonFiniteCount: Int { values.count { !$0.isFinite } }
}

extension Raster {
    /// 8-bit samples of 1 to 4 channels: `range` is spread over 0…255, rounded to nearest; what lies outside is
    /// clipped, NaN gives 0.
    package init(_ values: FloatRaster, range: ClosedRange<Float> = 0...255) {
        let (channels, plane) = (values.channels, values.height * values.width)
        let scale = LinearScale(range)
        self.init(width: values.width, height: values.height, channels: channels) { samples in
            for c in 0..<channels {
                for pixel in 0..<plane {
                    let position = scale.position(of: values.values[c * plane + pixel])
                    samples[pixel * channels + c] = UInt8((position * 255).rounded())
                }
            }
        }
    }
}
