package import Diagnostics

/// A metric as `vitrine list metrics` and pages show it.
package struct MetricSummary: Sendable {
    package let id: String
    package let title: String
    package let summary: String
    /// Paragraphs: the formula, how to read it, where it misleads.
    package let discussion: String
    package let reference: String
    package let options: [SettingDescription]
    package let revision: Int
    /// The numbers it yields with its options' defaults.
    package let columns: [TableResult.Column]
    /// The names of the curves it yields.
    package let curves: [String]

    package init(
        id: String, title: String, summary: String, discussion: String, reference: String,
        options: [SettingDescription], revision: Int, columns: [TableResult.Column], curves: [String]
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.discussion = discussion
        self.reference = reference
        self.options = options
        self.revision = revision
        self.columns = columns
        self.curves = curves
    }
}
