package import Diagnostics

/// The names of a model's classes, in the order of its outputs.
package struct Labels: Sendable, Hashable {
    package let names: [String]
    /// WordNet ids such as "n01440764", where the labels' file gives them.
    package let wordNetIDs: [String?]
    /// The places of every text that may stand for a class.
    private let places: [String: [Int]]

    /// - Precondition: as many ids as names, where ids are given.
    package init(names: [String], wordNetIDs: [String?]? = nil) {
        precondition(wordNetIDs.map { $0.count == names.count } ?? true)
        self.names = names
        self.wordNetIDs = wordNetIDs ?? names.map { _ in nil }
        var places: [String: [Int]] = [:]
        for (index, name) in names.enumerated() { places[Self.key(name), default: []].append(index) }
        places.merge(Self.synonyms(names)) { whole, _ in whole }
        self.places = places
    }

    /// "class 0", "class 1", … for a model without labels.
    package init(count: Int) {
        self.init(names: (0..<count).map { "class \($0)" })
    }

    package var count: Int { names.count }

    /// The name of a class.
    ///
    /// - Precondition: the class exists.
    package subscript(index: Int) -> String { names[index] }

    /// Underscores stand for spaces in some files.
    private static func key(_ text: String) -> String {
        String(text.map { $0 == "_" ? " " : $0 })
    }

    /// "tench, Tinca tinca" is found by either part.
    private static func synonyms(_ names: [String]) -> [String: [Int]] {
        var places: [String: [Int]] = [:]
        for (index, name) in names.enumerated() where name.contains(",") {
            let parts = Set(name.split(separator: ",").map { key(String($0)).trimmed }.filter { !$0.isEmpty })
            for part in parts { places[part, default: []].append(index) }
        }
        return places
    }

    /// The class a text names: its name, else its index counted from 0, else its WordNet id.
    ///
    /// - Throws: `ambiguous-class` for a name that occurs twice, `unknown-class` with a suggestion.
    package func index(of text: String) throws(Diagnostic) -> Int {
        let wanted = Self.key(text.trimmed)
        if let found = places[wanted] {
            if found.count == 1 { return found[0] }
            let list = found.map { index in "\(index)" + (wordNetIDs[index].map { " (\($0))" } ?? "") }
            throw Diagnostic(
                .error, "ambiguous-class",
                "\(found.count) classes are named '\(text)': " + list.joined(separator: ", "),
                notes: [.init("give the index instead of the name")])
        }
        if let index = Int(wanted), String(index) == wanted {
            if names.indices.contains(index) { return index }
            throw Diagnostic(
                .error, "unknown-class", "class \(index) does not exist: the classes are 0 to \(names.count - 1)")
        }
        if let index = wordNetIDs.firstIndex(of: wanted) { return index }
        throw Diagnostic(
            .error, "unknown-class", "no class is named '\(text)'" + didYouMean(wanted, among: places.keys.sorted()),
            notes: [
                .init("a class is given by its name, its index from 0, or its WordNet id where the labels have them")
            ])
    }

    /// - Parameters:
    ///   - classes: what the model's output holds.
    ///   - path: the labels' file, for the message.
    func checked(against classes: Int, path: String?) throws(Diagnostic) -> Labels {
        guard names.count != classes else { return self }
        throw Diagnostic(
            .error, "label-count", "there are \(names.count) labels, and the model's output holds \(classes) classes",
            at: path.map(Diagnostic.Place.file),
            notes: [
                .init(
                    "give the labels this model was trained with, or choose the layer of its class scores as 'output'")
            ])
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
