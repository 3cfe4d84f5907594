import Foundation

/// Reads markup as strictly as pages are written here, and collects what is wrong with it.
struct HTMLReader {
    private(set) var problems: [String] = []
    private(set) var ids: Set<String> = []
    /// Values of `href` and `src`.
    private(set) var references: [String] = []
    private(set) var headings: [String] = []

    private static let empties: Set<String> = ["meta", "link", "img", "br", "hr"]

    init(_ page: String) {
        var open: [String] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            check(text: rest[..<start])
            rest = rest[start...]
            guard let end = rest.firstIndex(of: ">") else {
                problems.append("a tag is not closed: \(rest.prefix(40))")
                return
            }
            let tag = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") { continue }
            if tag.hasPrefix("/") {
                let name = String(tag.dropFirst())
                if open.popLast() != name { problems.append("</\(name)> closes nothing") }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
            let attributes = attributes(of: tag.dropFirst(name.count))
            check(name, attributes)
            if !isClosed, !Self.empties.contains(name) { open.append(name) }
        }
        check(text: rest)
        if !open.isEmpty { problems.append("not closed: \(open)") }
        if headings.count(where: { $0 == "h1" }) != 1 { problems.append("not exactly one h1") }
    }

    private mutating func check(text: Substring) {
        if text.contains(">") { problems.append("a bare '>' in \(text.prefix(40))") }
    }

    private mutating func attributes(of text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            let name = String(rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != "/" })
            if name.isEmpty { return found }
            rest = rest.dropFirst(name.count)
            var value = ""
            if rest.hasPrefix("=\"") {
                rest = rest.dropFirst(2)
                value = String(rest.prefix { $0 != "\"" })
                rest = rest.dropFirst(value.count + 1)
            } else if rest.hasPrefix("=") {
                problems.append("an attribute without quotes: \(name)")
                return found
            }
            if found.updateValue(value, forKey: name) != nil { problems.append("\(name) stands twice in a tag") }
            if value.contains("<") { problems.append("a bare '<' in \(name)") }
        }
    }

    private mutating func check(_ name: String, _ attributes: [String: String]) {
        if let id = attributes["id"], !ids.insert(id).inserted { problems.append("the id \(id) stands twice") }
        for key in ["href", "src"] {
            if let value = attributes[key] { references.append(value) }
        }
        if name == "img" {
            for key in ["src", "alt", "width", "height"] where attributes[key] == nil {
                problems.append("an img without \(key)")
            }
        }
        if name == "script" { problems.append("a script") }
        if attributes.keys.contains(where: { $0.hasPrefix("on") }) { problems.append("an event handler") }
        if name.count == 2, name.hasPrefix("h"), name != "hr" { headings.append(name) }
    }
}

extension HTMLReader {
    /// What is wrong with a site: its pages, and links between them that lead nowhere.
    static func problems(of pages: [String: String], files: Set<String>) -> [String] {
        var problems: [String] = []
        let readers = pages.mapValues(HTMLReader.init)
        for (path, reader) in readers.sorted(by: { $0.key < $1.key }) {
            problems += reader.problems.map { "\(path): \($0)" }
            for reference in reader.references {
                if reference.hasPrefix("https://") || reference.hasPrefix("mailto:") { continue }
                let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? path : String(parts[0])
                if !files.contains(target) { problems.append("\(path): no file \(reference)") }
                if parts.count > 1, let page = readers[target], !page.ids.contains(String(parts[1])) {
                    problems.append("\(path): no part \(reference)")
                }
            }
        }
        return problems
    }
}
