import Diagnostics

/// Records as rows of names and values.
enum JobText {
    /// Every value of an object with the names that lead to it; lists of plain values in one row.
    static func rows(of json: JSON, under prefix: String = "") -> [NamedText] {
        switch json {
        case .object(let members):
            return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { name, value in
                rows(of: value, under: prefix.isEmpty ? name : prefix + " " + name)
            }
        case .array(let elements) where elements.contains(where: isComposite):
            return elements.enumerated().flatMap { index, value in
                rows(of: value, under: elements.count == 1 ? prefix : "\(prefix) \(index + 1)")
            }
        case .array(let elements): return [NamedText(name: prefix, text: elements.map(plain).joined(separator: ", "))]
        default: return [NamedText(name: prefix, text: plain(json))]
        }
    }

    /// A job's options by their own names, then the rest of it; what the page already says is left out.
    static func rows(ofJob job: JSON) -> [NamedText] {
        guard case .object(var members) = job else { return [] }
        members["method"] = nil
        let options = members.removeValue(forKey: "options").map { rows(of: $0) } ?? []
        return options + rows(of: .object(members))
    }

    static func plain(_ json: JSON) -> String {
        switch json {
        case .null: "none"
        case .string(let text): text
        default: json.canonicalText
        }
    }

    private static func isComposite(_ json: JSON) -> Bool {
        switch json {
        case .object, .array: true
        default: false
        }
    }
}
