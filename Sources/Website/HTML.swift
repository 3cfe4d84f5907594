/// Markup that stands in a page as it is. Text enters only escaped; what else is made of it is this module's own.
package struct HTML: Sendable, Hashable {
    package let markup: String

    /// Markup made here, or by a person who was allowed to.
    init(markup: String) { self.markup = markup }

    /// Text as it is to be read, whatever it holds; fit for element content and quoted attributes.
    init(text: some StringProtocol) {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        markup = escaped
    }

    static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }
}
