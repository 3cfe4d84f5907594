package import Diagnostics
import Foundation

extension Labels {
    private static let sizeLimit = 16 << 20
    private static let countLimit = 1_000_000

    /// Reads a text file with a line for each class, or JSON: the `id2label` of a config.json, an index such as
    /// `{"0": ["n01440764", "tench"]}` or `{"0": "tench"}`, or a list of names.
    ///
    /// Lines of the form "n01440764 tench" throughout give the WordNet ids too. Blank lines at the end are dropped.
    /// Throws `bad-labels`, or what `MappedFile` throws.
    package static func load(_ path: String) throws(Diagnostic) -> Labels {
        let file = try MappedFile(path: path)
        guard file.count <= sizeLimit else { throw failure("the file is larger than \(sizeLimit >> 20) MiB", path) }
        guard let text = file.text(in: 0..<file.count) else { throw failure("the file is not UTF-8", path) }
        let start = text.first { !$0.isWhitespace }
        guard start == "{" || start == "[" else { return try lines(of: text, path) }
        guard let json = try? JSON(parsing: Data(text.utf8)) else { throw failure("the file is not sound JSON", path) }
        return try labels(json, path)
    }

    private static func failure(_ reason: String, _ path: String) -> Diagnostic {
        Diagnostic(
            .error, "bad-labels", "the labels cannot be read: \(reason)", at: .file(path),
            notes: [.init("give a text file with a line for each class, or JSON with 'id2label'")])
    }

    private static func lines(of text: String, _ path: String) throws(Diagnostic) -> Labels {
        var names = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.trimmed)
        if names.first?.unicodeScalars.first == "\u{FEFF}" { names[0].unicodeScalars.removeFirst() }
        while names.last?.isEmpty == true { names.removeLast() }
        guard !names.isEmpty, names.count <= countLimit else { throw failure("there are \(names.count) lines", path) }
        if let blank = names.firstIndex(of: "") { throw failure("line \(blank + 1) is empty", path) }
        let pairs = names.map { $0.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(\.trimmed) }
        guard pairs.allSatisfy({ $0.count == 2 && isWordNetID($0[0]) }) else { return Labels(names: names) }
        return Labels(names: pairs.map { $0[1] }, wordNetIDs: pairs.map { $0[0] })
    }

    static func isWordNetID(_ text: String) -> Bool {
        text.utf8.count == 9 && text.first == "n" && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    /// - Parameter path: for messages.
    static func labels(_ json: JSON, _ path: String) throws(Diagnostic) -> Labels {
        if let list = json.arrayValue {
            let names = list.compactMap(\.stringValue)
            guard names.count == list.count, !names.isEmpty else { throw failure("the list does not hold names", path) }
            return Labels(names: names)
        }
        guard let members = (json["id2label"] ?? json).objectValue, !members.isEmpty else {
            throw failure("'id2label' is empty", path)
        }
        guard members.count <= countLimit else { throw failure("there are \(members.count) classes", path) }
        var names: [String] = []
        var ids: [String?] = []
        for index in 0..<members.count {
            guard let value = members[String(index)] else {
                throw failure("\(members.count) classes are listed, but none for the index \(index)", path)
            }
            if let name = value.stringValue {
                names.append(name)
                ids.append(nil)
            } else if let pair = value.arrayValue?.compactMap(\.stringValue), pair.count == 2 {
                names.append(pair[1].replacing("_", with: " "))
                ids.append(pair[0])
            } else {
                throw failure("class \(index) is neither a name nor a WordNet id with a name", path)
            }
        }
        return Labels(names: names, wordNetIDs: ids)
    }
}
