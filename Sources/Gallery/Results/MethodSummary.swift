package import Diagnostics

/// A method as its page and `vitrine list methods` show it.
package struct MethodSummary: Sendable {
    package let id: String
    package let title: String
    package let summary: String
    /// Paragraphs: what it computes, and how to read it.
    package let discussion: String
    package let reference: String
    package let options: [SettingDescription]
    package let revision: Int

    package init(
        id: String, title: String, summary: String, discussion: String, reference: String,
        options: [SettingDescription], revision: Int
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.discussion = discussion
        self.reference = reference
        self.options = options
        self.revision = revision
    }
}

/// The engine that computed the figures.
package struct EngineSummary: Sendable {
    package let version: String
    package let revision: Int

    package init(version: String, revision: Int) {
        self.version = version
        self.revision = revision
    }
}
