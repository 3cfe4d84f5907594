import CMarkdown
import Content
import Diagnostics

/// Writes markup while a document is walked.
struct ProseWriter {
    let renderer: ProseRenderer
    let source: ProseSource
    /// How many levels headings stand below the one that was written.
    let shift: Int
    var skipsHeading: Bool
    /// Whether blocks leave no markup of their own.
    var isInline = false
    private(set) var output = ""
    private(set) var ids: Set<String>
    private var exhibitCount = 0
    /// For links that are open, whether they were written.
    private var openLinks: [Bool] = []
    /// The text of the picture that is open, and how many pictures are.
    private var alternative = ""
    private var openPictures = 0
    /// The name of the heading that is open.
    private var openHeading: String?

    init(renderer: ProseRenderer, source: ProseSource, shift: Int, skipsHeading: Bool, isInline: Bool = false) {
        self.renderer = renderer
        self.source = source
        self.shift = shift
        self.skipsHeading = skipsHeading
        self.isInline = isInline
        ids = renderer.ids
    }

    mutating func visit(_ node: MarkdownDocument.Node, _ isEntering: Bool) -> MarkdownDocument.Step {
        if openPictures > 0, node.type != CMARK_NODE_IMAGE {
            describePicture(node, isEntering)
            return .into
        }
        if isInline, node.isBlock {
            if isEntering, node.type == CMARK_NODE_PARAGRAPH, !output.isEmpty { output += " " }
            return .into
        }
        switch node.type {
        case CMARK_NODE_BLOCK_QUOTE: block("blockquote", isEntering)
        case CMARK_NODE_LIST: list(node, isEntering)
        case CMARK_NODE_ITEM: output += isEntering ? "<li>" : "</li>\n"
        case CMARK_NODE_PARAGRAPH: return paragraph(node, isEntering)
        case CMARK_NODE_HEADING: return heading(node, isEntering)
        case CMARK_NODE_CODE_BLOCK: codeBlock(node)
        case CMARK_NODE_THEMATIC_BREAK: output += "<hr>\n"
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: html(node)
        case CMARK_NODE_TEXT: output += escaped(node.literal)
        case CMARK_NODE_CODE: output += "<code>" + escaped(node.literal) + "</code>"
        case CMARK_NODE_SOFTBREAK: output += "\n"
        case CMARK_NODE_LINEBREAK: output += "<br>\n"
        case CMARK_NODE_EMPH: output += isEntering ? "<em>" : "</em>"
        case CMARK_NODE_STRONG: output += isEntering ? "<strong>" : "</strong>"
        case CMARK_NODE_LINK: link(node, isEntering)
        case CMARK_NODE_IMAGE: picture(node, isEntering)
        default: break
        }
        return .into
    }

    private func escaped(_ text: String) -> String { HTML(text: text).markup }

    private mutating func block(_ name: String, _ isEntering: Bool) {
        output += isEntering ? "<\(name)>\n" : "</\(name)>\n"
    }

    private mutating func list(_ node: MarkdownDocument.Node, _ isEntering: Bool) {
        guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else { return block("ul", isEntering) }
        let start = cmark_node_get_list_start(node)
        output += isEntering ? start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n" : "</ol>\n"
    }

    private mutating func paragraph(_ node: MarkdownDocument.Node, _ isEntering: Bool) -> MarkdownDocument.Step {
        if node.parent?.type == CMARK_NODE_DOCUMENT, let table = PipeTable(lines: source.lines(of: node)) {
            if isEntering { write(table, at: source.whole(line: node.lines.lowerBound)) }
            return .over
        }
        if !node.isTightParagraph { output += isEntering ? "<p>" : "</p>\n" }
        return .into
    }

    private mutating func write(_ table: PipeTable, at range: SourceRange) {
        func row(_ cells: [String], _ name: String, _ attributes: String = "") -> String {
            let cells = zip(cells, table.alignments).map { cell, alignment in
                let style =
                    switch alignment {
                    case .none: ""
                    case .left: " class=\"left\""
                    case .centre: " class=\"centre\""
                    case .right: " class=\"right\""
                    }
                return "<\(name)\(attributes)\(style)>"
                    + renderer.renderInline(cell, at: range).markup + "</\(name)>"
            }
            return "<tr>" + cells.joined() + "</tr>\n"
        }
        output +=
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n<table class=\"listing\">\n"
        output += "<thead>\n" + row(table.header, "th", " scope=\"col\"") + "</thead>\n<tbody>\n"
        for cells in table.rows { output += row(cells, "td") }
        output += "</tbody>\n</table>\n</div>\n"
    }

    private mutating func heading(_ node: MarkdownDocument.Node, _ isEntering: Bool) -> MarkdownDocument.Step {
        if skipsHeading {
            skipsHeading = false
            return .over
        }
        let level = min(6, node.headingLevel + shift)
        guard isEntering else {
            if let id = openHeading {
                output += " <a class=\"permalink\" href=\"#\(id)\" aria-label=\"Link to this section\">#</a>"
            }
            output += "</h\(level)>\n"
            openHeading = nil
            return .into
        }
        let id = freeID(for: HeadingName.of(node))
        openHeading = id
        output += "<h\(level) id=\"\(id)\">"
        return .into
    }

    private mutating func freeID(for name: String) -> String {
        var id = name
        var count = 1
        while !ids.insert(id).inserted {
            count += 1
            id = "\(name)-\(count)"
        }
        return id
    }

    private mutating func codeBlock(_ node: MarkdownDocument.Node) {
        let info = node.fenceInfo
        if Exhibit.isMarked(by: info) {
            output += renderer.exhibit(exhibitCount)?.markup ?? ""
            exhibitCount += 1
            return
        }
        let language = info.split(whereSeparator: \.isWhitespace).first.map(String.init)
        let attribute = language.map { " class=\"language-\(escaped($0))\"" } ?? ""
        output += "<pre tabindex=\"0\"><code\(attribute)>" + escaped(node.literal) + "</code></pre>\n"
    }

    private mutating func html(_ node: MarkdownDocument.Node) {
        if renderer.allowsHTML {
            output += node.literal
            return
        }
        let isComment = node.literal.hasPrefix("<!--")
        guard !isComment else { return }
        renderer.log.warning(
            "raw-html", "HTML is left out of pages; write Markdown, or allow it with '--allow-html'",
            at: source.range(of: node.literal.split(separator: "\n").first.map(String.init) ?? "", in: node))
    }

    private mutating func link(_ node: MarkdownDocument.Node, _ isEntering: Bool) {
        guard isEntering else {
            if openLinks.popLast() == true { output += "</a>" }
            return
        }
        let destination = node.destination
        let address = renderer.links.address(of: destination, at: source.range(of: destination, in: node))
        openLinks.append(address != nil)
        guard let address else { return }
        let title = node.title.isEmpty ? "" : " title=\"\(escaped(node.title))\""
        output += "<a href=\"\(escaped(address))\"\(title)>"
    }

    private mutating func picture(_ node: MarkdownDocument.Node, _ isEntering: Bool) {
        if isEntering {
            if openPictures == 0 { alternative = "" }
            openPictures += 1
            return
        }
        openPictures -= 1
        guard openPictures == 0 else { return }
        let destination = node.destination
        let range = source.range(of: destination, in: node)
        guard let picture = renderer.links.picture(at: destination, at: range) else { return }
        let title = node.title.isEmpty ? "" : " title=\"\(escaped(node.title))\""
        output +=
            "<img src=\"\(escaped(picture.path))\" alt=\"\(escaped(alternative))\" width=\"\(picture.width)\" "
            + "height=\"\(picture.height)\"\(title) loading=\"lazy\" decoding=\"async\">"
    }

    private mutating func describePicture(_ node: MarkdownDocument.Node, _ isEntering: Bool) {
        guard isEntering else { return }
        switch node.type {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE: alternative += node.literal
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: alternative += " "
        default: break
        }
    }
}

/// The name by which a heading can be linked to.
enum HeadingName {
    static func of(_ heading: MarkdownDocument.Node) -> String {
        guard let iterator = cmark_iter_new(heading) else { return "section" }
        defer { cmark_iter_free(iterator) }
        var text = ""
        while case let event = cmark_iter_next(iterator), event != CMARK_EVENT_DONE {
            guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
            switch node.type {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: text += node.literal
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
            default: break
            }
        }
        return slug(of: text)
    }

    /// Letters and digits in lower case, everything else as hyphens between them; apostrophes leave nothing.
    static func slug(of text: String) -> String {
        let words = text.lowercased().filter { !"'’".contains($0) }.split { !$0.isLetter && !$0.isNumber }
        return words.isEmpty ? "section" : words.joined(separator: "-")
    }
}

extension MarkdownDocument.Node {
    fileprivate var isBlock: Bool {
        switch type {
        case CMARK_NODE_DOCUMENT, CMARK_NODE_BLOCK_QUOTE, CMARK_NODE_LIST, CMARK_NODE_ITEM, CMARK_NODE_PARAGRAPH,
            CMARK_NODE_HEADING, CMARK_NODE_CODE_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_HTML_BLOCK:
            true
        default: false
        }
    }
}
