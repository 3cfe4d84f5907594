import Diagnostics
import Foundation

/// The file that says a folder is a store of ours: nothing is ever deleted in a folder without it.
enum StoreMark: Sendable {
    case valid
    case missing

    static let name = "VITRINE-STORE"
    private static let format = 1
    private static let text = """
        format \(format)
        Results that vitrine has computed. 'vitrine cache gc' removes those no longer used.

        """

    /// Reads the mark of a folder; `missing` only where the folder holds nothing of anybody's.
    ///
    /// Throws `not-a-store` or `unknown-store-format`.
    static func read(in folder: Folder) throws(Diagnostic) -> StoreMark {
        if try folder.entry(name) == nil {
            let strangers = try folder.names().filter { TemporaryName($0) == nil }
            guard let stranger = strangers.first else { return .missing }
            // Another process may have marked the folder just now: the mark comes before everything else in it.
            if try folder.entry(name) == nil {
                throw Diagnostic(
                    .error, "not-a-store",
                    "this folder is not a store of vitrine's: it holds '\(stranger)' and no file '\(name)'",
                    at: .file(folder.path), notes: [Diagnostic.Note("name an empty folder, or a new one")])
            }
        }
        try check(in: folder)
        return .valid
    }

    /// Throws unless the folder has a mark of a format this program knows.
    static func check(in folder: Folder) throws(Diagnostic) {
        guard try folder.entry(name) != nil else { throw noStore(at: folder.path) }
        let file = try OpenFile(in: folder, name)
        let words =
            file.byteCount <= 4096
            ? String(decoding: try file.contents(), as: UTF8.self).prefix { !$0.isNewline }.split(separator: " ") : []
        guard words.count == 2, words[0] == "format", let found = Int(words[1]), found > 0 else {
            throw Diagnostic(
                .error, "unknown-store-format", "this file does not say what format the store has",
                at: .file(file.path),
                notes: [Diagnostic.Note("remove the store's folder if all in it may be computed again")])
        }
        guard found <= format else {
            throw Diagnostic(
                .error, "unknown-store-format",
                "the store has format \(found), this vitrine knows formats up to \(format)", at: .file(file.path),
                notes: [Diagnostic.Note("use the newer vitrine that made it, or another folder with '--cache FOLDER'")])
        }
    }

    static func write(in folder: Folder) throws(Diagnostic) {
        try folder.put(Data(text.utf8), as: name)
        try folder.sync()
    }

    static func noStore(at path: String) -> Diagnostic {
        Diagnostic(
            .error, "no-store", "there is no store here", at: .file(path),
            notes: [Diagnostic.Note("'vitrine build' makes one")])
    }
}
