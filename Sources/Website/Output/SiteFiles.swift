import Diagnostics
package import Foundation

/// The files of a site by their paths, which are relative, with `/` between names.
package struct SiteFiles: Sendable {
    package private(set) var contents: [String: Data] = [:]

    package init() {}

    /// In a fixed order.
    package var paths: [String] { contents.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    package subscript(path: String) -> Data? { contents[path] }

    /// Throws `same-address` where something else has that path already.
    mutating func add(_ data: Data, at path: String, place: Diagnostic.Place? = nil) throws(Diagnostic) {
        if let other = contents[path], other != data {
            throw Diagnostic(
                .error, "same-address", "two files of the site would be called '\(path)'; rename a page", at: place)
        }
        contents[path] = data
    }

    mutating func add(_ text: String, at path: String, place: Diagnostic.Place? = nil) throws(Diagnostic) {
        try add(Data(text.utf8), at: path, place: place)
    }
}
