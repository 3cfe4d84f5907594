/// What a template may do with a name.
indirect enum TemplateShape: Sendable, Hashable {
    /// Shown with `{{name}}`, escaped.
    case text
    /// Shown with `{{{name}}}`, as it is.
    case html
    /// Opens sections only.
    case flag
    /// Opens a section that is repeated for each element.
    case list(TemplateShape)
    /// Opens a section that is there where the value is.
    case optional(TemplateShape)
    /// Opens a section in which its members can be named.
    case object([String: TemplateShape])

    /// The value's shape where it is there.
    var present: TemplateShape {
        if case .optional(let wrapped) = self { wrapped.present } else { self }
    }

    var members: [String: TemplateShape] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// What a message calls it.
    var kind: String {
        switch self {
        case .text: "a text"
        case .html: "markup"
        case .flag: "true or false"
        case .list: "a list"
        case .optional(let wrapped): wrapped.kind
        case .object: "a group of names"
        }
    }
}
