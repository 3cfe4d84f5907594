/// Curves over a common axis, each the mean over several images with a band.
package struct PlotResult: Sendable {
    /// Of the curves: "morf".
    package let id: String
    package let title: String
    package let horizontal: String
    package let vertical: String
    package let curves: [Curve]
    /// What the band is: "95 % bootstrap interval of the mean"; empty where there is none.
    package let band: String
    /// What a reader must know of single curves: where they end, and why.
    package let notes: [String]

    package struct Curve: Sendable {
        package let label: String
        package let places: [Double]
        package let means: [Double]
        package let lows: [Double]
        package let highs: [Double]
        /// Images that the curve is the mean of.
        package let count: Int

        package init(
            label: String, places: [Double], means: [Double], lows: [Double], highs: [Double], count: Int
        ) {
            self.label = label
            self.places = places
            self.means = means
            self.lows = lows
            self.highs = highs
            self.count = count
        }
    }

    package init(
        id: String, title: String, horizontal: String, vertical: String, curves: [Curve], band: String,
        notes: [String] = []
    ) {
        self.id = id
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.curves = curves
        self.band = band
        self.notes = notes
    }
}
