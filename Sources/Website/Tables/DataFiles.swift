import Foundation

/// Tables and curves as files beside the pages that show them.
struct DataFiles {
    /// By path.
    private(set) var contents: [(path: String, data: Data)] = []
    private var taken: Set<String> = []

    /// Takes files that are equal but for their endings.
    ///
    /// - Returns: their path without the ending, `FOLDER/NAME`; with a number where another one has that name.
    mutating func add(_ files: [String: Data], in folder: String, named name: String) -> String {
        let safe = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_".contains($0) ? $0 : "-" })
        var path = "\(folder)/\(safe)"
        var number = 2
        while !taken.insert(path).inserted {
            path = "\(folder)/\(safe)-\(number)"
            number += 1
        }
        for (ending, data) in files.sorted(by: { $0.key < $1.key }) { contents.append((path + "." + ending, data)) }
        return path
    }
}
