package import Networks

/// The picture moved within its extent; what leaves is lost, what is laid open is filled.
package struct Shift: SampledTransformation {
    /// Pixels downwards.
    package let rows: Int
    /// Pixels to the right.
    package let columns: Int
    package let fill: [Float]

    package init(rows: Int, columns: Int, fill: [Float] = []) {
        self.rows = rows
        self.columns = columns
        self.fill = fill
    }

    package func extent(of picture: Extent) -> Extent { picture }

    package func table(for picture: Extent) -> SamplingTable {
        SamplingTable(
            from: picture, to: picture, .nearest, .init(rows: (1, -Double(rows)), columns: (1, -Double(columns))))
    }
}
