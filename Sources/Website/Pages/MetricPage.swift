/// A metric: what it measures, which numbers it gives, how it is set, and where the gallery uses it.
struct MetricPage: TemplateModel {
    let frame: Frame
    let id: String
    let title: String
    let summary: String
    let discussion: HTML
    let reference: String
    let revision: Int
    let numbers: [Number]
    /// Their names, for an exhibit's `plot`; nil where it has none.
    let curves: String?
    let options: [OptionView]
    let hasOptions: Bool
    let exhibits: [ExhibitCard]
    let hasExhibits: Bool
    let previous: PageLink?
    let next: PageLink?

    struct Number: TemplateModel {
        let name: String
        let title: String
        let unit: String?
        let direction: String
        let definition: String

        static let members: [TemplateMember<Number>] = [
            TemplateMember("name", \.name), TemplateMember("title", \.title), TemplateMember("unit", \.unit),
            TemplateMember("direction", \.direction), TemplateMember("definition", \.definition),
        ]
    }

    static let members: [TemplateMember<MetricPage>] = [
        TemplateMember("frame", \.frame), TemplateMember("id", \.id), TemplateMember("title", \.title),
        TemplateMember("summary", \.summary), TemplateMember("discussion", \.discussion),
        TemplateMember("reference", \.reference), TemplateMember("revision", \.revision),
        TemplateMember("numbers", \.numbers), TemplateMember("curves", \.curves),
        TemplateMember("options", \.options), TemplateMember("has-options", \.hasOptions),
        TemplateMember("exhibits", \.exhibits), TemplateMember("has-exhibits", \.hasExhibits),
        TemplateMember("previous", \.previous), TemplateMember("next", \.next),
    ]
}
