package import Diagnostics
package import Pictures

/// How alike two maps of the relevance of pixels are, wherever their scales end.
package struct MapCorrelation: Hashable, Sendable {
    /// Pearson's correlation; nil where one of the maps is the same everywhere.
    package let pearson: Double?
    /// Spearman's.
    package let spearman: Double?

    /// Of several channels the sum of signed values counts, of others the largest magnitude. Maps of different height or
    /// width are resampled to the smaller of each, bilinearly and with antialiasing.
    ///
    /// - Throws: `image-too-large`.
    /// - Precondition: all values are finite.
    package init(_ first: FloatRaster, _ second: FloatRaster, isSigned: Bool) throws(Diagnostic) {
        let (height, width) = (min(first.height, second.height), min(first.width, second.width))
        func plane(_ map: FloatRaster) throws(Diagnostic) -> [Float] {
            try map.attributionPlane(isSigned: isSigned)
                .resized(width: width, height: height, interpolation: .bilinear).values
        }
        let (a, b) = (try plane(first), try plane(second))
        pearson = Metrics.pearson(a.map(Double.init), b.map(Double.init))
        spearman = Metrics.spearman(a, b)
    }
}
