extension FloatRaster {
    /// The largest magnitude over the channels, one channel of values ≥ 0: the sensitivity map of Simonyan et al.
    /// 2013. A NaN in any channel gives NaN.
    package func largestMagnitudeOverChannels() -> FloatRaster {
        reducedOverChannels { largest, value in
            let magnitude = value.magnitude
            return magnitude > largest || magnitude.isNaN ? magnitude : largest
        }
    }

    /// The sum over the channels, one channel of signed values, added in Double.
    package func summedOverChannels() -> FloatRaster {
        reducedOverChannels(+)
    }

    private func reducedOverChannels(_ combine: (Double, Double) -> Double) -> FloatRaster {
        let plane = height * width
        var reduced = [Double](repeating: 0, count: plane)
        for c in 0..<channels {
            for pixel in 0..<plane { reduced[pixel] = combine(reduced[pixel], Double(values[c * plane + pixel])) }
        }
        return FloatRaster(height: height, width: width, values: reduced.map { Float($0) })
    }

    /// An attribution over several channels as one: signed values are summed, of others the largest magnitude counts.
    package func attributionPlane(isSigned: Bool) -> FloatRaster {
        isSigned ? summedOverChannels() : largestMagnitudeOverChannels()
    }
}
