/// A table of numbers: rows are methods, models or layers, columns are numbers, or the values of an axis.
struct MetricTableView: TemplateModel {
    /// The whole caption: "Metrics by method", "Loss percent by layer and model".
    let caption: String
    /// What it is a table of, and by which axes, where the subject does not say: together the caption.
    let subject: Reference
    let axes: String?
    /// What the rows are.
    let rowAxis: String
    let columns: [Column]
    let rows: [Row]
    /// What stands in a cell.
    let note: String
    /// What there is to know of single rows.
    let remarks: [String]
    let definitions: [NamedText]
    let hasDefinitions: Bool
    /// Where the same numbers are as files.
    let csv: String
    let json: String

    static let members: [TemplateMember<MetricTableView>] = [
        TemplateMember("caption", \.caption), TemplateMember("subject", \.subject), TemplateMember("axes", \.axes),
        TemplateMember("row-axis", \.rowAxis),
        TemplateMember("columns", \.columns), TemplateMember("rows", \.rows), TemplateMember("note", \.note),
        TemplateMember("remarks", \.remarks),
        TemplateMember("definitions", \.definitions), TemplateMember("has-definitions", \.hasDefinitions),
        TemplateMember("csv", \.csv), TemplateMember("json", \.json),
    ]

    struct Column: TemplateModel {
        let title: String
        /// Where the number is explained.
        let href: String?
        let unit: String?
        /// "higher is better"; nil where the caption says it.
        let direction: String?
        let arrow: String?

        static let members: [TemplateMember<Column>] = [
            TemplateMember("title", \.title), TemplateMember("href", \.href), TemplateMember("unit", \.unit),
            TemplateMember("direction", \.direction), TemplateMember("arrow", \.arrow),
        ]
    }

    struct Row: TemplateModel {
        let label: String
        let cells: [Cell]

        static let members: [TemplateMember<Row>] = [
            TemplateMember("label", \.label), TemplateMember("cells", \.cells),
        ]
    }

    struct Cell: TemplateModel {
        /// Nil where nothing could be computed.
        let value: Value?

        static let members: [TemplateMember<Cell>] = [TemplateMember("value", \.value)]
    }

    struct Value: TemplateModel {
        let mean: String
        let deviation: String?
        let interval: String?
        /// How many results it is the mean of, where that differs from most cells.
        let count: String?
        let isBest: Bool

        static let members: [TemplateMember<Value>] = [
            TemplateMember("mean", \.mean), TemplateMember("deviation", \.deviation),
            TemplateMember("interval", \.interval), TemplateMember("count", \.count),
            TemplateMember("is-best", \.isBest),
        ]
    }
}
