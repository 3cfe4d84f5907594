import Diagnostics

/// Walks templates beside the shape of what they will show, and reports every name that is not there.
struct TemplateCheck {
    private let templates: [String: TemplateTags]
    private let log: DiagnosticLog
    private var reported: Set<Place> = []

    private struct Place: Hashable {
        let path: String
        let start: SourcePosition
    }

    init(_ templates: [String: TemplateTags], log: DiagnosticLog) {
        self.templates = templates
        self.log = log
    }

    /// Checks the template `name` and the partials that it uses, for a page model of a shape.
    mutating func check(_ name: String, showing shape: TemplateShape) {
        guard let template = templates[name] else { return }
        walk(template.nodes, in: Scope(stack: [shape], blocks: [:], partials: [name]))
    }

    /// What the names of a place in a template stand for.
    private struct Scope {
        var stack: [TemplateShape]
        var blocks: [String: TemplateTags.Block]
        var partials: [String]

        func inside(_ shape: TemplateShape) -> Scope {
            var scope = self
            scope.stack.append(shape)
            return scope
        }
    }

    private mutating func walk(_ nodes: [TemplateTags.Node], in scope: Scope) {
        for node in nodes {
            switch node {
            case .variable(let name, let escaped, let range):
                checkVariable(name, escaped: escaped, at: range, in: scope)
            case .section(let name, let inverted, let range, let content):
                checkSection(name, inverted: inverted, at: range, content, in: scope)
            case .partial(let name, let range, let blocks):
                checkPartial(name, at: range, blocks, in: scope)
            case .block(let name, _, let content):
                walk(scope.blocks[name]?.content ?? content, in: scope)
            }
        }
    }

    private mutating func checkVariable(_ name: String, escaped: Bool, at range: SourceRange, in scope: Scope) {
        guard let shape = shape(of: name, at: range, in: scope) else { return }
        switch (shape.present, escaped) {
        case (.text, true), (.html, false): return
        case (.text, false):
            report("bad-tag", "'\(name)' is a text and is shown escaped only, by '{{\(name)}}'", at: range)
        case (.html, true):
            report("bad-tag", "'\(name)' is markup and is shown by '{{{\(name)}}}'", at: range)
        default:
            report(
                "bad-tag",
                "'\(name)' is \(shape.kind) and cannot be shown itself; open a section with '{{#\(name)}}'", at: range)
        }
    }

    private mutating func checkSection(
        _ name: String, inverted: Bool, at range: SourceRange, _ content: [TemplateTags.Node], in scope: Scope
    ) {
        guard let shape = shape(of: name, at: range, in: scope) else { return }
        switch shape {
        case .flag: walk(content, in: scope)
        case .list(let element): walk(content, in: inverted ? scope : scope.inside(element))
        case .optional(let wrapped): walk(content, in: inverted ? scope : scope.inside(wrapped))
        case .object where !inverted: walk(content, in: scope.inside(shape))
        case .object, .text, .html:
            report("bad-tag", "'\(name)' is \(shape.kind) that is always there; no section is needed", at: range)
        }
    }

    private mutating func checkPartial(
        _ name: String, at range: SourceRange, _ blocks: [String: TemplateTags.Block], in scope: Scope
    ) {
        guard let template = templates[name] else {
            report(
                "unknown-template", "there is no template '\(name).mustache'" + didYouMean(name, among: templates.keys),
                at: range)
            return
        }
        guard !scope.partials.contains(name) else {
            report("template-loop", "the template '\(name).mustache' includes itself here", at: range)
            return
        }
        let offered = Self.blockNames(in: template.nodes)
        for (block, given) in blocks.sorted(by: { $0.key < $1.key }) where !offered.contains(block) {
            report(
                "unknown-block",
                "the template '\(name).mustache' has no block '\(block)'" + didYouMean(block, among: offered),
                at: given.range)
        }
        var inner = scope
        inner.partials.append(name)
        // A block given further out wins, as in the engine.
        inner.blocks.merge(blocks) { outer, _ in outer }
        walk(template.nodes, in: inner)
    }

    /// The shape of a name: its first part is looked up from the inside out, the others within.
    private mutating func shape(of name: String, at range: SourceRange, in scope: Scope) -> TemplateShape? {
        if name == "." { return scope.stack.last }
        let parts = name.split(separator: ".").map(String.init)
        guard let found = scope.stack.reversed().lazy.compactMap({ $0.present.members[parts[0]] }).first else {
            reportUnknown(parts[0], among: scope.stack.flatMap { $0.present.members.keys }, "here", at: range)
            return nil
        }
        var shape = found
        for (index, part) in parts.dropFirst().enumerated() {
            guard let member = shape.present.members[part] else {
                let owner = parts[...index].joined(separator: ".")
                reportUnknown(part, among: Array(shape.present.members.keys), "in '\(owner)'", at: range)
                return nil
            }
            shape = member
        }
        return shape
    }

    private mutating func reportUnknown(_ name: String, among names: [String], _ place: String, at range: SourceRange) {
        let known = Set(names).sorted()
        report(
            "unknown-name", "there is no '\(name)' \(place)" + didYouMean(name, among: known), at: range,
            notes: known.isEmpty ? [] : [.init("there are " + known.map { "'\($0)'" }.joined(separator: ", "))])
    }

    /// A partial is walked once for each place that includes it; what is wrong in it is said once.
    private mutating func report(
        _ id: String, _ message: String, at range: SourceRange, notes: [Diagnostic.Note] = []
    ) {
        guard reported.insert(Place(path: range.file.path, start: range.start)).inserted else { return }
        log.error(id, message, at: range, notes: notes)
    }

    private static func blockNames(in nodes: [TemplateTags.Node]) -> Set<String> {
        nodes.reduce(into: []) { names, node in
            switch node {
            case .variable: break
            case .section(_, _, _, let content): names.formUnion(blockNames(in: content))
            case .partial(_, _, let blocks):
                for block in blocks.values { names.formUnion(blockNames(in: block.content)) }
            case .block(let name, _, let content):
                names.insert(name)
                names.formUnion(blockNames(in: content))
            }
        }
    }
}
