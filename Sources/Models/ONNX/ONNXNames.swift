/// The layer names of a graph's nodes: the node's own name, else its first output's; repeated ones get `~2`, `~3`, ….
struct ONNXNames {
    /// By the node's place in the file.
    private var names: [String]

    init(_ nodes: [ONNXNode], inputName: String) {
        names = [String](repeating: "", count: nodes.count)
        var taken: Set<String> = [inputName]
        var counts: [String: Int] = [:]
        let reserved = Set(nodes.flatMap { [$0.name] + $0.outputs })
        // Names that somebody gave go first, so that an unnamed node's output cannot take one away.
        for node in nodes.filter({ !$0.name.isEmpty }) + nodes.filter(\.name.isEmpty) {
            var name = node.displayName
            while taken.contains(name) || (name != node.displayName && reserved.contains(name)) {
                let next = counts[node.displayName, default: 1] + 1
                counts[node.displayName] = next
                name = "\(node.displayName)~\(next)"
            }
            taken.insert(name)
            names[node.index] = name
        }
    }

    subscript(node: ONNXNode) -> String { names[node.index] }
}
