package import Diagnostics
import Foundation

/// A text file of a gallery, read whole.
package struct ContentFile: Sendable {
    package let source: SourceFile
    /// The real path of the folder that holds the file; paths in the file are relative to it.
    package let folder: String

    package init(source: SourceFile, folder: String) {
        self.source = source
        self.folder = folder
    }

    /// Reads a file of at most 1 MiB of UTF-8, and reports what keeps it from being read.
    ///
    /// A byte order mark is dropped. Every line break becomes `\n`, and the rarer separators (vertical tab, form feed,
    /// U+0085, U+2028, U+2029) become spaces, so that Markdown, YAML, messages and editors count the same lines.
    ///
    /// - Parameters:
    ///   - path: the real path of the file.
    ///   - shown: the path as messages show it.
    package init?(path: String, shown: String, log: DiagnosticLog) {
        let url = URL(fileURLWithPath: path)
        func refuse(_ id: String, _ message: String) {
            log.add(Diagnostic(.error, id, message, at: .file(shown)))
        }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else {
            refuse("unreadable-file", "this is not a file that can be read")
            return nil
        }
        guard let size = attributes[.size] as? Int, size <= largestContentFile else {
            refuse("too-large", "content files may hold at most 1 MiB; split this one")
            return nil
        }
        guard let data = try? Data(contentsOf: url) else {
            refuse("unreadable-file", "this file cannot be read; check its permissions")
            return nil
        }
        guard data.count <= largestContentFile else {
            refuse("too-large", "content files may hold at most 1 MiB; split this one")
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let source = SourceFile(path: shown, text: Self.normalised(String(decoding: data, as: UTF8.self)))
            let place = Self.positionOfInvalidByte(in: data)
            log.error(
                "not-utf8", "this is not UTF-8; save the file in that encoding",
                at: SourceRange(file: source, line: place.line, column: place.column))
            return nil
        }
        self.init(
            source: SourceFile(path: shown, text: Self.normalised(text)),
            folder: url.deletingLastPathComponent().path)
    }

    /// The text with `\n` for every line break and without a byte order mark.
    package static func normalised(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var afterReturn = false
        for (index, scalar) in text.unicodeScalars.enumerated() {
            switch scalar.value {
            case 0xFEFF where index == 0: break
            case 0xA where afterReturn: break
            case 0xA, 0xD: result.append("\n")
            case 0xB, 0xC, 0x85, 0x2028, 0x2029: result.append(" ")
            default: result.append(scalar)
            }
            afterReturn = scalar.value == 0xD
        }
        return String(result)
    }

    private static func positionOfInvalidByte(in data: Data) -> SourcePosition {
        var position = SourcePosition(line: 1, column: 1)
        var bytes = data.makeIterator()
        var decoder = UTF8()
        var afterReturn = false
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            switch scalar.value {
            case 0xFEFF where position == SourcePosition(line: 1, column: 1): break
            case 0xA where afterReturn: break
            case 0xA, 0xD: position = SourcePosition(line: position.line + 1, column: 1)
            default: position.column += 1
            }
            afterReturn = scalar.value == 0xD
        }
        return position
    }
}
