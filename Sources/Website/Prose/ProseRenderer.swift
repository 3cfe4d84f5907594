import CMarkdown
import Content
import Diagnostics

/// Renders Markdown to markup. Text is escaped, addresses are resolved by `links`, and markup in the text is left out
/// unless it is allowed.
struct ProseRenderer {
    let links: any ProseLinks
    let allowsHTML: Bool
    let log: DiagnosticLog
    /// The figure for the n-th exhibit block of the text.
    var exhibit: (Int) -> HTML? = { _ in nil }
    /// Names that fragments of the page's address may have; those of headings are added.
    private(set) var ids: Set<String> = []

    init(links: any ProseLinks, allowsHTML: Bool, log: DiagnosticLog) {
        self.links = links
        self.allowsHTML = allowsHTML
        self.log = log
    }

    /// Renders the text of a page or card, which begins in line `firstLine` of its file.
    ///
    /// Headings get names and links to themselves, below a page's only heading of the first level.
    ///
    /// - Parameters:
    ///   - skipsHeading: whether the first heading is the page's title and is shown elsewhere.
    ///   - taken: names that headings may not have.
    mutating func render(
        _ text: String, of file: SourceFile, firstLine: Int, skipsHeading: Bool = false, taken: Set<String> = []
    ) -> HTML {
        let document = MarkdownDocument(text)
        ids = taken
        var writer = ProseWriter(
            renderer: self, source: ProseSource(file: file, firstLine: firstLine),
            shift: Self.headingShift(of: document, skippingFirst: skipsHeading), skipsHeading: skipsHeading)
        document.walk { node, isEntering in writer.visit(node, isEntering) }
        ids = writer.ids
        return HTML(markup: writer.output)
    }

    /// Renders a text of one paragraph without the paragraph, such as a caption.
    func renderInline(_ text: String, at range: SourceRange?) -> HTML {
        let source = range.map { ProseSource(file: $0.file, firstLine: $0.start.line, fixed: $0) }
        var writer = ProseWriter(
            renderer: self, source: source ?? ProseSource(file: SourceFile(path: "", text: text), firstLine: 1),
            shift: 0, skipsHeading: false, isInline: true)
        MarkdownDocument(text).walk { node, isEntering in writer.visit(node, isEntering) }
        return HTML(markup: writer.output)
    }

    private static func headingShift(of document: MarkdownDocument, skippingFirst: Bool) -> Int {
        var levels: [Int] = []
        document.walk { node, isEntering in
            if isEntering, node.type == CMARK_NODE_HEADING { levels.append(node.headingLevel) }
            return .into
        }
        return (skippingFirst ? levels.dropFirst() : levels[...]).contains(1) ? 1 : 0
    }
}

/// Where a Markdown text stands in its file.
struct ProseSource {
    let file: SourceFile
    let firstLine: Int
    /// The place of everything, where the text was not written as lines of its own.
    var fixed: SourceRange?

    /// The lines of a block as they stand in the file.
    func lines(of node: MarkdownDocument.Node) -> [Substring] {
        node.lines.compactMap { file.line(firstLine - 1 + $0) }
    }

    /// The place of an address in the block that holds it; the block's first line where it is not written plainly.
    func range(of destination: String, in node: MarkdownDocument.Node) -> SourceRange {
        if let fixed { return fixed }
        let lines = node.lines
        for line in lines {
            let number = firstLine - 1 + line
            guard !destination.isEmpty, let text = file.line(number), let found = text.firstRange(of: destination)
            else { continue }
            return SourceRange(
                file: file, line: number,
                column: text[..<found.lowerBound].unicodeScalars.count + 1,
                length: destination.unicodeScalars.count)
        }
        return whole(line: lines.lowerBound)
    }

    func whole(line: Int) -> SourceRange {
        if let fixed { return fixed }
        let number = firstLine - 1 + line
        return SourceRange(
            file: file, line: number, column: 1, length: file.line(number)?.unicodeScalars.count ?? 1)
    }
}
