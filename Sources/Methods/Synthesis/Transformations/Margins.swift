package import Networks

/// The picture with a margin of one colour around it.
package struct MarginPad: SampledTransformation {
    package let margins: Padding
    package let fill: [Float]

    package init(_ margins: Padding, fill: [Float] = []) {
        self.margins = margins
        self.fill = fill
    }

    package func extent(of picture: Extent) -> Extent {
        Extent(
            height: picture.height + margins.top + margins.bottom, width: picture.width + margins.left + margins.right)
    }

    package func table(for picture: Extent) -> SamplingTable {
        SamplingTable(
            from: picture, to: extent(of: picture), .nearest,
            .init(rows: (1, -Double(margins.top)), columns: (1, -Double(margins.left))))
    }
}

/// The picture without its margins; lucid's jitter by d, a crop of a random place to d pixels less, has margins that add
/// up to d.
package struct MarginCrop: SampledTransformation {
    package let margins: Padding

    package init(_ margins: Padding) { self.margins = margins }

    package func extent(of picture: Extent) -> Extent {
        Extent(
            height: max(1, picture.height - margins.top - margins.bottom),
            width: max(1, picture.width - margins.left - margins.right))
    }

    package func table(for picture: Extent) -> SamplingTable {
        SamplingTable(
            from: picture, to: extent(of: picture), .nearest,
            .init(rows: (1, Double(margins.top)), columns: (1, Double(margins.left))))
    }
}

/// The middle of the picture at an extent, filled where the picture is smaller. Of an odd difference, the larger half
/// is below and on the right where pixels are added, above and on the left where they are taken away.
package struct CentreFit: SampledTransformation {
    package let target: Extent
    package let fill: [Float]

    package init(to target: Extent, fill: [Float] = []) {
        self.target = target
        self.fill = fill
    }

    package func extent(of picture: Extent) -> Extent { target }

    package func table(for picture: Extent) -> SamplingTable {
        func start(_ source: Int, _ target: Int) -> Double { (Double(source - target) / 2).rounded(.up) }
        return SamplingTable(
            from: picture, to: target, .nearest,
            .init(
                rows: (1, start(picture.height, target.height)), columns: (1, start(picture.width, target.width))))
    }
}
