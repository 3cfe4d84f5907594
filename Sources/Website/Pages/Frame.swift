/// What stands around every page: head, header and footer.
struct Frame: TemplateModel {
    let language: String
    let siteTitle: String
    /// The document's title: the page's and the site's.
    let title: String
    let description: String?
    let canonical: String?
    let isHome: Bool
    let navigation: [NavigationLink]
    let credit: String?
    let footer: HTML?
    let engine: String

    static let members: [TemplateMember<Frame>] = [
        TemplateMember("language", \.language), TemplateMember("site-title", \.siteTitle),
        TemplateMember("title", \.title), TemplateMember("description", \.description),
        TemplateMember("canonical", \.canonical), TemplateMember("is-home", \.isHome),
        TemplateMember("navigation", \.navigation), TemplateMember("credit", \.credit),
        TemplateMember("footer", \.footer), TemplateMember("engine", \.engine),
    ]
}

/// A place that the header leads to.
struct NavigationLink: TemplateModel {
    let title: String
    let href: String
    /// Whether the page that is shown belongs to it.
    let isCurrent: Bool

    static let members: [TemplateMember<NavigationLink>] = [
        TemplateMember("title", \.title), TemplateMember("href", \.href), TemplateMember("is-current", \.isCurrent),
    ]
}

/// A link to a page of the site.
struct PageLink: TemplateModel {
    let title: String
    let href: String

    static let members: [TemplateMember<PageLink>] = [
        TemplateMember("title", \.title), TemplateMember("href", \.href),
    ]
}

/// Something with a page of its own, if the site has it.
struct Reference: TemplateModel {
    let title: String
    let href: String?

    static let members: [TemplateMember<Reference>] = [
        TemplateMember("title", \.title), TemplateMember("href", \.href),
    ]
}

/// A name and what it stands for, both as text.
struct NamedText: TemplateModel, Hashable {
    let name: String
    let text: String

    static let members: [TemplateMember<NamedText>] = [
        TemplateMember("name", \.name), TemplateMember("text", \.text),
    ]
}
