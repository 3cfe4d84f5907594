/// What was measured of the two models of an exhibit, below their figures.
struct ComparisonView: TemplateModel {
    /// "Shapes and Narrow compared".
    let title: String
    let tables: [MetricTableView]
    let disputes: DisputesView?
    let kernels: [KernelMatchingView]
    let remarks: [String]

    static let members: [TemplateMember<ComparisonView>] = [
        TemplateMember("title", \.title), TemplateMember("tables", \.tables), TemplateMember("disputes", \.disputes),
        TemplateMember("kernels", \.kernels), TemplateMember("remarks", \.remarks),
    ]
}

/// The images on which models disagree most.
struct DisputesView: TemplateModel {
    let title: String
    let grid: GridView

    static let members: [TemplateMember<DisputesView>] = [
        TemplateMember("title", \.title), TemplateMember("grid", \.grid),
    ]
}

/// The kernels of one model's layer and their best matches in the other's.
struct KernelMatchingView: TemplateModel {
    let caption: String
    let summaries: [Summary]
    /// What matched, moved, lost and silent mean here.
    let definitions: [NamedText]
    let remarks: [String]
    /// The heads of the columns of kernels and of their matches.
    let own: String
    let other: String
    let rows: [Row]
    /// Whether the rows are so many that they scroll by themselves.
    let isLong: Bool
    let csv: String
    let json: String

    static let members: [TemplateMember<KernelMatchingView>] = [
        TemplateMember("caption", \.caption), TemplateMember("summaries", \.summaries),
        TemplateMember("definitions", \.definitions), TemplateMember("remarks", \.remarks),
        TemplateMember("own", \.own), TemplateMember("other", \.other), TemplateMember("rows", \.rows),
        TemplateMember("is-long", \.isLong), TemplateMember("csv", \.csv), TemplateMember("json", \.json),
    ]

    struct Summary: TemplateModel {
        let title: String
        let count: String
        let matched: String
        let moved: String
        let lost: String
        let silent: String
        let median: String
        let floor: String

        static let members: [TemplateMember<Summary>] = [
            TemplateMember("title", \.title), TemplateMember("count", \.count), TemplateMember("matched", \.matched),
            TemplateMember("moved", \.moved), TemplateMember("lost", \.lost), TemplateMember("silent", \.silent),
            TemplateMember("median", \.median), TemplateMember("floor", \.floor),
        ]
    }

    struct Row: TemplateModel {
        let kernel: Int
        let best: String
        let correlation: String
        let label: String

        static let members: [TemplateMember<Row>] = [
            TemplateMember("kernel", \.kernel), TemplateMember("best", \.best),
            TemplateMember("correlation", \.correlation), TemplateMember("label", \.label),
        ]
    }
}
