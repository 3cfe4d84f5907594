/// A table of numbers: a row for each value of one axis, aggregated over the exhibit's other axes.
package struct TableResult: Sendable {
    /// What it is a table of, where its columns do not say: "Correlation of the maps".
    package let title: String?
    /// The singular name of the axis that the rows tell apart: "method", "model", "layer".
    package let rowAxis: String
    /// Nil where each column is a number of its own.
    package let across: Across?
    package let columns: [Column]
    package let rows: [Row]
    /// How the intervals were made: "95 % bootstrap interval of the mean, 2,000 resamples, seed 0".
    package let interval: String
    /// What a reader must know of single rows: which figures are not in their means, and why.
    package let notes: [String]

    /// The axis along the top of a table of one number, whose values head the columns.
    package struct Across: Sendable {
        /// The singular name of the axis.
        package let axis: String
        package let number: Column

        package init(axis: String, number: Column) {
            self.axis = axis
            self.number = number
        }
    }

    package struct Column: Sendable {
        /// The metric's id, and the number's name within it; no metric where the method itself gives the number.
        package let metric: String?
        package let name: String
        package let title: String
        package let direction: Direction
        /// Formula, operator, score: a line.
        package let definition: String
        package let unit: String

        package init(
            metric: String?, name: String, title: String, direction: Direction, definition: String, unit: String
        ) {
            self.metric = metric
            self.name = name
            self.title = title
            self.direction = direction
            self.definition = definition
            self.unit = unit
        }
    }

    package enum Direction: String, Sendable {
        case higherIsBetter = "higher is better"
        case lowerIsBetter = "lower is better"
        case none = "no direction"
    }

    package struct Row: Sendable {
        package let label: String
        /// For each column; nil where nothing could be computed.
        package let cells: [Cell?]

        package init(label: String, cells: [Cell?]) {
            self.label = label
            self.cells = cells
        }
    }

    package struct Cell: Sendable {
        package let mean: Double
        /// The sample's standard deviation; 0 for one value.
        package let deviation: Double
        /// The bootstrap interval of the mean; nil where there are too few values for one.
        package let low: Double?
        package let high: Double?
        package let count: Int
        /// Whether the intervals allow this row to be called the column's best.
        package let isBest: Bool

        package init(mean: Double, deviation: Double, low: Double?, high: Double?, count: Int, isBest: Bool) {
            self.mean = mean
            self.deviation = deviation
            self.low = low
            self.high = high
            self.count = count
            self.isBest = isBest
        }
    }

    package init(
        title: String? = nil, rowAxis: String, across: Across? = nil, columns: [Column], rows: [Row], interval: String,
        notes: [String] = []
    ) {
        self.title = title
        self.rowAxis = rowAxis
        self.across = across
        self.columns = columns
        self.rows = rows
        self.interval = interval
        self.notes = notes
    }
}
