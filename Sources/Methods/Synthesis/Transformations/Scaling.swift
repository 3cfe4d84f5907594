package import Networks

/// The picture at another extent: bilinear, half-pixel centres, the border's pixels repeated beyond it, no antialiasing,
/// as in torch's `interpolate` without aligned corners.
package struct Resampling: SampledTransformation {
    package let target: Extent

    package init(to target: Extent) { self.target = target }

    package func extent(of picture: Extent) -> Extent { target }

    package func table(for picture: Extent) -> SamplingTable {
        func axis(_ source: Int, _ target: Int) -> (factor: Double, offset: Double) {
            let factor = Double(source) / Double(target)
            return (factor, factor / 2 - 0.5)
        }
        return SamplingTable(
            from: picture, to: target, .bilinear, border: .clamped,
            .init(rows: axis(picture.height, target.height), columns: axis(picture.width, target.width)))
    }
}

/// The picture enlarged or shrunk to another extent, each side times a factor, cut off to whole pixels as lucid does.
///
/// Lucid's samples stand at the upper left corners of pixels, here they stand at their centres: lucid's scaling also
/// moves the picture by up to half a pixel.
package struct Scaling: SampledTransformation {
    package let factor: Double

    package init(by factor: Double) { self.factor = factor }

    package func extent(of picture: Extent) -> Extent {
        // In Float, as lucid: 0.9 times 150 is 135 there.
        func scaled(_ side: Int) -> Int { max(1, Int(Float(side) * Float(factor))) }
        return Extent(height: scaled(picture.height), width: scaled(picture.width))
    }

    package func table(for picture: Extent) -> SamplingTable {
        Resampling(to: extent(of: picture)).table(for: picture)
    }
}

/// The picture enlarged or shrunk about its middle within its extent: what leaves is lost, what is laid open is filled.
package struct Zoom: SampledTransformation {
    package let factor: Double
    package let fill: [Float]

    package init(by factor: Double, fill: [Float] = []) {
        self.factor = factor
        self.fill = fill
    }

    package func extent(of picture: Extent) -> Extent { picture }

    package func table(for picture: Extent) -> SamplingTable {
        SamplingTable(
            from: picture, to: picture, .bilinear,
            .init(about: picture, row: (1 / factor, 0), column: (0, 1 / factor)))
    }
}
