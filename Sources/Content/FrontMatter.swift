import Diagnostics

/// The two parts of a Markdown file: settings between lines of `---` at its top, and the text below.
struct FrontMatter {
    /// Empty where the file has no front matter, nil where that cannot be read.
    let entries: [Setting.Entry]?
    /// What stands below the front matter; all of the file where there is none.
    let body: String
    /// The line of the file, from 1, in which the body begins.
    let bodyLine: Int

    /// Reports what cannot be read.
    ///
    /// - Returns: nil where the front matter does not end.
    init?(of file: SourceFile, log: DiagnosticLog) {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        func isFence(_ line: Substring) -> Bool {
            line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
        }
        guard let first = lines.first, isFence(first) else {
            entries = []
            body = file.text
            bodyLine = 1
            return
        }
        guard let close = lines.indices.dropFirst().first(where: { isFence(lines[$0]) }) else {
            log.error(
                "open-front-matter", "the front matter is not closed; end it with a line '---'",
                at: SourceRange(file: file, line: 1, column: 1, length: 3))
            return nil
        }
        body = lines[(close + 1)...].joined(separator: "\n")
        bodyLine = close + 2
        let text = lines[1..<close].joined(separator: "\n")
        entries = parseYAML(text, in: file, lineOffset: 1, log: log)?.entries(of: "the front matter", log: log)
    }
}

extension Setting {
    /// The entries of a mapping, none where nothing is written; anything else is reported.
    func entries(of owner: String, log: DiagnosticLog) -> [Setting.Entry]? {
        if case .mapping(let entries) = value { return entries }
        if isNull { return [] }
        log.error("wrong-type", "\(owner) must hold lines of 'key: value', found \(kind)", at: range)
        return nil
    }
}
