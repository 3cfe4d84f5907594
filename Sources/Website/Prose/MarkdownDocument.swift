import CMarkdown

/// A Markdown text as cmark reads it, with smart punctuation.
final class MarkdownDocument {
    typealias Node = OpaquePointer

    /// Nil where memory runs out.
    private let root: Node?

    init(_ text: String) {
        var text = text
        root = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_SMART)
            }
        }
    }

    deinit {
        if let root { cmark_node_free(root) }
    }

    enum Step {
        case into, over
    }

    /// Meets every node when it is entered and, where it can have children, when it is left. `visit` answers whether a
    /// node that is entered is to be gone through: of one that is passed over neither the children nor the end is
    /// met. Nodes are valid within the call only.
    func walk(_ visit: (_ node: Node, _ isEntering: Bool) -> Step) {
        guard let root, let iterator = cmark_iter_new(root) else { return }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE else { return }
            guard let node = cmark_iter_get_node(iterator) else { continue }
            let isEntering = event == CMARK_EVENT_ENTER
            let step = visit(node, isEntering)
            if isEntering, step == .over, !node.isLeaf { cmark_iter_reset(iterator, node, CMARK_EVENT_EXIT) }
        }
    }
}

extension MarkdownDocument.Node {
    var type: cmark_node_type { cmark_node_get_type(self) }
    var literal: String { cmark_node_get_literal(self).map { String(cString: $0) } ?? "" }
    var destination: String { cmark_node_get_url(self).map { String(cString: $0) } ?? "" }
    var title: String { cmark_node_get_title(self).map { String(cString: $0) } ?? "" }
    var fenceInfo: String { cmark_node_get_fence_info(self).map { String(cString: $0) } ?? "" }
    var headingLevel: Int { Int(cmark_node_get_heading_level(self)) }
    var parent: OpaquePointer? { cmark_node_parent(self) }

    /// The lines that a block takes, counted from 1; those of its block for what stands inside one.
    var lines: ClosedRange<Int> {
        var block: OpaquePointer? = self
        while let node = block {
            let (first, last) = (Int(cmark_node_get_start_line(node)), Int(cmark_node_get_end_line(node)))
            if first > 0 { return first...Swift.max(first, last) }
            block = node.parent
        }
        return 1...1
    }

    /// Nodes that cmark's iterator enters and does not leave.
    var isLeaf: Bool {
        switch type {
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK, CMARK_NODE_CODE_BLOCK, CMARK_NODE_TEXT,
            CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK, CMARK_NODE_CODE, CMARK_NODE_HTML_INLINE:
            true
        default: false
        }
    }

    /// Whether this is a paragraph of a list whose items stand close together.
    var isTightParagraph: Bool {
        guard type == CMARK_NODE_PARAGRAPH, let item = parent, item.type == CMARK_NODE_ITEM, let list = item.parent
        else { return false }
        return cmark_node_get_list_tight(list) != 0
    }
}
