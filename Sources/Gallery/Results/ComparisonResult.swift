/// What was measured of the two models of an exhibit. It describes; nothing in it is better or worse.
package struct ComparisonResult: Sendable {
    /// The titles of the two models.
    package let models: [String]
    /// Agreement of the predictions, correlation of the maps.
    package let tables: [TableResult]
    /// The images on which the models disagree most, a row each, with the predictions of both; nil where there are none.
    package let disputes: FigureGrid?
    package let kernels: [KernelComparison]
    /// What a reader must know, in sentences.
    package let notes: [String]

    package init(
        models: [String], tables: [TableResult], disputes: FigureGrid?, kernels: [KernelComparison], notes: [String]
    ) {
        self.models = models
        self.tables = tables
        self.disputes = disputes
        self.kernels = kernels
        self.notes = notes
    }
}

/// The kernels of a layer of one model matched with those of a layer of another.
package struct KernelComparison: Sendable {
    /// "Shapes features.7", of each model.
    package let layers: [String]
    /// The correlation from which on two kernels count as alike.
    package let threshold: Double
    package let imageCount: Int
    /// The grid on which activations are compared: height, width.
    package let cells: [Int]
    package let rows: [Row]
    /// Both layers, each looked for in the other.
    package let summaries: [Summary]
    /// The share of the first layer's kernels whose best match is the same on both halves of the images.
    package let stable: Double?

    package struct Row: Sendable {
        package let kernel: Int
        /// The kernel of the other layer; nil where there is none.
        package let best: Int?
        package let correlation: Double
        package let label: String

        package init(kernel: Int, best: Int?, correlation: Double, label: String) {
            self.kernel = kernel
            self.best = best
            self.correlation = correlation
            self.label = label
        }
    }

    package struct Summary: Sendable {
        /// "A in B".
        package let title: String
        package let matched: Int
        package let moved: Int
        package let lost: Int
        package let silent: Int
        /// Of the correlations with the best matches; nil where all kernels are silent.
        package let median: Double?
        /// Of the noise floor: its median and its 95th percentile.
        package let floor: (median: Double, high: Double)?

        package init(
            title: String, matched: Int, moved: Int, lost: Int, silent: Int, median: Double?,
            floor: (median: Double, high: Double)?
        ) {
            self.title = title
            self.matched = matched
            self.moved = moved
            self.lost = lost
            self.silent = silent
            self.median = median
            self.floor = floor
        }

        package var count: Int { matched + moved + lost + silent }
    }

    package init(
        layers: [String], threshold: Double, imageCount: Int, cells: [Int], rows: [Row], summaries: [Summary],
        stable: Double?
    ) {
        self.layers = layers
        self.threshold = threshold
        self.imageCount = imageCount
        self.cells = cells
        self.rows = rows
        self.summaries = summaries
        self.stable = stable
    }
}
