import Diagnostics

/// An option of a method or a metric, with its default.
struct OptionView: TemplateModel {
    let name: String
    let summary: String
    let expectation: String
    let defaultValue: String

    static let members: [TemplateMember<OptionView>] = [
        TemplateMember("name", \.name), TemplateMember("summary", \.summary),
        TemplateMember("expectation", \.expectation), TemplateMember("default", \.defaultValue),
    ]

    init(_ option: SettingDescription) {
        name = option.name
        summary = option.summary
        expectation = option.expectation
        defaultValue = JobText.plain(option.defaultValue)
    }
}
