package import Diagnostics
import Yams

/// The largest text that is read as content, in bytes of UTF-8: 1 MiB a file.
package let largestContentFile = 1 << 20

/// How deep lists and mappings may nest.
package let deepestNesting = 32

/// Reads settings from a YAML text that stands in `file`, `lineOffset` lines below its top and `columnOffset` columns
/// from its left edge.
///
/// What is not allowed is reported: anchors, aliases, tags, merge keys, duplicate keys, deep nesting.
///
/// - Returns: the value with exact places, without entries whose keys were refused; an empty mapping where nothing is
///   written; nil where the text is no YAML or holds a value that was refused.
package func parseYAML(
    _ text: String, in file: SourceFile, lineOffset: Int = 0, columnOffset: Int = 0, log: DiagnosticLog
) -> Setting? {
    parseYAML(Excerpt(text, of: file, firstLine: lineOffset + 1, indents: [columnOffset]), log: log)
}

/// Reads settings from a part of a file; see the variant that takes a text.
package func parseYAML(_ excerpt: Excerpt, log: DiagnosticLog) -> Setting? {
    var text = YAMLText(excerpt)
    guard text.isSafe(log: log) else { return nil }
    var duplicates = YAMLDuplicates()
    while true {
        do {
            // An explicit encoding: the default asks the environment, and prints what it finds there.
            let parser = try Yams.Parser(yaml: text.padded, encoding: .utf8)
            let root = try parser.singleRoot()
            var walk = YAMLWalk(text: text, log: log)
            guard let root else { return Setting(.mapping([]), at: text.range(1, 1, to: nil)) }
            let setting = walk.setting(of: root, depth: 0)
            return walk.isSound ? setting : nil
        } catch YamlError.duplicatedKeysInMapping(let names, let context) {
            guard duplicates.hide(names.first, firstAt: context.mark, in: &text, log: log) else { return nil }
        } catch {
            log.add(text.diagnostic(of: error))
            return nil
        }
    }
}
