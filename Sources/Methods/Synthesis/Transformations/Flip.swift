package import Networks

/// The picture mirrored.
package struct Flip: SampledTransformation {
    /// Left and right change places.
    package let horizontal: Bool
    /// Above and below change places.
    package let vertical: Bool

    package init(horizontal: Bool, vertical: Bool = false) {
        self.horizontal = horizontal
        self.vertical = vertical
    }

    package func extent(of picture: Extent) -> Extent { picture }

    package func table(for picture: Extent) -> SamplingTable {
        SamplingTable(
            from: picture, to: picture, .nearest,
            .init(
                rows: vertical ? (-1, Double(picture.height - 1)) : (1, 0),
                columns: horizontal ? (-1, Double(picture.width - 1)) : (1, 0)))
    }
}
