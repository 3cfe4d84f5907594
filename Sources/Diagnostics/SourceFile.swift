/// A text that a person wrote and that messages point into.
package final class SourceFile: Sendable {
    /// The path as messages show it, relative to the folder the command ran in or to the gallery.
    package let path: String
    package let text: String
    private let lines: [Substring]

    package init(path: String, text: String) {
        self.path = path
        self.text = text
        // \r\n is one Character; other Unicode line separators break no line in YAML or Markdown.
        self.lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    }

    package var lineCount: Int { lines.count }

    /// The text of a line, counted from 1, without its line break; nil where there is no such line.
    package func line(_ number: Int) -> Substring? {
        lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }
}

/// A place in a text: line and column counted from 1, columns in Unicode scalars.
package struct SourcePosition: Hashable, Comparable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A stretch of a source file; `end` is the position after the last character.
package struct SourceRange: Sendable {
    package let file: SourceFile
    package let start: SourcePosition
    package let end: SourcePosition

    package init(file: SourceFile, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = max(start, end)
    }

    /// A range of `length` scalars within one line.
    package init(file: SourceFile, line: Int, column: Int, length: Int = 1) {
        let start = SourcePosition(line: line, column: column)
        self.init(file: file, start: start, end: SourcePosition(line: line, column: column + max(1, length)))
    }
}

extension SourceRange: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.file === right.file && left.start == right.start && left.end == right.end
    }
}
