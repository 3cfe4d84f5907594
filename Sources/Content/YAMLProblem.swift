import Diagnostics
import Yams

extension YAMLText {
    /// What the parser found, in plain words, where a person can mend it.
    func diagnostic(of error: any Error) -> Diagnostic {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            return syntaxError(context: context, problem: problem, mark: mark)
        case YamlError.memory:
            return Diagnostic(
                .error, "yaml-syntax", "there is not enough memory to read this", at: range(1, 1, to: nil))
        default:
            return Diagnostic(
                .error, "yaml-syntax", "this is no YAML; look for stray characters", at: range(1, 1, to: nil))
        }
    }

    private func syntaxError(context: YamlError.Context?, problem: String, mark: Mark) -> Diagnostic {
        let during = context?.text ?? ""
        let start = context?.mark ?? mark
        if during.contains("quoted scalar") {
            if problem.contains("end of stream") || problem.contains("document indicator") {
                return syntax("this quote is not closed", at: start)
            }
            return syntax(
                "unknown escape in a double-quoted text; write '\\\\' for a backslash, or use single quotes", at: mark)
        }
        if during.contains("anchor") || during.contains("alias") || problem.contains("undefined alias") {
            return Diagnostic(.error, "yaml-anchor", Self.noAnchors, at: range(during.isEmpty ? mark : start))
        }
        if during.contains("tag") {
            let message = "tags are not allowed; put a text that starts with '!' in quotes"
            return Diagnostic(.error, "yaml-tag", message, at: range(start))
        }
        if problem.contains("nesting level") {
            return Diagnostic(.error, "too-deep", Self.tooDeep, at: range(mark))
        }
        if problem.contains("tab") || scalar(mark.line, mark.column) == "\t" {
            return syntax("a tab indents this line; YAML takes only spaces", at: mark)
        }
        switch problem {
        case "found character that cannot start any token":
            let found = scalar(mark.line, mark.column).map { "'\($0)'" } ?? "this"
            return syntax("a plain text cannot start with \(found); put it in quotes", at: mark)
        case "mapping values are not allowed in this context":
            return syntax(
                "unexpected ':'; put a text that holds ': ' in quotes, or mend the indentation", at: mark)
        case "could not find expected ':'":
            return syntax("expected 'key: value' here", at: start)
        case "did not find expected key":
            return syntax(
                "expected a key here; indent it like the keys above, and put quotes around whole texts", at: mark)
        case "did not find expected '-' indicator":
            return syntax("expected '- ' here, as in the other lines of the list", at: mark)
        case "did not find expected ',' or ']'":
            return syntax("this list is not closed by ']', or a comma is missing in it", at: start)
        case "did not find expected ',' or '}'":
            return syntax("this mapping is not closed by '}', or a comma is missing in it", at: start)
        case "block sequence entries are not allowed in this context":
            return syntax("a list of '- ' lines starts below its key, not beside it", at: mark)
        case "but found another document", "did not find expected <document start>":
            return syntax("only one block of settings is allowed; remove this and what follows", at: mark)
        default:
            return syntax("this is no YAML: \(problem)", at: mark)
        }
    }

    private func syntax(_ message: String, at mark: Mark) -> Diagnostic {
        Diagnostic(.error, "yaml-syntax", message, at: range(mark))
    }
}
