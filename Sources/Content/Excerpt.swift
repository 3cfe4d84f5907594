package import Diagnostics

/// A part of a file, without the indentation or quote marks before its lines, that knows where each line stands.
///
/// Lines are those that `\n` ends: `ContentFile` leaves no other line break in a text.
package struct Excerpt: Sendable {
    package let file: SourceFile
    package let text: String
    /// The line of the file, counted from 1, in which the excerpt begins.
    package let firstLine: Int
    /// How many scalars stand before each line of the excerpt in the file; where the list ends, its last value holds.
    private let indents: [Int]

    package init(_ text: String, of file: SourceFile, firstLine: Int, indents: [Int] = [0]) {
        self.file = file
        self.text = text
        self.firstLine = firstLine
        self.indents = indents
    }

    /// The position in the file of a line and a column of the excerpt, both counted from 1.
    package func position(line: Int, column: Int) -> SourcePosition {
        let index = max(0, line - 1)
        let indent = index < indents.count ? indents[index] : indents.last ?? 0
        return SourcePosition(line: firstLine + index, column: indent + max(1, column))
    }
}
