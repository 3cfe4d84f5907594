/// Curves or points with the key to them.
struct PlotView: TemplateModel {
    let title: String
    let chart: HTML
    let curves: [Key]
    /// What the bands are, and of how many results the curves are the mean.
    let note: String?
    /// What there is to know of single curves.
    let remarks: [String]
    /// Where the curves are as a file.
    let data: String?
    /// The ids in the chart, which nothing else on the page may have.
    let names: [String]

    static let members: [TemplateMember<PlotView>] = [
        TemplateMember("title", \.title), TemplateMember("chart", \.chart), TemplateMember("curves", \.curves),
        TemplateMember("note", \.note), TemplateMember("remarks", \.remarks),
        TemplateMember("data", \.data),
    ]

    /// How a curve is drawn.
    struct Key: TemplateModel {
        let label: String
        /// The classes that give the curve its colour and dashes.
        let style: String
        let count: String?
        /// The mark of points; nil for lines.
        var mark: HTML?

        static let members: [TemplateMember<Key>] = [
            TemplateMember("label", \.label), TemplateMember("style", \.style), TemplateMember("count", \.count),
            TemplateMember("mark", \.mark),
        ]
    }
}
